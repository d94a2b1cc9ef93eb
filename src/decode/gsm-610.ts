// GSM 06.10 full rate (ETSI EN 300 961), in its own fixed-point arithmetic of 16 bits, so that each sample is exact.

/** Bytes of a frame as files have them, and of a pair of frames in WAV. */
export const GSM_FRAME_BYTES = 33;
export const GSM_WAV_BLOCK_BYTES = 65;
/** Samples of a frame. */
export const GSM_FRAME_SAMPLES = 160;

/** Samples of one of the four parts of a frame. */
const PART = 40;
/** How far back a part may repeat what was before. */
const MAX_LAG = 120;

/** Bits of the eight log area ratios, and for each part of: lag, gain, grid, block maximum, 13 pulses. */
const LAR_BITS = [6, 6, 5, 5, 4, 4, 3, 3];
const PART_BITS = [7, 2, 2, 6, ...Array<number>(13).fill(3)];

/** Table 5.1 of the standard, as B, MIC and 1/A of each log area ratio. */
const LAR_TABLE = [
  [0, -32, 13107],
  [0, -32, 13107],
  [2048, -16, 13107],
  [-2560, -16, 13107],
  [94, -8, 19223],
  [-1792, -8, 17476],
  [-341, -4, 31454],
  [-1144, -4, 29708],
] as const;
const LAG_GAINS = [3277, 11469, 21299, 32767];
const MANTISSAS = [18431, 20479, 22527, 24575, 26623, 28671, 30719, 32767];

/** Reads numbers of so many bits. */
type ReadBits = (bits: number) => number;

/** Decodes frames as files have them, each with four bits before it that mark it. A part of a frame is left out. */
export function decodeGsm(data: Uint8Array): Int16Array {
  const frames = Math.floor(data.length / GSM_FRAME_BYTES);
  const out = new Int16Array(frames * GSM_FRAME_SAMPLES);
  const state = new State();
  for (let n = 0; n < frames; n++) {
    const read = highFirst(data.subarray(n * GSM_FRAME_BYTES));
    read(4);
    state.decode(read, out.subarray(n * GSM_FRAME_SAMPLES));
  }
  return out;
}

/** Decodes blocks as WAV has them (tag 49): two frames each. A part of a block is left out. */
export function decodeGsmWav(data: Uint8Array): Int16Array {
  const blocks = Math.floor(data.length / GSM_WAV_BLOCK_BYTES);
  const out = new Int16Array(2 * blocks * GSM_FRAME_SAMPLES);
  const state = new State();
  for (let n = 0; n < blocks; n++) {
    const read = lowFirst(data.subarray(n * GSM_WAV_BLOCK_BYTES));
    for (const half of [0, 1]) state.decode(read, out.subarray((2 * n + half) * GSM_FRAME_SAMPLES));
  }
  return out;
}

function highFirst(bytes: Uint8Array): ReadBits {
  let at = 0;
  return (bits) => {
    let value = 0;
    for (let i = 0; i < bits; i++, at++) {
      value = (value << 1) | ((bytes[at >> 3]! >> (7 - (at & 7))) & 1);
    }
    return value;
  };
}

function lowFirst(bytes: Uint8Array): ReadBits {
  let at = 0;
  return (bits) => {
    let value = 0;
    for (let i = 0; i < bits; i++, at++) value |= ((bytes[at >> 3]! >> (at & 7)) & 1) << i;
    return value;
  };
}

/** State that a frame takes over from those before it. */
class State {
  /** The residual: MAX_LAG samples of before, then one part. */
  private readonly residual = new Int16Array(MAX_LAG + PART);
  private readonly lattice = new Int16Array(9);
  private ratios = new Int16Array(8);
  private lag = PART;
  private deemphasis = 0;

  /** Decodes a frame into the first samples of `out`. */
  decode(read: ReadBits, out: Int16Array): void {
    const ratios = Int16Array.from(LAR_BITS, (bits, i) => ratio(read(bits), i));
    for (let part = 0; part < 4; part++) {
      const [lag, gain, grid, maximum, ...pulses] = PART_BITS.map(read);
      this.repeat(lag!, LAG_GAINS[gain!]!, excitation(grid!, maximum!, pulses));
      out.set(this.residual.subarray(MAX_LAG), part * PART);
      this.residual.copyWithin(0, PART);
    }
    this.filter(ratios, out);
    this.ratios = ratios;
    for (let k = 0; k < GSM_FRAME_SAMPLES; k++) {
      this.deemphasis = add(out[k]!, multiply(this.deemphasis, 28180));
      out[k] = add(this.deemphasis, this.deemphasis) & 0xfff8;
    }
  }

  /** Long-term synthesis (5.3.2): what was `lag` samples before, and the excitation. */
  private repeat(lag: number, gain: number, pulses: Int16Array): void {
    if (lag >= PART && lag <= MAX_LAG) this.lag = lag;
    for (let k = 0; k < PART; k++) {
      const before = this.residual[MAX_LAG + k - this.lag]!;
      this.residual[MAX_LAG + k] = add(pulses[k]!, multiply(gain, before));
    }
  }

  /** Short-term synthesis (5.3.4), with ratios that go over from the last frame's in the first 40 samples. */
  private filter(ratios: Int16Array, out: Int16Array): void {
    const before = this.ratios;
    const mixed = (mix: (last: number, now: number) => number) =>
      Int16Array.from(ratios, (now, i) => reflection(mix(before[i]!, now)));
    const stretches: readonly [number, Int16Array][] = [
      [13, mixed((last, now) => (last >> 2) + (now >> 2) + (last >> 1))],
      [27, mixed((last, now) => (last >> 1) + (now >> 1))],
      [40, mixed((last, now) => (last >> 2) + (now >> 2) + (now >> 1))],
      [GSM_FRAME_SAMPLES, mixed((_, now) => now)],
    ];
    let k = 0;
    for (const [end, reflections] of stretches) {
      for (; k < end; k++) {
        let sample = out[k]!;
        for (let i = 7; i >= 0; i--) {
          sample = add(sample, -multiply(reflections[i]!, this.lattice[i]!));
          this.lattice[i + 1] = add(this.lattice[i]!, multiply(reflections[i]!, sample));
        }
        this.lattice[0] = sample;
        out[k] = sample;
      }
    }
  }
}

/** A log area ratio from its code (5.3.3). */
function ratio(code: number, i: number): number {
  const [offset, least, factor] = LAR_TABLE[i]!;
  const scaled = add((code + least) << 10, -(offset << 1));
  const half = multiply(factor, scaled);
  return add(half, half);
}

/** A reflection coefficient from a log area ratio (5.2.9.2). */
function reflection(value: number): number {
  const size = Math.min(32767, Math.abs(value));
  const made = size < 11059 ? size << 1 : size < 20070 ? size + 11059 : add(size >> 2, 26112);
  return value < 0 ? -made : made;
}

/** The pulses of a part at their places (5.3.1). */
function excitation(grid: number, maximum: number, pulses: readonly number[]): Int16Array {
  let exponent = maximum > 15 ? (maximum >> 3) - 1 : 0;
  let mantissa = maximum - (exponent << 3);
  if (mantissa === 0) [exponent, mantissa] = [-4, 7];
  else {
    for (; mantissa <= 7; exponent--) mantissa = (mantissa << 1) | 1;
    mantissa -= 8;
  }
  const shift = 6 - exponent;
  const rounding = shift > 0 ? 1 << (shift - 1) : 0;
  const out = new Int16Array(PART);
  pulses.forEach((code, i) => {
    const scaled = multiply(MANTISSAS[mantissa]!, ((code << 1) - 7) << 12);
    out[grid + 3 * i] = add(scaled, rounding) >> shift;
  });
  return out;
}

function add(a: number, b: number): number {
  return Math.max(-32768, Math.min(32767, a + b));
}

/** The product of two fractions of 15 bits, rounded. */
function multiply(a: number, b: number): number {
  return Math.min(32767, (a * b + 16384) >> 15);
}
