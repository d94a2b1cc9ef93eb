/** Coefficients of the seven predictors, and step changes by code, in 256ths (Microsoft, "Multimedia Data Standards Update", 1994). */
const FIRST = [256, 512, 0, 192, 240, 460, 392];
const SECOND = [0, -256, 0, 64, 0, -208, -232];
const STEP_CHANGES = [
  230, 230, 230, 230, 307, 409, 512, 614, 768, 614, 512, 409, 307, 230, 230, 230,
];
/** Bytes of a block's header for each channel: predictor, step, and two samples. */
const HEADER_BYTES = 7;

/** Sample frames in so many bytes of one block: the two in the header and one for each code. */
export function msAdpcmFrames(bytes: number, channels: number): number {
  const header = HEADER_BYTES * channels;
  return bytes < header ? 0 : 2 + Math.floor(((bytes - header) * 2) / channels);
}

/**
 * Decodes 4-bit MS ADPCM as WAV has it (tag 2): blocks of `blockBytes`, each with its state, then codes of
 * all channels in turn, high ones first. The last block may be short.
 * @returns channels[c][f], in 16-bit steps.
 */
export function decodeMsAdpcm(
  data: Uint8Array,
  channels: number,
  blockBytes: number,
): readonly Int16Array[] {
  const perBlock = msAdpcmFrames(blockBytes, channels);
  const blocks = Math.floor(data.length / blockBytes);
  const total = blocks * perBlock + msAdpcmFrames(data.length - blocks * blockBytes, channels);
  const out = Array.from({ length: channels }, () => new Int16Array(total));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let block = 0; block * perBlock < total; block++) {
    const at = block * blockBytes;
    const frames = Math.min(perBlock, total - block * perBlock);
    const codes = at + HEADER_BYTES * channels;
    for (let c = 0; c < channels; c++) {
      const word = (n: number) => view.getInt16(at + (1 + 2 * n) * channels + 2 * c, true);
      const predictor = Math.min(6, data[at + c]!);
      let [step, last, before] = [word(0), word(1), word(2)];
      const target = out[c]!.subarray(block * perBlock, block * perBlock + frames);
      target[0] = before;
      target[1] = last;
      for (let f = 2; f < frames; f++) {
        const n = (f - 2) * channels + c;
        const byte = data[codes + (n >> 1)]!;
        const code = n % 2 === 0 ? byte >> 4 : byte & 15;
        const sum = last * FIRST[predictor]! + before * SECOND[predictor]!;
        const predicted = Math.trunc(sum / 256) + (code < 8 ? code : code - 16) * step;
        before = last;
        last = Math.max(-32768, Math.min(32767, predicted));
        step = Math.max(16, (STEP_CHANGES[code]! * step) >> 8);
        target[f] = last;
      }
    }
  }
  return out;
}
