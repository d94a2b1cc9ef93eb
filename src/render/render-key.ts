import { ENGINE_VERSION } from '../cache/engine-version.ts';
import { sha256 } from '../cache/entry.ts';
import { codecOf } from '../codec/registry.ts';
import type { ContentId } from '../library/content-ids.ts';
import { type Plan, spokenWords } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import { memoizeByObject } from '../util/memoize.ts';
import { type ClipUse, followsClosely } from './clip-use.ts';
import { arrange } from './layout.ts';

/** Names a render by all that its bytes depend on: 64 hexadecimal digits. */
export type RenderKey = string;

/**
 * The key of a plan's render: a hash of the engine, the clips by content, the silences, the title where
 * the file has one, and the options that make sound. Other words for the same clips make the same key.
 * @param uses of clips in the plan, one for each clip step.
 * @param noiseDb level of the noise between clips; undefined for silence.
 */
export function renderKey(
  plan: Plan,
  uses: readonly ClipUse[],
  options: Options,
  title: string,
  idOf: (clip: Key) => ContentId,
  noiseDb?: number,
): RenderKey {
  const order = arrange<string>(
    plan.steps,
    options,
    (i) => {
      const id = idOf(uses[i]!.key);
      // A clip that follows closely ends the one before otherwise, too.
      return followsClosely(uses[i]!) ? `+${id}` : id;
    },
    (seconds) => `${seconds} s`,
  );
  const ofFile = [ENGINE_VERSION, soundOptions(options), noiseDb ?? 'silence', ''];
  const ofTitle = codecOf(options.format).hasTitle ? ['', title] : [];
  // JSON of it all took a tenth of a campaign's check.
  return sha256([...ofFile, ...order, ...ofTitle].join('\n'));
}

/** The options that make sound, besides the silences. */
const soundOptions = memoizeByObject((options: Options): string => {
  const { format, join, gapSeconds, sampleRateHz, bitRateKbps, channels } = options;
  const { trim, edgeSeconds, levelDb, fade } = options;
  const codec = codecOf(format);
  const ofCodec = [
    codec.encoders === undefined ? null : options.encoder,
    codec.encodeWhole === undefined ? null : join,
    bitRateKbps,
  ];
  const sound = [format, gapSeconds, sampleRateHz, channels, trim && edgeSeconds, levelDb, fade];
  return JSON.stringify([sound, ofCodec]);
});

/** All words that a plan says, in one line: the title of its file. */
export function spokenTitle(plan: Plan): string {
  return spokenWords(plan).join(' ');
}
