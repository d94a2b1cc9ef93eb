import { defineConfig } from 'vitest/config';
import fast, { SLOW } from './vitest.config.ts';

// Minutes long: killed processes, every command of the documentation, and fuzzing at full length.
export default defineConfig({
  ...fast,
  test: {
    ...fast.test,
    include: [...SLOW, 'test/http/fuzz.test.ts', 'test/cli/bin.test.ts'],
    exclude: [],
    env: { STITCH_FUZZ_RUNS: '10000', STITCH_DAMAGES: '12' },
  },
});
