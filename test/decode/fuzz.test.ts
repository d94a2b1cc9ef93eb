import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds } from '../../src/audio/pcm.ts';
import { DECODERS } from '../../src/decode/formats.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { StitchError } from '../../src/errors.ts';
import { fixture, fixtureNames } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';
import { aimedAt, seedsOf } from './aimed.ts';

/** Values that sizes, counts and rates go wrong by. */
const EXTREMES = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

type Change =
  | { readonly kind: 'flip'; readonly at: number; readonly bit: number }
  | { readonly kind: 'field'; readonly at: number; readonly value: number; readonly bytes: 2 | 4 }
  | { readonly kind: 'big'; readonly at: number; readonly value: number }
  | { readonly kind: 'cut'; readonly share: number }
  | { readonly kind: 'zero'; readonly share: number }
  | { readonly kind: 'repeat'; readonly at: number; readonly length: number };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ kind: fc.constant('flip' as const), at: fc.nat(100_000), bit: fc.nat(7) }),
  fc.record({
    kind: fc.constant('field' as const),
    at: fc.nat(120),
    value: fc.constantFrom(...EXTREMES),
    bytes: fc.constantFrom(2 as const, 4 as const),
  }),
  // Counts and sizes of MP4 and Ogg: high byte first, anywhere.
  fc.record({
    kind: fc.constant('big' as const),
    at: fc.nat(100_000),
    value: fc.constantFrom(...EXTREMES),
  }),
  fc.record({
    kind: fc.constant('cut' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({
    kind: fc.constant('zero' as const),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat(2000), length: fc.nat(500) }),
);

function mutant(seed: Uint8Array, changes: readonly Change[]): Uint8Array {
  let bytes = Buffer.from(seed);
  for (const one of changes) {
    if (bytes.length === 0) break;
    if (one.kind === 'flip') bytes[one.at % bytes.length]! ^= 1 << one.bit;
    else if (one.kind === 'field' && one.at + one.bytes <= bytes.length)
      bytes.writeUIntLE(one.value % 2 ** (8 * one.bytes), one.at, one.bytes);
    else if (one.kind === 'big' && bytes.length >= 4)
      bytes.writeUInt32BE(one.value, one.at % (bytes.length - 3));
    else if (one.kind === 'cut') bytes = bytes.subarray(0, Math.floor(one.share * bytes.length));
    else if (one.kind === 'zero') bytes.fill(0, Math.floor(one.share * bytes.length));
    else if (one.kind === 'repeat') {
      const at = one.at % bytes.length;
      bytes = Buffer.concat([bytes.subarray(0, at + one.length), bytes.subarray(at)]);
    }
  }
  return bytes;
}

/** A clip that takes longer would stop a service. */
const MAX_MS = 5000;
const MAX_BYTES = 1e9;
const MUTANTS = IS_SLOW ? 500 : 20;
const AIMED = 50;

/** The outcome of a decode: sound within full scale, or a StitchError that names the file. */
async function survives(bytes: Uint8Array, name: string): Promise<void> {
  const start = performance.now();
  try {
    const { pcm } = await decodeClip(bytes, name);
    expect(durationSeconds(pcm)).toBeLessThanOrEqual(15 * 60 + 1);
    for (const channel of pcm.channels) expect(peakOf(channel)).toBeLessThanOrEqual(1);
  } catch (error) {
    if (!(error instanceof StitchError)) throw error;
    expect(error.code).toMatch(/^clip\//);
    expect(error.message).toContain(name);
  }
  expect(performance.now() - start).toBeLessThan(MAX_MS);
}

/** NaN where a sample is no number. */
function peakOf(channel: Float32Array): number {
  let peak = 0;
  for (let f = 0; f < channel.length; f++) peak = Math.max(peak, Math.abs(channel[f]!));
  return peak;
}

/** Defects of WAV and MP3, from which their decoders also start. */
const DEFECTS = fixtureNames('defects').map((name) => `defects/${name}`);

/** Formats without a fixture of their own name: 16-bit samples, or codes, as they come. */
const HEADERLESS = ['aiff-pcm-16.aiff', 'mu-law.wav', 'pcm-16.wav'];

describe.each(DECODERS)('$name, with hostile files', (decoder) => {
  const [extension] = decoder.extensions as readonly [string];
  const own = seedsOf(decoder.extensions);
  const seeds = own.length > 0 ? own : HEADERLESS;
  const name = `mutant.${extension}`;

  it(`survives ${MUTANTS} mutants`, async () => {
    const files = [
      ...seeds.map((seed) => `formats/${seed}`),
      ...DEFECTS.filter((defect) => defect.endsWith(`.${extension}`)),
    ]
      .map((file) => fixture(file))
      .filter((bytes) => bytes.length > 0);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...files),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        (seed, changes) => survives(mutant(seed, changes), name),
      ),
      { numRuns: MUTANTS, endOnFailure: true },
    );
  }, 600_000);

  const aimed = aimedAt(decoder.name, seeds);
  const tried = IS_SLOW ? aimed : aimed.filter((_, i) => i % 8 === 0);
  it(`survives ${tried.length} files that are aimed at it`, async () => {
    expect(aimed.length).toBeGreaterThanOrEqual(AIMED);
    for (const [what, make] of tried) {
      await survives(make(), name).catch((error) => {
        throw new Error(what, { cause: error });
      });
    }
  }, 600_000);
});

describe.runIf(IS_SLOW)('hostile files', () => {
  it('never took more than 1 GB of memory', () => {
    expect(process.resourceUsage().maxRSS * 1024).toBeLessThan(MAX_BYTES);
  });
});
