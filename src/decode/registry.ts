import type { Pcm } from '../audio/pcm.ts';
import { StitchError } from '../errors.ts';
import type { Decoded } from './decoder.ts';
import { DECODERS } from './formats.ts';

/** Marks of formats that are not supported: [offset, bytes as text, description]. */
const OTHER_FORMATS: readonly (readonly [number, string, string])[] = [
  [0, 'RIFF', 'the beginning of a WAV file, and no more'],
  [0, 'RIFX', 'the beginning of a WAV file, and no more'],
  [0, 'RF64', 'the beginning of a WAV file, and no more'],
  [0, 'BW64', 'the beginning of a WAV file, and no more'],
  [0, 'FORM', 'an IFF file without AIFF sound, or the beginning of one'],
  [0, '.snd', 'an AU file, which is not supported'],
  [0, 'caff', 'the beginning of a CAF file, and no more'],
  [0, '#!AMR', 'an AMR file of several channels, or the beginning of one'],
  [0, '<', 'a web page or other text, which is not supported'],
];

/**
 * Decodes a clip by its content, whatever its name ends in.
 * @param name what errors call it.
 * @throws StitchError clip/empty, clip/not-audio, clip/corrupt, clip/unsupported.
 */
export async function decodeClip(bytes: Uint8Array, name: string): Promise<Decoded> {
  if (bytes.length === 0)
    throw new StitchError('clip/empty', `${name} is an empty file; record it again`);
  for (const decoder of DECODERS) {
    const decoded = decoder.recognizes(bytes, name) ? await decoder.decode(bytes, name) : null;
    if (decoded !== null) return { ...decoded, pcm: withinFullScale(decoded.pcm, name) };
  }
  throw new StitchError(
    'clip/not-audio',
    `${name} is ${describe(bytes)}; convert it to a 16-bit PCM WAV`,
  );
}

/** Past 12 dB over full scale no recorder goes, and one flipped bit does. */
const DAMAGED = 4;

/**
 * Clamps samples to [-1, 1], as every output does: what measures a clip must not take a few samples past
 * full scale for its loudness.
 * @throws StitchError clip/corrupt for samples that no recording holds.
 */
function withinFullScale(pcm: Pcm, name: string): Pcm {
  const channels = pcm.channels.map((channel) => {
    let peak = 0;
    for (let f = 0; f < channel.length; f++) peak = Math.max(peak, Math.abs(channel[f]!));
    if (!(peak <= DAMAGED)) {
      throw new StitchError(
        'clip/corrupt',
        `${name} is damaged: it has samples far past full scale; record or convert it again`,
      );
    }
    return peak <= 1 ? channel : channel.map((sample) => Math.max(-1, Math.min(1, sample)));
  });
  return { ...pcm, channels };
}

/** Loads what decoding a clip would load when it is first needed. */
export async function loadDecoder(bytes: Uint8Array, name: string): Promise<void> {
  await DECODERS.find((decoder) => decoder.recognizes(bytes, name))?.load();
}

function describe(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 16));
  const found = OTHER_FORMATS.find(([at, mark]) => head.startsWith(mark, at));
  return found?.[2] ?? 'not a recording in a supported format';
}
