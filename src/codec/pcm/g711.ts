// Companding of ITU-T G.711 (11/1988) from 16-bit samples, as the reference code of ITU-T G.191 (STL, g711.c) has it.

/** µ-law: the bias that makes each segment a power of two, and the largest magnitude that does not overflow with it. */
const ULAW_BIAS = 132;
const ULAW_CLIP = 32_635;

function toULaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(sample < 0 ? ~sample : sample, ULAW_CLIP) + ULAW_BIAS;
  const segment = 24 - Math.clz32(magnitude);
  const step = (magnitude >> (segment + 3)) & 15;
  return ~(sign | (segment << 4) | step) & 0xff;
}

function toALaw(sample: number): number {
  const mask = sample < 0 ? 0x55 : 0xd5;
  const magnitude = (sample < 0 ? ~sample : sample) >> 4;
  const segment = Math.max(0, 28 - Math.clz32(magnitude));
  const step = (magnitude >> Math.max(0, segment - 1)) & 15;
  return ((segment << 4) | step) ^ mask;
}

/** A law's code of each 16-bit sample, by its bits as an unsigned number. */
function tableOf(law: (sample: number) => number): Uint8Array {
  return Uint8Array.from({ length: 1 << 16 }, (_, bits) => law((bits << 16) >> 16));
}

let ulaw: Uint8Array | undefined;
let alaw: Uint8Array | undefined;

/** 16-bit samples as µ-law; silence is 0xFF. */
export function encodeULaw(samples: Int16Array): Uint8Array {
  ulaw ??= tableOf(toULaw);
  return encode(samples, ulaw);
}

/** 16-bit samples as A-law; silence is 0xD5. */
export function encodeALaw(samples: Int16Array): Uint8Array {
  alaw ??= tableOf(toALaw);
  return encode(samples, alaw);
}

function encode(samples: Int16Array, table: Uint8Array): Uint8Array {
  const codes = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) codes[i] = table[samples[i]! & 0xffff]!;
  return codes;
}
