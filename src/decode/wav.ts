// The one file that imports wavefile, which is loaded with the first WAV clip. Its constructor and its A-law and µ-law are right and its own
// views are quick. It misreads EXTENSIBLE float, ADPCM and odd chunks, and hangs on some others (version
// 11.0.0, measured): riff.ts keeps these out, and wavefile gets a file of two chunks only.
import { riffHeader } from '../codec/pcm/riff.ts';
import { StitchError } from '../errors.ts';
import { concat } from '../util/bytes.ts';
import { BLOCK_CODECS, type BlockCodec } from './block-codecs.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';
import { isWav, parseWav, type WavFormat, type WavParts } from './riff.ts';
import { swapped } from './swapped.ts';

/** WAV files of PCM, float, A-law, µ-law, IMA and MS ADPCM, and GSM 6.10. */
export const wavDecoder: Decoder = {
  name: 'WAV',
  extensions: ['wav', 'wave', 'wav16', 'wav49'],
  preference: 0,
  recognizes: isWav,
  load: loadEngine,
  decode: decodeWav,
};

const ENCODINGS: Readonly<Record<string, string>> = {
  '1/8': '8-bit PCM',
  '1/16': '16-bit PCM',
  '1/24': '24-bit PCM',
  '1/32': '32-bit PCM',
  '3/32': '32-bit float',
  '3/64': '64-bit float',
  '6/8': 'A-law',
  '7/8': 'µ-law',
  '2/4': 'MS ADPCM',
  '17/4': 'IMA ADPCM',
  '49/0': 'GSM 6.10',
};
const OTHER_ENCODINGS: Readonly<Record<number, string>> = {
  34: 'TrueSpeech',
  64: 'G.721',
  69: 'G.726',
  80: 'MPEG',
  85: 'MP3',
  255: 'AAC',
  353: 'Windows Media Audio',
};

/**
 * Decodes a WAV file: PCM of 8, 16, 24 and 32 bits, float of 32 and 64, A-law, µ-law, IMA and
 * MS ADPCM and GSM 6.10, any number of channels, plain or EXTENSIBLE, RIFF, RIFX or RF64. Data that ends too early is decoded as
 * far as whole sample frames go, with a warning.
 * @param bytes a file for which `isWav` holds. @param name what errors call it.
 * @throws StitchError clip/corrupt, clip/unsupported, clip/empty.
 */
export async function decodeWav(bytes: Uint8Array, name: string): Promise<Decoded> {
  const parts = parseWav(bytes, name);
  const encoding = encodingOf(parts.format, name);
  refuseLongClip(secondsOf(parts), name);
  const codec = BLOCK_CODECS[parts.format.tag];
  const channels = codec ? decodeBlocks(codec, parts) : await planar(parts, name);
  if (channels[0]!.length === 0) {
    const what = parts.truncated ? 'is cut off before its first sample' : 'has no samples';
    throw new StitchError('clip/empty', `${name} ${what}; record it again`);
  }
  const warnings = parts.truncated ? ['ends before its samples do; what is there is played'] : [];
  return { pcm: { channels, sampleRateHz: parts.format.sampleRateHz }, encoding, warnings };
}

function secondsOf({ format, data }: WavParts): number {
  const { tag, sampleRateHz, blockBytes, channels } = format;
  const framesPerBlock = BLOCK_CODECS[tag]?.framesPerBlock(blockBytes, channels) ?? 1;
  return ((data.length / blockBytes) * framesPerBlock) / sampleRateHz;
}

function encodingOf({ tag, bits, channels, blockBytes }: WavFormat, name: string): string {
  const encoding = ENCODINGS[`${tag}/${bits}`];
  if (encoding === undefined) {
    const what =
      OTHER_ENCODINGS[tag] ?? (tag === 1 || tag === 3 ? `${bits}-bit samples` : `codec ${tag}`);
    throw new StitchError(
      'clip/unsupported',
      `${name} has ${what}, which cannot be read; convert it to 16-bit PCM`,
    );
  }
  const codec = BLOCK_CODECS[tag];
  const agrees = codec ? codec.fits(blockBytes, channels) : blockBytes === (channels * bits) / 8;
  if (!agrees) {
    throw new StitchError(
      'clip/corrupt',
      `${name} is damaged: blocks of ${blockBytes} bytes cannot hold ${channels} channels of ${encoding}; record or convert it again`,
    );
  }
  return encoding;
}

/** channels[c][f] of what has a sample frame a block, read out of wavefile's own buffer. */
async function planar(parts: WavParts, name: string): Promise<Float32Array[]> {
  const { format } = parts;
  const frames = Math.floor(parts.data.length / format.blockBytes);
  const interleaved = await samplesOf(
    format,
    parts.data.subarray(0, frames * format.blockBytes),
    parts.bigEndian,
  );
  const channels = Array.from({ length: format.channels }, () => new Float32Array(frames));
  channels.forEach((channel, c) => {
    for (let f = 0; f < frames; f++) channel[f] = interleaved(f * format.channels + c);
    if (format.tag === 3 && !channel.every(Number.isFinite)) {
      throw new StitchError(
        'clip/corrupt',
        `${name} is damaged: it holds samples that are no numbers; record or convert it again`,
      );
    }
  });
  return channels;
}

function loadEngine() {
  return import('wavefile');
}

/** Sample i of the data, interleaved, nominal [-1, 1]. */
async function samplesOf(
  format: WavFormat,
  data: Uint8Array,
  bigEndian: boolean,
): Promise<(i: number) => number> {
  // Node exports a CommonJS module as `default`; in a program run by tsx its names are exports.
  const loaded = await loadEngine();
  const { WaveFile } = loaded.default ?? loaded;
  const wave = new WaveFile(minimalWav(format, bigEndian ? swapped(data, format.bits / 8) : data));
  if (format.tag === 6) wave.fromALaw();
  if (format.tag === 7) wave.fromMuLaw();
  const bits = format.tag === 6 || format.tag === 7 ? 16 : format.bits;
  const raw = (wave.data as unknown as { samples: Uint8Array }).samples;
  // Typed views want an aligned start.
  const { buffer, byteOffset, byteLength } = raw.byteOffset % 8 === 0 ? raw : raw.slice();
  const count = Math.floor(byteLength / (bits / 8));
  if (format.tag === 3) {
    const view =
      bits === 32
        ? new Float32Array(buffer, byteOffset, count)
        : new Float64Array(buffer, byteOffset, count);
    return (i) => view[i]!;
  }
  if (bits === 24) {
    const view = new Uint8Array(buffer, byteOffset, byteLength);
    return (i) =>
      ((view[3 * i]! << 8) | (view[3 * i + 1]! << 16) | (view[3 * i + 2]! << 24)) / 2 ** 31;
  }
  if (bits === 8) {
    const view = new Uint8Array(buffer, byteOffset, count);
    return (i) => (view[i]! - 128) / 128;
  }
  const view =
    bits === 16
      ? new Int16Array(buffer, byteOffset, count)
      : new Int32Array(buffer, byteOffset, count);
  const scale = 2 ** (1 - bits);
  return (i) => view[i]! * scale;
}

/**
 * A file with nothing for wavefile to stumble over, of one channel: the samples are interleaved all the same, and of
 * more than 32,767 channels it would not convert A-law.
 */
function minimalWav(format: WavFormat, data: Uint8Array): Uint8Array {
  const padding = new Uint8Array(data.length % 2);
  const mono = { ...format, channels: 1, blockBytes: format.bits / 8 };
  return concat([riffHeader(mono, data.length), data, padding]);
}

function decodeBlocks(
  codec: BlockCodec,
  { format, data, factSampleFrames }: WavParts,
): Float32Array[] {
  return codec.decode(data, format.channels, format.blockBytes).map((samples) => {
    const wanted =
      factSampleFrames !== null && factSampleFrames > 0 ? factSampleFrames : samples.length;
    return Float32Array.from(samples.subarray(0, wanted), (sample) => sample / 32768);
  });
}
