import { Cache } from '../cache/cache.ts';
import { ENGINE_VERSION } from '../cache/engine-version.ts';
import { codecOf } from '../codec/registry.ts';
import type { ContentId } from '../library/content-ids.ts';
import { type Plan, spokenWords } from '../message/plan.ts';
import type { Options } from '../options/render.ts';
import type { Key } from '../repo/repo.ts';
import { followsClosely } from './clip-use.ts';
import { arrange } from './layout.ts';

/** Names a render by all that its bytes depend on: 64 hexadecimal digits. */
export type RenderKey = string;

/**
 * The key of a plan's render: a hash of the engine, the clips by content, the silences, the title where
 * the file has one, and the options that make sound. Other words for the same clips make the same key.
 * @param noiseDb level of the noise between clips; undefined for silence.
 */
export function renderKey(
  plan: Plan,
  options: Options,
  title: string,
  idOf: (clip: Key) => ContentId,
  noiseDb?: number,
): RenderKey {
  const order = arrange<unknown>(
    plan.steps,
    options,
    // A clip that follows closely ends the one before otherwise, too.
    (clip, use) => (followsClosely(use) ? [idOf(clip)] : idOf(clip)),
    (seconds) => seconds,
  );
  const { format, join, gapSeconds, sampleRateHz, bitRateKbps, channels } = options;
  const { trim, edgeSeconds, levelDb, fade } = options;
  const codec = codecOf(format);
  const ofCodec = [
    codec.encoders === undefined ? null : options.encoder,
    codec.encodeWhole === undefined ? null : join,
    bitRateKbps,
    codec.hasTitle ? title : null,
  ];
  const sound = [format, gapSeconds, sampleRateHz, channels, trim && edgeSeconds, levelDb, fade];
  const ofNoise = noiseDb === undefined ? [] : [noiseDb];
  return Cache.idOf(ENGINE_VERSION, order, sound, ofCodec, ...ofNoise);
}

/** All words that a plan says, in one line: the title of its file. */
export function spokenTitle(plan: Plan): string {
  return spokenWords(plan).join(' ');
}
