import { defineConfig } from 'vitest/config';

/** Tests that only `npm run test:slow` runs. */
export const SLOW = [
  'test/killed/**/*.test.ts',
  'test/docs.test.ts',
  'test/first-hour.test.ts',
  'test/cli/bin.test.ts',
  'test/cli/commands/batch.test.ts',
  'test/cli/commands/serve.test.ts',
  'test/aws/lambda/handler.test.ts',
  'test/http/server.test.ts',
  'test/http/storm.test.ts',
  'test/cli/commands/batch-aws.test.ts',
  'test/campaign/long-rows.test.ts',
  'test/repo/bucket/bucket-repo.network.test.ts',
  'test/codec/mp3/encoder.test.ts',
  'test/audio/voice-languages.test.ts',
  'test/render/outputs.test.ts',
  'test/aws/step-functions/**/*.test.ts',
  'test/studio/**/*.test.ts',
];

/** The mutation tests run single files, slow ones too. */
const LEFT_OUT = process.env.STITCH_TEST_ALL === '1' ? [] : SLOW;

/**
 * Tests that leave something behind in the process: a variable, a patch, a running server. Each file of them has a
 * process of its own. The others share the loaded sources, which takes a fifth of the time to load them for each file.
 */
const ISOLATED = [
  'test/aws/**/*.test.ts',
  'test/cli/bin.test.ts',
  'test/cli/commands/serve.test.ts',
  'test/http/{fuzz,storm}.test.ts',
  'test/repo/bucket/**/*.test.ts',
];

export const define = {
  STITCH_VERSION: JSON.stringify('0.0.0-test'),
  STITCH_ENGINE_VERSION: JSON.stringify('test'),
};
// A folder of thousands of files takes a busy disk more than ten seconds to delete.
const inEachProcess = { setupFiles: ['test/setup.ts'], testTimeout: 60_000, hookTimeout: 120_000 };
const oncePerRun = {
  maxWorkers: '100%', // vitest leaves one core of two idle
  globalSetup: ['test/servers/temporary-folder.ts', 'test/servers/global-setup.ts'],
};
export const settings = { ...inEachProcess, ...oncePerRun };

export default defineConfig({
  test: {
    ...oncePerRun, // not for each project: it starts the S3 services
    projects: [
      {
        define: { ...define }, // vitest empties it
        test: { ...inEachProcess, name: 'isolated', include: ISOLATED, exclude: LEFT_OUT },
      },
      {
        define: { ...define },
        test: {
          ...inEachProcess,
          name: 'shared',
          include: ['test/**/*.test.ts'],
          exclude: [...LEFT_OUT, ...ISOLATED],
          isolate: false,
        },
      },
    ],
    coverage: {
      include: ['src/**'],
      reporter: ['text'],
      thresholds: {
        'src/{message,languages,library,audio,codec,decode,render,cache,repo}/**': { lines: 95 },
      },
    },
  },
});
