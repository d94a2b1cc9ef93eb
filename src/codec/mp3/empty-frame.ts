import { StitchError } from '../../errors.ts';
import { type Mp3Format, mpegVersion } from './format.ts';
import { bitRates, HEADER_BYTES, type MpegHeader, parseHeader } from './mpeg.ts';

const RATE_INDEX: Readonly<Record<number, number>> = {
  8000: 2,
  11025: 0,
  12000: 1,
  16000: 2,
  22050: 0,
  24000: 1,
  32000: 2,
  44100: 0,
  48000: 1,
};
const VERSION_BITS = { '1': 3, '2': 2, '2.5': 0 } as const;

/** An MP3 frame of zeros but for its header, and where its side information ends. */
export interface EmptyFrame {
  readonly bytes: Uint8Array;
  readonly header: MpegHeader;
  /** Offset of the first byte past the side information. */
  readonly mainData: number;
}

/**
 * An MP3 frame without any data: it decodes to silence, and needs no other frame's bits. No checksum, no
 * padding, marked as original, as lamejs has it.
 * @throws StitchError profile/unsupported.
 */
export function emptyFrame({
  sampleRateHz,
  channels,
  bitRateKbps,
}: Omit<Mp3Format, 'name'>): EmptyFrame {
  const version = mpegVersion(sampleRateHz);
  const start = [
    0xff,
    0xe0 | (VERSION_BITS[version] << 3) | (1 << 1) | 1,
    (bitRates(version).indexOf(bitRateKbps) << 4) | (RATE_INDEX[sampleRateHz]! << 2),
    ((channels === 1 ? 3 : 0) << 6) | 0x04,
  ];
  const header = parseHeader(Uint8Array.from(start), 0);
  if (header === null)
    throw new StitchError('internal/fault', `no MP3 header for ${bitRateKbps} kbit/s`);
  const bytes = new Uint8Array(header.frameBytes);
  bytes.set(start);
  return { bytes, header, mainData: HEADER_BYTES + header.sideInfoBytes };
}
