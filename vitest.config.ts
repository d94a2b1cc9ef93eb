import { defineConfig } from 'vitest/config';

/** Tests that only `npm run test:slow` runs. */
export const SLOW = [
  'test/killed/**/*.test.ts',
  'test/docs.test.ts',
  'test/aws/step-functions/**/*.test.ts',
];

export default defineConfig({
  define: {
    STITCH_VERSION: JSON.stringify('0.0.0-test'),
    STITCH_ENGINE_VERSION: JSON.stringify('test'),
  },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: SLOW,
    maxWorkers: '100%', // vitest leaves one core of two idle
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    testTimeout: 60_000,
    coverage: {
      include: ['src/**'],
      reporter: ['text'],
      thresholds: {
        'src/{message,languages,library,audio,codec,decode,render,cache,repo}/**': { lines: 95 },
      },
    },
  },
});
