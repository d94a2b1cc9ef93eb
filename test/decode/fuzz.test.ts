import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationSeconds } from '../../src/audio/pcm.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { StitchError } from '../../src/errors.ts';
import { fixture, fixtureNames } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';
import { FORMATS } from './reference.ts';

const SEEDS = [
  ...FORMATS.map((name) => `formats/${name}`),
  ...fixtureNames('defects').map((name) => `defects/${name}`),
]
  .map((name) => fixture(name))
  .filter((bytes) => bytes.length > 0);

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
const RUNS = IS_SLOW ? 5000 : 200;

describe(`decodeClip, fuzzed (${RUNS} files)`, () => {
  it('returns sound within full scale or a StitchError that names the file, and leaves no memory behind', async () => {
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SEEDS),
        fc.array(change, { minLength: 1, maxLength: 6 }),
        async (seed, changes) => {
          const bytes = mutant(seed, changes);
          const start = performance.now();
          try {
            const { pcm } = await decodeClip(bytes, 'mutant.wav');
            expect(durationSeconds(pcm)).toBeLessThanOrEqual(15 * 60 + 1);
            for (const channel of pcm.channels) {
              expect(channel.every((sample) => Math.abs(sample) <= 1)).toBe(true);
            }
          } catch (error) {
            if (!(error instanceof StitchError)) throw error;
            expect(error.code).toMatch(/^clip\//);
            expect(error.message).toContain('mutant.wav');
          }
          expect(performance.now() - start).toBeLessThan(MAX_MS);
        },
      ),
      { numRuns: RUNS, endOnFailure: true },
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(700e6);
  }, 600_000);
});
