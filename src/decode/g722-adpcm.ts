// G.722 (ITU-T, 09/2012) at 64 kbit/s, in its own fixed-point arithmetic of 16 bits, so that each sample is exact:
// ITU-T G.191's codspw.cod (openitu/STL, src/g722/test_data) decodes to its outsp1.bin.

/** Samples by which coder and decoder together delay: a filter of 24 taps in each. */
export const G722_DELAY_SAMPLES = 22;

/** Table 18: steps of the low band by the upper four bits of its code, and by all six. */
const LOW_4 = [
  0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200,
  0,
];
const LOW_6 = [
  -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232,
  -9360, -8576, -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400,
  -2032, -1688, -1360, -1040, -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232,
  9360, 8576, 7856, 7192, 6576, 6000, 5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688,
  1360, 1040, 728, 432, 136, -432, -136,
];
/** Steps of the high band by its two bits. */
const HIGH_2 = [-7408, -1616, 7408, 1616];
/** Change of the step's logarithm by code (tables 19 and 20). */
const LOW_LOG = [-60, 3042, 1198, 538, 334, 172, 58, -30, 3042, 1198, 538, 334, 172, 58, -30, -60];
const HIGH_LOG = [798, -214, 798, -214];
/** Table 21: 2048 · 2^(i/32). */
const POWERS = [
  2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
  2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008,
];
/** Table 4: half of the taps of the filters that part and join the bands. */
const TAPS = [3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11];

/** Decodes two samples of 16 kHz from each byte. */
export function decodeG722(data: Uint8Array): Int16Array {
  const out = new Int16Array(2 * data.length);
  const low = new Band({ step: 32, maxLog: 18432, shift: 8 });
  const high = new Band({ step: 8, maxLog: 22528, shift: 10 });
  /** Sums and differences of the bands, the newest last. */
  const history = new Int32Array(24);
  for (let n = 0; n < data.length; n++) {
    const code = data[n]! & 63;
    const rough = (low.step * LOW_4[code >> 2]!) >> 15;
    const lower = limit(low.prediction + ((low.step * LOW_6[code]!) >> 15));
    low.adapt(rough, LOW_LOG[code >> 2]!);
    const step = (high.step * HIGH_2[data[n]! >> 6]!) >> 15;
    const upper = limit(high.prediction + step);
    high.adapt(step, HIGH_LOG[data[n]! >> 6]!);

    history.copyWithin(0, 2);
    history[22] = lower + upper;
    history[23] = lower - upper;
    let even = 0;
    let odd = 0;
    for (let i = 0; i < 12; i++) {
      even += history[2 * i]! * TAPS[i]!;
      odd += history[2 * i + 1]! * TAPS[11 - i]!;
    }
    out[2 * n] = saturate(odd >> 11);
    out[2 * n + 1] = saturate(even >> 11);
  }
  return out;
}

/** One band's adaptive step and predictor (3.5 and 3.6), which coder and decoder keep alike. */
class Band {
  step: number;
  prediction = 0;
  private log = 0;
  private readonly maxLog: number;
  private readonly shift: number;
  /** The last differences, the newest first, and their weights: the zeros of the predictor. */
  private readonly differences = new Int16Array(6);
  private readonly zeros = new Int16Array(6);
  /** The last signals, their sums without the poles' part, and their weights: the poles. The first is the newest. */
  private signal1 = 0;
  private partial1 = 0;
  private partial2 = 0;
  private pole1 = 0;
  private pole2 = 0;
  private zeroPart = 0;

  constructor({ step, maxLog, shift }: { step: number; maxLog: number; shift: number }) {
    this.step = step;
    this.maxLog = maxLog;
    this.shift = shift;
  }

  /** Takes in a decoded difference, and what it adds to the step's logarithm. */
  adapt(difference: number, log: number): void {
    this.log = Math.max(0, Math.min(this.maxLog, ((this.log * 127) >> 7) + log));
    const by = this.shift - (this.log >> 11);
    const power = POWERS[(this.log >> 6) & 31]!;
    this.step = (by < 0 ? power << -by : power >> by) << 2;
    this.predict(difference);
  }

  private predict(difference: number): void {
    const signal = saturate(this.prediction + difference);
    const partial = saturate(this.zeroPart + difference);
    this.adaptPoles(partial);
    this.adaptZeros(difference);
    this.partial2 = this.partial1;
    this.partial1 = partial;
    const poles =
      ((this.pole1 * saturate(2 * signal)) >> 15) +
      ((this.pole2 * saturate(2 * this.signal1)) >> 15);
    this.signal1 = signal;
    let zeros = 0;
    for (let i = 0; i < 6; i++) {
      zeros += (this.zeros[i]! * saturate(2 * this.differences[i]!)) >> 15;
    }
    this.zeroPart = saturate(zeros);
    this.prediction = saturate(saturate(poles) + this.zeroPart);
  }

  private adaptPoles(partial: number): void {
    const sameAsLast = partial < 0 === this.partial1 < 0;
    const sameAsBefore = partial < 0 === this.partial2 < 0;
    const scaled = saturate(this.pole1 << 2);
    const turned = Math.min(32767, sameAsLast ? -scaled : scaled);
    const next = (turned >> 7) + (sameAsBefore ? 128 : -128) + ((this.pole2 * 32512) >> 15);
    this.pole2 = Math.max(-12288, Math.min(12288, next));
    const first = saturate((sameAsLast ? 192 : -192) + ((this.pole1 * 32640) >> 15));
    const most = saturate(15360 - this.pole2);
    this.pole1 = Math.max(-most, Math.min(most, first));
  }

  private adaptZeros(difference: number): void {
    const by = difference === 0 ? 0 : 128;
    for (let i = 5; i >= 0; i--) {
      const isSame = this.differences[i]! < 0 === difference < 0;
      this.zeros[i] = saturate((isSame ? by : -by) + ((this.zeros[i]! * 32640) >> 15));
      this.differences[i] = i === 0 ? difference : this.differences[i - 1]!;
    }
  }
}

function saturate(value: number): number {
  return Math.max(-32768, Math.min(32767, value));
}

/** The range of a band's signal. */
function limit(value: number): number {
  return Math.max(-16384, Math.min(16383, value));
}
