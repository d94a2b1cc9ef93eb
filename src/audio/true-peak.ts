import type { Pcm } from './pcm.ts';

/** Samples that are interpolated between two, and the taps of each interpolation. */
const OVERSAMPLING = 4;
const TAPS = 12;
const KAISER_BETA = 8;

/** phases[p][t]: the filter for a sample p/4 after a source sample. */
const phases = Array.from({ length: OVERSAMPLING - 1 }, (_, p) => phase((p + 1) / OVERSAMPLING));

/**
 * The largest magnitude that a player's converter makes of a clip, in full scales: the samples and three
 * more between each two (ITU-R BS.1770-4, annex 2, with a Kaiser-windowed sinc).
 */
export function truePeak({ channels }: Pcm): number {
  let peak = 0;
  for (const channel of channels) {
    for (let f = 0; f < channel.length; f++) peak = Math.max(peak, Math.abs(channel[f]!));
  }
  // Between quiet samples nothing is louder than twice the loudest of them.
  const worthwhile = peak / 2;
  for (const channel of channels) {
    for (let f = 0; f < channel.length - 1; f++) {
      if (Math.max(Math.abs(channel[f]!), Math.abs(channel[f + 1]!)) < worthwhile) continue;
      for (const taps of phases) peak = Math.max(peak, Math.abs(between(channel, f, taps)));
    }
  }
  return peak;
}

function between(channel: Float32Array, f: number, taps: Float64Array): number {
  let sum = 0;
  const first = f - TAPS / 2 + 1;
  for (let t = 0; t < TAPS; t++) sum += taps[t]! * (channel[first + t] ?? 0);
  return sum;
}

function phase(offset: number): Float64Array {
  const taps = Float64Array.from({ length: TAPS }, (_, t) => {
    const distance = t - TAPS / 2 + 1 - offset;
    const sinc = Math.sin(Math.PI * distance) / (Math.PI * distance);
    const ratio = distance / (TAPS / 2);
    return sinc * bessel(KAISER_BETA * Math.sqrt(Math.max(0, 1 - ratio * ratio)));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** The modified Bessel function of order 0, as a series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1];
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
