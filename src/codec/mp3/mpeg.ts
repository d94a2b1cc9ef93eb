/** Header of one MP3 frame: layer III of ISO/IEC 11172-3 and 13818-3, and of the unofficial MPEG-2.5. */
export interface MpegHeader {
  readonly version: '1' | '2' | '2.5';
  readonly sampleRateHz: number;
  readonly bitRateKbps: number;
  readonly channels: 1 | 2;
  /** Bytes of the whole MP3 frame, header included. */
  readonly frameBytes: number;
  /** Bytes of side information, which follow the header and, with one, the checksum. */
  readonly sideInfoBytes: number;
  readonly hasChecksum: boolean;
  /** Sample frames that one MP3 frame decodes to: 1152 in MPEG-1, 576 in 2 and 2.5. */
  readonly sampleFrames: 576 | 1152;
}

/** Bit rates in kbit/s by the header's index; 0 is "free", which is not supported. */
const BIT_RATES = {
  '1': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
} as const;
const SAMPLE_RATES = {
  '1': [44100, 48000, 32000],
  '2': [22050, 24000, 16000],
  '2.5': [11025, 12000, 8000],
} as const;
const VERSIONS = ['2.5', null, '2', '1'] as const;

/** Bytes that a header takes. */
export const HEADER_BYTES = 4;

/** The layer III header at `at`, or null where there is none: every field has to be one that exists. */
export function parseHeader(bytes: Uint8Array, at: number): MpegHeader | null {
  if (at + HEADER_BYTES > bytes.length) return null;
  const [b0, b1, b2, b3] = [bytes[at]!, bytes[at + 1]!, bytes[at + 2]!, bytes[at + 3]!];
  if (b0 !== 0xff || (b1 & 0xe0) !== 0xe0 || ((b1 >> 1) & 3) !== 1) return null;
  const version = VERSIONS[(b1 >> 3) & 3];
  if (version === null || version === undefined) return null;
  const bitRateKbps = bitRates(version)[b2 >> 4];
  const sampleRateHz = SAMPLE_RATES[version][(b2 >> 2) & 3];
  if (!bitRateKbps || sampleRateHz === undefined || (b3 & 3) === 2) return null;
  const channels = b3 >> 6 === 3 ? 1 : 2;
  const sampleFrames = version === '1' ? 1152 : 576;
  const padding = (b2 >> 1) & 1;
  return {
    version,
    sampleRateHz,
    bitRateKbps,
    channels,
    frameBytes: Math.floor(((sampleFrames / 8) * bitRateKbps * 1000) / sampleRateHz) + padding,
    sideInfoBytes: version === '1' ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17,
    hasChecksum: (b1 & 1) === 0,
    sampleFrames,
  };
}

/** All bit rates that frames of an MPEG version can have, in kbit/s, ascending. */
export function bitRates(version: MpegHeader['version']): readonly number[] {
  return BIT_RATES[version === '1' ? '1' : '2'];
}

/** The sample rates of layer III in Hz, ascending. */
export const MPEG_SAMPLE_RATES: readonly number[] = Object.values(SAMPLE_RATES)
  .flat()
  .sort((a, b) => a - b);

/** The MPEG version that has a sample rate, or null. */
export function versionOf(sampleRateHz: number): MpegHeader['version'] | null {
  const found = Object.entries(SAMPLE_RATES).find(([, rates]) =>
    (rates as readonly number[]).includes(sampleRateHz),
  );
  return found === undefined ? null : (found[0] as MpegHeader['version']);
}

/** Bytes [start, end) of one MP3 frame in a file, and its header. */
export interface MpegFrame {
  readonly header: MpegHeader;
  readonly start: number;
  readonly end: number;
}

/** MP3 frames in a row, and their end. */
export interface FrameWalk {
  readonly frames: readonly MpegFrame[];
  /** Offset past the last whole MP3 frame. */
  readonly end: number;
}

/**
 * Follows MP3 frames from `at` as long as each is whole and of the first one's version, rate and channel
 * count. It does not search: what is no frame ends the walk.
 */
export function walkFrames(bytes: Uint8Array, at: number): FrameWalk {
  const frames: MpegFrame[] = [];
  for (let header = parseHeader(bytes, at); header !== null; header = parseHeader(bytes, at)) {
    const first = frames[0]?.header ?? header;
    if (header.sampleRateHz !== first.sampleRateHz || header.channels !== first.channels) break;
    const end = at + header.frameBytes;
    if (end > bytes.length) break;
    frames.push({ header, start: at, end });
    at = end;
  }
  return { frames, end: at };
}

/** Offset of the sound, after any ID3v2 tags. */
export function skipId3v2(bytes: Uint8Array): number {
  let at = 0;
  while (
    bytes[at] === 0x49 &&
    bytes[at + 1] === 0x44 &&
    bytes[at + 2] === 0x33 &&
    at + 10 <= bytes.length
  ) {
    const size = [6, 7, 8, 9].reduce((sum, i) => sum * 128 + (bytes[at + i]! & 0x7f), 0);
    at += 10 + size + (bytes[at + 5]! & 0x10 ? 10 : 0);
  }
  return Math.min(at, bytes.length);
}
