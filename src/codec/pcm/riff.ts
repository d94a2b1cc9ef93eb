/** The fields of a `fmt ` chunk of 16 bytes. */
export interface WaveFormat {
  /** WAVE format tag: 1 PCM, 3 float, 6 A-law, 7 µ-law. */
  readonly tag: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  /** Bytes of one sample frame. */
  readonly blockBytes: number;
  /** Bits of one sample. */
  readonly bits: number;
}

/** Bytes of `riffHeader`. */
export const RIFF_HEADER_BYTES = 44;

/**
 * Header of a WAV file of `fmt ` and `data` alone (IBM and Microsoft, "Multimedia Programming Interface and
 * Data Specifications 1.0", 1991). The samples follow, and a zero where their number of bytes is odd.
 */
export function riffHeader(format: WaveFormat, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(RIFF_HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(Buffer.from(letters, 'latin1'), at);
  text(0, 'RIFF');
  view.setUint32(4, RIFF_HEADER_BYTES + dataBytes + (dataBytes % 2) - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, format.tag, true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.sampleRateHz, true);
  view.setUint32(28, format.sampleRateHz * format.blockBytes, true);
  view.setUint16(32, format.blockBytes, true);
  view.setUint16(34, format.bits, true);
  text(36, 'data');
  view.setUint32(40, dataBytes, true);
  return bytes;
}
