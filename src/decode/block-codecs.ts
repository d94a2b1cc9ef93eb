import { decodeGsmWav, GSM_FRAME_SAMPLES, GSM_WAV_BLOCK_BYTES } from './gsm-610.ts';
import { decodeImaAdpcm } from './ima-adpcm.ts';
import { decodeMsAdpcm, msAdpcmFrames } from './ms-adpcm.ts';

/** A codec of WAV whose blocks are of many sample frames. */
export interface BlockCodec {
  /** Whether there are blocks of so many bytes for so many channels. */
  fits(blockBytes: number, channels: number): boolean;
  /** About how many sample frames a block has. */
  framesPerBlock(blockBytes: number, channels: number): number;
  /** channels[c][f], in 16-bit steps. */
  decode(data: Uint8Array, channels: number, blockBytes: number): readonly Int16Array[];
}

/** By WAVE format tag. */
export const BLOCK_CODECS: Readonly<Record<number, BlockCodec>> = {
  2: {
    fits: (blockBytes, channels) => channels <= 2 && msAdpcmFrames(blockBytes, channels) > 2,
    framesPerBlock: msAdpcmFrames,
    decode: decodeMsAdpcm,
  },
  17: {
    fits: (blockBytes, channels) => blockBytes > 4 * channels && blockBytes % (4 * channels) === 0,
    framesPerBlock: (blockBytes, channels) => (2 * blockBytes) / channels,
    decode: decodeImaAdpcm,
  },
  49: {
    fits: (blockBytes, channels) => blockBytes === GSM_WAV_BLOCK_BYTES && channels === 1,
    framesPerBlock: () => 2 * GSM_FRAME_SAMPLES,
    decode: (data) => [decodeGsmWav(data)],
  },
};
