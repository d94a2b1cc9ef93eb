// Raw AAC in ADTS (ISO/IEC 13818-7, 6.2), as recorders of phones write `.aac`: its frames are found here, and FFmpeg decodes them.

import { loadEngine } from '../codec/libav/engine.ts';
import { skipId3v2 } from '../codec/mp3/mpeg.ts';
import { StitchError } from '../errors.ts';
import { type Decoded, type Decoder, refuseLongClip } from './decoder.ts';
import { damaged, withClipEngine } from './libav/libav-decoder.ts';
import { AAC, decodePackets } from './libav/stream.ts';

/** No newer engine decodes AAC. */
const CONTAINER = { name: 'AAC', engine: 'fat' } as const;

/** AAC files of ADTS frames. */
export const adtsDecoder: Decoder = {
  name: CONTAINER.name,
  extensions: ['aac', 'adts'],
  preference: 14,
  recognizes: (bytes) => isAdts(bytes, skipId3v2(bytes)),
  load: () => loadEngine(CONTAINER.engine),
  decode: decodeAdts,
};

const HEADER_BYTES = 7;
/** Sample frames of an AAC frame, at the rate that its header tells. */
const FRAME_SAMPLES = 1024;
const RATES_HZ = [
  96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000,
  7350,
];

/** One AAC frame: its header and its data. */
interface AdtsFrame {
  readonly sampleRateHz: number;
  readonly bytes: number;
}

async function decodeAdts(bytes: Uint8Array, name: string): Promise<Decoded> {
  const { frames, end } = findFrames(bytes);
  if (frames.length === 0) {
    throw new StitchError('clip/empty', `${name} has no samples; record it again`);
  }
  const declaredSeconds = frames.reduce(
    (sum, { sampleRateHz }) => sum + FRAME_SAMPLES / sampleRateHz,
    0,
  );
  refuseLongClip(declaredSeconds, name);
  let [at, n] = [end - frames.reduce((sum, frame) => sum + frame.bytes, 0), 0];
  const made = await withClipEngine(CONTAINER, name, (libav) => {
    const next = async (packet: number) => {
      const frame = frames[n++];
      if (frame === undefined) return false;
      libav.ff_set_packet(packet, bytes.subarray(at, at + frame.bytes));
      at += frame.bytes;
      return true;
    };
    return decodePackets(libav, { codecId: AAC, parameters: 0, declaredSeconds, next }, name);
  });
  if (made.pcm.channels.length === 0) {
    if (made.damagedPackets > 0) throw damaged(CONTAINER.name, name);
    throw new StitchError('clip/empty', `${name} has no samples; record it again`);
  }
  return { pcm: made.pcm, encoding: 'AAC', warnings: warningsOf(made, end < soundEnd(bytes)) };
}

function warningsOf(
  { damagedPackets, endsDamaged }: { damagedPackets: number; endsDamaged: boolean },
  isCut: boolean,
): readonly string[] {
  if (isCut || endsDamaged) return ['ends before its samples do; what is there is played'];
  return damagedPackets > 0 ? ['is damaged in places, which are left out'] : [];
}

/** Whether AAC frames begin here: two in a row, or one that is all there is. */
function isAdts(bytes: Uint8Array, at: number): boolean {
  const first = frameAt(bytes, at);
  if (first === null) return false;
  const second = at + first.bytes;
  return second === bytes.length || frameAt(bytes, second) !== null;
}

/** The whole frames from the beginning on, one after another, and where they end. */
function findFrames(bytes: Uint8Array) {
  const frames: AdtsFrame[] = [];
  let end = skipId3v2(bytes);
  for (let frame = frameAt(bytes, end); frame !== null; frame = frameAt(bytes, end)) {
    if (end + frame.bytes > bytes.length) break;
    frames.push(frame);
    end += frame.bytes;
  }
  return { frames, end };
}

/** The end of the sound: an ID3v1 tag may follow. */
function soundEnd(bytes: Uint8Array): number {
  const tag = bytes.length - 128;
  const isTag = tag >= 0 && String.fromCharCode(...bytes.subarray(tag, tag + 3)) === 'TAG';
  return isTag ? tag : bytes.length;
}

/** The frame whose header is here: 12 bits set, layer 0, a rate, and a length of more than the header. */
function frameAt(bytes: Uint8Array, at: number): AdtsFrame | null {
  if (at + HEADER_BYTES > bytes.length) return null;
  if (bytes[at] !== 0xff || (bytes[at + 1]! & 0xf6) !== 0xf0) return null;
  const sampleRateHz = RATES_HZ[(bytes[at + 2]! >> 2) & 15];
  const length = ((bytes[at + 3]! & 3) << 11) | (bytes[at + 4]! << 3) | (bytes[at + 5]! >> 5);
  return sampleRateHz === undefined || length <= HEADER_BYTES
    ? null
    : { sampleRateHz, bytes: length };
}
