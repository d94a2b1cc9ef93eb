import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import own from '../vitest.config.ts';

// Same settings and servers as the program's own tests.
export default defineConfig({
  ...own,
  root: join(import.meta.dirname, '..'),
  test: {
    ...own.test,
    include: ['infra/test/**/*.test.ts'],
    exclude: [],
    hookTimeout: 60_000, // the stacks are synthesised
    testTimeout: 180_000, // the state machine on moto waits between its retries
  },
});
