import type { ClipExtent } from '../../src/audio/timeline.ts';
import type { PauseKind, Plan, Step } from '../../src/message/plan.ts';
import type { ClipInfo } from '../../src/render/clip-store.ts';
import { clipUses } from '../../src/render/clip-use.ts';
import type { LayoutClip } from '../../src/render/layout.ts';

/** A clip's key, as in `a.wav`; a pause; or a word without a clip, as in `?word`. */
export type Item = `${string}.wav` | PauseKind | `?${string}`;

/** A plan of items, each with a span of its own. */
export function planOf(...items: readonly Item[]): Plan {
  const steps = items.map((item, i): Step => {
    const span = { start: 2 * i, end: 2 * i + 1 };
    if (item.startsWith('?')) {
      const word = item.slice(1);
      return { kind: 'missing', word, span, needs: [word], nearest: [] };
    }
    if (item.endsWith('.wav'))
      return { kind: 'clip', clip: item, words: [item.slice(0, -'.wav'.length)], span };
    return { kind: 'pause', pause: item as PauseKind, span };
  });
  return { text: items.join(' '), steps, alternatives: [] };
}

/** Clips of a plan by their names, with their sample frames, without margins. */
export function clipsOf(
  { steps }: Plan,
  frames: Readonly<Record<string, number>>,
  warnings: Readonly<Record<string, readonly string[]>> = {},
): readonly LayoutClip[] {
  return clipUses(steps).map((use) => {
    const extent: ClipExtent = { frames: frames[use.key]!, before: 0, after: 0 };
    const info: ClipInfo = { sampleRateHz: 8000, warnings: warnings[use.key] ?? [] };
    return { use, info, extent };
  });
}
