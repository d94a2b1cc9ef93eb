/** The fields of a `fmt ` chunk. */
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

const PCM = 1;
const PCM_HEADER_BYTES = 44;
/** Of what is not PCM, the `fmt ` chunk ends with the size of an extension, here 0, and a `fact` chunk follows. */
const EXTENSION_SIZE_BYTES = 2;
const FACT_BYTES = 12;

/** Bytes of `riffHeader`. */
export function riffHeaderBytes(tag: number): number {
  return tag === PCM ? PCM_HEADER_BYTES : PCM_HEADER_BYTES + EXTENSION_SIZE_BYTES + FACT_BYTES;
}

/**
 * Header of a WAV file (IBM and Microsoft, "Multimedia Programming Interface and Data Specifications 1.0", 1991; for
 * what is not PCM, Microsoft, "New Multimedia Data Types and Data Techniques 3.0", 1994). The samples follow, and a
 * zero where their number of bytes is odd.
 */
export function riffHeader(format: WaveFormat, dataBytes: number): Uint8Array {
  const bytes = new Uint8Array(riffHeaderBytes(format.tag));
  const view = new DataView(bytes.buffer);
  const text = (at: number, letters: string) => bytes.set(Buffer.from(letters, 'latin1'), at);
  text(0, 'RIFF');
  view.setUint32(4, bytes.length + dataBytes + (dataBytes % 2) - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, format.tag === PCM ? 16 : 16 + EXTENSION_SIZE_BYTES, true);
  view.setUint16(20, format.tag, true);
  view.setUint16(22, format.channels, true);
  view.setUint32(24, format.sampleRateHz, true);
  view.setUint32(28, format.sampleRateHz * format.blockBytes, true);
  view.setUint16(32, format.blockBytes, true);
  view.setUint16(34, format.bits, true);
  if (format.tag !== PCM) {
    const fact = 36 + EXTENSION_SIZE_BYTES;
    text(fact, 'fact');
    view.setUint32(fact + 4, 4, true);
    view.setUint32(fact + 8, Math.floor(dataBytes / format.blockBytes), true);
  }
  text(bytes.length - 8, 'data');
  view.setUint32(bytes.length - 4, dataBytes, true);
  return bytes;
}
