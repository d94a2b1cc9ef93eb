import type { Pcm } from './pcm.ts';

/** Zero crossings of the sinc on either side of its centre, and the window's shape: facts.md has the figures. */
const ZERO_CROSSINGS = 48;
const KAISER_BETA = 10;
/** Filters kept for one pair of rates; a pair that needs more (44,101 to 16,000 Hz) makes them as it goes. */
const MOST_KEPT_TAPS = 1 << 21;

/** One pair of rates, `up`/`down` in lowest terms. phases[p] is made when first used. */
interface Bank {
  readonly up: number;
  readonly down: number;
  /** Source samples on either side of an output sample that its filter takes in. */
  readonly reach: number;
  readonly phases: Map<number, Float64Array>;
}

const banks = new Map<string, Bank>();

/**
 * Changes the sample rate: a polyphase filter with a Kaiser-windowed sinc (Smith, "Digital Audio
 * Resampling"; Crochiere and Rabiner 1983). Output sample n stands at the time of source sample
 * n·from/to; there are ceil(length·to/from). May pass ±1 at hard edges: clamp last.
 */
export function resample(pcm: Pcm, sampleRateHz: number): Pcm {
  if (pcm.sampleRateHz === sampleRateHz) return pcm;
  const bank = bankFor(pcm.sampleRateHz, sampleRateHz);
  return { channels: pcm.channels.map((channel) => resampleChannel(channel, bank)), sampleRateHz };
}

function bankFor(fromHz: number, toHz: number): Bank {
  const key = `${fromHz}/${toHz}`;
  let bank = banks.get(key);
  if (bank === undefined) {
    const divisor = greatestCommonDivisor(fromHz, toHz);
    const [up, down] = [toHz / divisor, fromHz / divisor];
    bank = {
      up,
      down,
      reach: Math.ceil(ZERO_CROSSINGS * Math.max(1, down / up)),
      phases: new Map(),
    };
    banks.set(key, bank);
  }
  return bank;
}

function resampleChannel(source: Float32Array, bank: Bank): Float32Array {
  const { up, down, reach } = bank;
  const out = new Float32Array(Math.ceil((source.length * up) / down));
  for (let n = 0; n < out.length; n++) {
    const position = n * down;
    const centre = Math.floor(position / up);
    const taps = phase(bank, position % up);
    const first = centre - reach + 1;
    const from = Math.max(0, -first);
    const to = Math.min(taps.length, source.length - first);
    let sum = 0;
    for (let t = from; t < to; t++) sum += taps[t]! * source[first + t]!;
    out[n] = sum;
  }
  return out;
}

/** The filter for an output sample that stands `p`/up after a source sample; its gain at 0 Hz is 1. */
function phase(bank: Bank, p: number): Float64Array {
  const kept = bank.phases.get(p);
  if (kept !== undefined) return kept;
  const { up, down, reach } = bank;
  const cutoff = Math.min(1, up / down);
  const taps = new Float64Array(2 * reach);
  let sum = 0;
  for (let t = 0; t < taps.length; t++) {
    const distance = (t - reach + 1 - p / up) * cutoff;
    taps[t] = sinc(distance) * kaiser(distance / ZERO_CROSSINGS);
    sum += taps[t]!;
  }
  for (let t = 0; t < taps.length; t++) taps[t]! /= sum;
  if ((bank.phases.size + 1) * taps.length <= MOST_KEPT_TAPS) bank.phases.set(p, taps);
  return taps;
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window at x in [-1, 1], 0 outside. */
function kaiser(x: number): number {
  return Math.abs(x) >= 1
    ? 0
    : besselI0(KAISER_BETA * Math.sqrt(1 - x * x)) / besselI0(KAISER_BETA);
}

/** Modified Bessel function of the first kind, order 0, by its power series. */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
