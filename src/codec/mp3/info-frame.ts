import { emptyFrame } from './empty-frame.ts';
import { type Mp3Format, mpegVersion } from './format.ts';
import { bitRates } from './mpeg.ts';

/** "Info" with its four fields (Xing's), and LAME's extension behind it. */
const XING_BYTES = 4 + 4 + 4 + 4 + 100 + 4;
const LAME_BYTES = 36;
/** The decoder's share of the delay, which the tag leaves to the player to add. */
const DECODER_DELAY_FRAMES = 529;

/** Facts from which a player returns exactly the timeline. */
export interface StreamFacts {
  /** MP3 frames, the Info frame not counted. */
  readonly mp3Frames: number;
  /** Their bytes. */
  readonly bytes: number;
  /** Decoded sample frames before the timeline: at least 529. */
  readonly skippedFrames: number;
  /** Sample frames of the timeline. */
  readonly frames: number;
}

/**
 * The Info frame with a LAME tag (gabriel.mp3-tech.org/mp3infotag.html): decodes to silence where it is
 * not understood; where it is, players know the length and take off what is not the timeline's. Its bit
 * rate is raised where the format's own is too small for it. The checksum of the music is left at 0.
 * @throws StitchError profile/unsupported.
 */
export function infoFrame(format: Mp3Format, facts: StreamFacts): Uint8Array {
  const { blank, mainData, sampleFrames } = blankFor(format);
  const bytes = blank.slice();
  const view = new DataView(bytes.buffer);
  view.setUint32(mainData + 8, facts.mp3Frames);
  view.setUint32(mainData + 12, facts.bytes + bytes.length);
  const lame = mainData + XING_BYTES;
  const delay = facts.skippedFrames - DECODER_DELAY_FRAMES;
  const total = facts.mp3Frames * sampleFrames;
  const padding = total - facts.skippedFrames - facts.frames + DECODER_DELAY_FRAMES;
  bytes[lame + 21] = delay >> 4;
  bytes[lame + 22] = ((delay & 15) << 4) | (padding >> 8);
  bytes[lame + 23] = padding & 255;
  view.setUint32(lame + 28, facts.bytes + bytes.length);
  view.setUint16(lame + 34, crc16(bytes.subarray(0, lame + 34)));
  return bytes;
}

/** The common part of all Info frames of a format. */
interface BlankInfoFrame {
  readonly blank: Uint8Array;
  /** Offset of the tag. */
  readonly mainData: number;
  /** Sample frames of an MP3 frame. */
  readonly sampleFrames: number;
}

const blanks = new WeakMap<Mp3Format, BlankInfoFrame>();

function blankFor(format: Mp3Format): BlankInfoFrame {
  let made = blanks.get(format);
  if (made === undefined) {
    made = makeBlank(format);
    blanks.set(format, made);
  }
  return made;
}

function makeBlank(format: Mp3Format): BlankInfoFrame {
  const { bytes, mainData, header } = smallestThatHolds(format, XING_BYTES + LAME_BYTES);
  const view = new DataView(bytes.buffer);
  text(bytes, mainData, 'Info');
  view.setUint32(mainData + 4, 0b1111); // frames, bytes, table of contents, quality
  for (let i = 0; i < 100; i++) bytes[mainData + 16 + i] = Math.floor((i * 256) / 100);
  const lame = mainData + XING_BYTES;
  text(bytes, lame, 'LAME3.98r'); // what lamejs is a port of; players look for the name
  bytes[lame + 9] = 1; // tag revision 0, constant bit rate
  bytes[lame + 20] = Math.min(255, format.bitRateKbps);
  return { blank: bytes, mainData, sampleFrames: header.sampleFrames };
}

function smallestThatHolds(format: Mp3Format, size: number): ReturnType<typeof emptyFrame> {
  const rates = bitRates(mpegVersion(format.sampleRateHz)).filter(
    (rate) => rate >= format.bitRateKbps,
  );
  const frames = rates.map((bitRateKbps) => emptyFrame({ ...format, bitRateKbps }));
  return frames.find(({ bytes, mainData }) => mainData + size <= bytes.length)!;
}

function text(bytes: Uint8Array, at: number, letters: string): void {
  for (let i = 0; i < letters.length; i++) bytes[at + i] = letters.charCodeAt(i);
}

/** CRC-16/ARC of each byte value. */
const CRC_TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  return crc;
});

/** CRC-16/ARC, as LAME signs its tag. */
function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (let i = 0; i < bytes.length; i++) crc = (crc >> 8) ^ CRC_TABLE[(crc ^ bytes[i]!) & 255]!;
  return crc;
}
