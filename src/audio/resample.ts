import type { Pcm } from './pcm.ts';

/** Zero crossings of the sinc on either side of its centre; by Kaiser's formula, beta 10 gives a stop band 99 dB down. */
const ZERO_CROSSINGS = 48;
const KAISER_BETA = 10;
/** Filters of one pair of rates, at the most; what lies between two is interpolated (error under -90 dB). */
const MAX_PHASES = 2048;
const MIN_PHASES = 256;
/** Taps kept for one pair of rates, in all its filters, where that leaves MIN_PHASES. */
const MAX_TAPS = 1 << 22;
/** Pairs of rates kept. */
const MAX_BANKS = 16;

/** One pair of rates, `up`/`down` in lowest terms. */
interface Bank {
  readonly up: number;
  readonly down: number;
  /** Source samples on either side of an output sample that its filter takes in. */
  readonly reach: number;
  /** Filters between two source samples: `up` of them are exact. */
  readonly phases: number;
  /** filters[p]: for an output sample p/phases after a source sample; made when first used. */
  readonly filters: (Float64Array | undefined)[];
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
  const known = banks.get(key);
  if (known !== undefined) return known;
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const [up, down] = [toHz / divisor, fromHz / divisor];
  const reach = Math.ceil(ZERO_CROSSINGS * Math.max(1, down / up));
  const room = Math.max(MIN_PHASES, Math.floor(MAX_TAPS / (2 * reach)));
  const bank = { up, down, reach, phases: Math.min(up, MAX_PHASES, room), filters: [] };
  if (banks.size >= MAX_BANKS) banks.delete(banks.keys().next().value!);
  banks.set(key, bank);
  return bank;
}

function resampleChannel(source: Float32Array, bank: Bank): Float32Array {
  const { up, down, phases } = bank;
  const out = new Float32Array(Math.ceil((source.length * up) / down));
  for (let n = 0; n < out.length; n++) {
    const position = n * down;
    const centre = Math.floor(position / up);
    const phase = ((position % up) * phases) / up;
    const before = Math.floor(phase);
    const between = phase - before;
    let sample = filtered(source, centre, bank, before);
    if (between > 0) sample += between * (filtered(source, centre, bank, before + 1) - sample);
    out[n] = sample;
  }
  return out;
}

/** The source through filter `phase`, around its sample `centre`; beyond its edges is silence. */
function filtered(source: Float32Array, centre: number, bank: Bank, phase: number): number {
  const taps = filter(bank, phase);
  const first = centre - bank.reach + 1;
  const to = Math.min(taps.length, source.length - first);
  let sum = 0;
  for (let t = Math.max(0, -first); t < to; t++) sum += taps[t]! * source[first + t]!;
  return sum;
}

/** The filter for an output sample that stands `phase`/phases after a source sample; its gain at 0 Hz is 1. */
function filter({ up, down, reach, phases, filters }: Bank, phase: number): Float64Array {
  const kept = filters[phase];
  if (kept !== undefined) return kept;
  const cutoff = Math.min(1, up / down);
  const taps = new Float64Array(2 * reach);
  let sum = 0;
  for (let t = 0; t < taps.length; t++) {
    const distance = (t - reach + 1 - phase / phases) * cutoff;
    taps[t] = sinc(distance) * kaiser(distance / ZERO_CROSSINGS);
    sum += taps[t]!;
  }
  for (let t = 0; t < taps.length; t++) taps[t]! /= sum;
  filters[phase] = taps;
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
