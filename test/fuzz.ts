import type fc from 'fast-check';
import { IS_SLOW } from './slow.ts';

const { STITCH_TEST_FUZZ_RUNS: runs, STITCH_TEST_FUZZ_SEED: seed } = process.env;

/** Settings of a fuzz test: so many cases in the slow suite, one in 25 of them in the fast one. */
export function fuzzed(slowRuns: number): fc.Parameters<unknown> {
  const numRuns = Number(runs ?? (IS_SLOW ? slowRuns : Math.ceil(slowRuns / 25)));
  return { numRuns, ...(seed !== undefined && { seed: Number(seed) }) };
}
