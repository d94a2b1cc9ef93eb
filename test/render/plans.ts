import type { ClipExtent } from '../../src/audio/timeline.ts';
import type { PauseKind, Plan, Step } from '../../src/message/plan.ts';
import type { ClipInfo } from '../../src/render/clip-store.ts';
import type { LayoutClip } from '../../src/render/layout.ts';
import { parseKey } from '../../src/repo/repo.ts';

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

/** Clips with their sample frames, without margins. */
export function clipsOf(
  frames: Readonly<Record<string, number>>,
  warnings: Readonly<Record<string, readonly string[]>> = {},
): ReadonlyMap<string, LayoutClip> {
  return new Map(
    Object.entries(frames).map(([name, length]) => {
      const extent: ClipExtent = { frames: length, before: 0, after: 0 };
      const info: ClipInfo = { sampleRateHz: 8000, warnings: warnings[name] ?? [] };
      const key = parseKey(name);
      return [key, { key, info, extent }] as const;
    }),
  );
}
