/** Step sizes and index changes of IMA ADPCM (IMA Digital Audio Focus and Technical Working Groups, 1992). */
const STEPS = Int16Array.from(
  `7 8 9 10 11 12 13 14 16 17 19 21 23 25 28 31 34 37 41 45 50 55 60 66 73 80 88 97 107 118 130 143 157
  173 190 209 230 253 279 307 337 371 408 449 494 544 598 658 724 796 876 963 1060 1166 1282 1411 1552
  1707 1878 2066 2272 2499 2749 3024 3327 3660 4026 4428 4871 5358 5894 6484 7132 7845 8630 9493 10442
  11487 12635 13899 15289 16818 18500 20350 22385 24623 27086 29794 32767`.split(/\s+/),
  Number,
);
const INDEX_CHANGES = [-1, -1, -1, -1, 2, 4, 6, 8];

/**
 * Decodes 4-bit IMA ADPCM as WAV has it (tag 17): blocks of `blockBytes`, each with four bytes a channel
 * that give the first sample and the step index, then four bytes of eight samples for each channel in
 * turn. The last block may be short. wavefile 11 gets block starts, the last block and stereo wrong.
 * @returns channels[c][f], in 16-bit steps.
 */
export function decodeImaAdpcm(
  data: Uint8Array,
  channels: number,
  blockBytes: number,
): readonly Int16Array[] {
  const header = 4 * channels;
  const perBlock = samplesIn(blockBytes, channels);
  const blocks = Math.floor(data.length / blockBytes);
  const rest = samplesIn(data.length - blocks * blockBytes, channels);
  const out = Array.from({ length: channels }, () => new Int16Array(blocks * perBlock + rest));
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  for (let block = 0; block * perBlock < out[0]!.length; block++) {
    const at = block * blockBytes;
    const samples = Math.min(perBlock, out[0]!.length - block * perBlock);
    for (let c = 0; c < channels; c++) {
      const state = {
        value: view.getInt16(at + 4 * c, true),
        index: Math.min(88, data[at + 4 * c + 2]!),
      };
      const target = out[c]!.subarray(block * perBlock, block * perBlock + samples);
      target[0] = state.value;
      for (let s = 1; s < samples; s++) {
        const nibble = s - 1;
        const byte = data[at + header + (nibble >> 3) * header + 4 * c + ((nibble & 7) >> 1)]!;
        target[s] = nextSample(state, nibble % 2 === 0 ? byte & 15 : byte >> 4);
      }
    }
  }
  return out;
}

/** Sample frames in so many bytes of one block: the one in the header and eight for each four bytes. */
function samplesIn(bytes: number, channels: number): number {
  const header = 4 * channels;
  return bytes < header ? 0 : 1 + Math.floor((bytes - header) / header) * 8;
}

function nextSample(state: { value: number; index: number }, code: number): number {
  const step = STEPS[state.index]!;
  const change =
    (step >> 3) + (code & 4 ? step : 0) + (code & 2 ? step >> 1 : 0) + (code & 1 ? step >> 2 : 0);
  state.value = Math.max(-32768, Math.min(32767, state.value + (code & 8 ? -change : change)));
  state.index = Math.max(0, Math.min(88, state.index + INDEX_CHANGES[code & 7]!));
  return state.value;
}
