import { defineConfig } from 'vitest/config';
import { define, SLOW, settings } from './vitest.config.ts';

// Minutes long: killed processes, every command of the documentation, and fuzzing at full length.
export default defineConfig({
  define,
  test: {
    ...settings,
    include: [
      ...SLOW,
      // These try more cases here: they ask test/slow.ts.
      'test/decode/fuzz.test.ts',
      'test/message/fuzz.test.ts',
      'test/http/fuzz.test.ts',
      'test/codec/mp3/mp3.test.ts',
      'test/render/golden.test.ts',
      'test/campaign/check.test.ts',
      'test/campaign/recording-order.test.ts',
      'test/campaign/rows-fuzz.test.ts',
      'test/campaign/damaged-manifest.test.ts',
      'test/cache/damaged-entries.test.ts',
    ],
    exclude: [],
    env: { STITCH_TEST_SLOW: '1' },
  },
});
