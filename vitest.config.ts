import { defineConfig } from 'vitest/config';

export default defineConfig({
  define: { STITCH_VERSION: JSON.stringify('0.0.0-test'), STITCH_ENGINE_VERSION: JSON.stringify('test') },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    globalSetup: ['test/servers/global-setup.ts'],
    testTimeout: 60_000,
    coverage: {
      include: ['src/**'],
      reporter: ['text'],
      thresholds: {
        'src/{message,library,audio,mp3,cache,repo}/**': { lines: 95 },
      },
    },
  },
});
