import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { define, settings } from '../vitest.config.ts';

// Same settings and servers as the program's own tests.
export default defineConfig({
  define,
  root: join(import.meta.dirname, '..'),
  test: {
    ...settings,
    include: ['infra/test/**/*.test.ts'],
    exclude: [],
    isolate: false, // the stacks are synthesised once for all files of a process
    hookTimeout: 60_000, // the stacks are synthesised
    testTimeout: 180_000,
  },
});
