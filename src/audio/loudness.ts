import { type Pcm, sampleFrames } from './pcm.ts';

/** Blocks in which loudness is measured: shorter than BS.1770's 400 ms, so that words of 0.25 s have several. */
const BLOCK_SECONDS = 0.05;
const STEP_SECONDS = 0.025;
/** Blocks under this level are silence. */
const ABSOLUTE_GATE_DB = -70;
/** Blocks so far under the mean of the others are pauses. */
const RELATIVE_GATE_DB = -10;
/** Loudness of a mean square of 1 (BS.1770-4, 2.2). */
const OFFSET_DB = -0.691;

/** A second-order filter, its coefficients divided by a0. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/**
 * Loudness of the speech in a clip, in dB (LUFS where there is one channel): the K-weighted mean square
 * (ITU-R BS.1770-4) of blocks of 50 ms, gated at −70 and at −10 below the mean of the rest. Channels are
 * averaged, so that stereo of two equal ones reads as mono. A clip shorter than a block is one block.
 * −Infinity where all is silent.
 */
export function speechLevelDb(pcm: Pcm): number {
  const loud = blockPowers(pcm).filter((power) => toDb(power) > ABSOLUTE_GATE_DB);
  const gateDb = toDb(mean(loud)) + RELATIVE_GATE_DB;
  return toDb(mean(loud.filter((power) => toDb(power) > gateDb)));
}

/** Spread of block levels under which a sound is a tone, and the least number of blocks that show it. */
const TONE_SPREAD_DB = 1.5;
const MIN_TONE_BLOCKS = 5;

/** True for a steady tone, such as a beep: its level hardly changes from block to block. */
export function isSteadyTone(pcm: Pcm): boolean {
  const levels = blockPowers(pcm)
    .map(toDb)
    .filter((level) => level > ABSOLUTE_GATE_DB)
    .sort((a, b) => a - b);
  const at = (share: number) => levels[Math.floor(share * (levels.length - 1))]!;
  return levels.length >= MIN_TONE_BLOCKS && at(0.95) - at(0.25) < TONE_SPREAD_DB;
}

/** Sample frames that are weighted at once: for a long clip all of them would take twice its own memory. */
const CHUNK_FRAMES = 1 << 16;

/** Mean squares of the K-weighted blocks, averaged over the channels. */
function blockPowers(pcm: Pcm): readonly number[] {
  const { channels, sampleRateHz } = pcm;
  const frames = sampleFrames(pcm);
  const block = Math.min(frames, Math.round(BLOCK_SECONDS * sampleRateHz));
  const step = Math.max(1, Math.round(STEP_SECONDS * sampleRateHz));
  const filters = kWeighting(sampleRateHz);
  const weighted = channels.map((channel) => ({ channel, state: new Float64Array(4) }));
  // Squares of the sample frames [first, end).
  const squares = new Float64Array(block + CHUNK_FRAMES);
  let [first, end] = [0, 0];
  const powers: number[] = [];
  for (let start = 0; block > 0 && start + block <= frames; start += step) {
    if (start + block > end) {
      squares.copyWithin(0, start - first, end - first);
      first = start;
      const from = end;
      end = Math.min(frames, first + squares.length);
      squares.fill(0, from - first);
      for (const { channel, state } of weighted) {
        const out = squares.subarray(from - first, end - first);
        addSquares(channel.subarray(from, end), { filters, state, count: channels.length }, out);
      }
    }
    let sum = 0;
    for (let f = start - first; f < start - first + block; f++) sum += squares[f]!;
    powers.push(sum / block);
  }
  return powers;
}

interface Weighting {
  readonly filters: readonly [shelf: Biquad, highPass: Biquad];
  /** State of the filters between two pieces of a channel. */
  readonly state: Float64Array;
  readonly count: number;
}

function addSquares(
  samples: Float32Array,
  { filters: [shelf, highPass], state, count }: Weighting,
  squares: Float64Array,
): void {
  // Transposed direct form II, both filters at once.
  let [s1, s2, h1, h2] = state as unknown as [number, number, number, number];
  const [sb0, sb1, sb2] = shelf.b;
  const [sa1, sa2] = shelf.a;
  const [hb0, hb1, hb2] = highPass.b;
  const [ha1, ha2] = highPass.a;
  for (let f = 0; f < samples.length; f++) {
    const x = samples[f]!;
    const y = sb0 * x + s1;
    s1 = sb1 * x - sa1 * y + s2;
    s2 = sb2 * x - sa2 * y;
    const z = hb0 * y + h1;
    h1 = hb1 * y - ha1 * z + h2;
    h2 = hb2 * y - ha2 * z;
    squares[f]! += (z * z) / count;
  }
  state.set([s1, s2, h1, h2]);
}

/** The K-weighting filters for any sample rate: BS.1770's at 48 kHz, taken back to their analogue design. */
function kWeighting(sampleRateHz: number): readonly [shelf: Biquad, highPass: Biquad] {
  const design = (frequencyHz: number, q: number) => {
    const k = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
    const divisor = 1 + k / q + k * k;
    return { k, divisor, a: [(2 * (k * k - 1)) / divisor, (1 - k / q + k * k) / divisor] as const };
  };
  const q = 0.7071752369554196;
  const shelf = design(1681.974450955533, q);
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const { k } = shelf;
  const highPass = design(38.13547087602444, 0.5003270373238773);
  return [
    {
      b: [
        (high + (band * k) / q + k * k) / shelf.divisor,
        (2 * (k * k - high)) / shelf.divisor,
        (high - (band * k) / q + k * k) / shelf.divisor,
      ],
      a: shelf.a,
    },
    { b: [1, -2, 1], a: highPass.a },
  ];
}

function mean(powers: readonly number[]): number {
  return powers.reduce((sum, power) => sum + power, 0) / powers.length;
}

function toDb(power: number): number {
  return power > 0 ? OFFSET_DB + 10 * Math.log10(power) : Number.NEGATIVE_INFINITY;
}
