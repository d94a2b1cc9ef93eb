// Bundles the studio's page into dist/studio: one script, one style sheet, the worklet that records, and the page itself.
// Fails where the page has become larger than the packed program has room for.
import { copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const FROM = join(import.meta.dirname, '../studio');
const TO = join(import.meta.dirname, '../dist/studio');
const MAX_BYTES = 200_000;

mkdirSync(TO, { recursive: true });
await build({
  entryPoints: {
    app: join(FROM, 'main.tsx'),
    recorder: join(FROM, 'sound/recorder.ts'),
  },
  outdir: TO,
  bundle: true,
  minify: true,
  format: 'esm',
  platform: 'browser',
  target: ['chrome111', 'firefox115', 'safari16.4'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  tsconfig: join(FROM, 'tsconfig.json'),
  legalComments: 'none',
  logLevel: 'warning',
});
for (const name of ['index.html', 'icon.svg']) copyFileSync(join(FROM, name), join(TO, name));

const sizes = readdirSync(TO).map((name) => [name, statSync(join(TO, name)).size] as const);
const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
console.log(`dist/studio: ${sizes.map(([name, size]) => `${name} ${size}`).join(', ')}`);
if (bytes > MAX_BYTES)
  throw new Error(`the studio has ${bytes} bytes, and the limit is ${MAX_BYTES}; make it smaller`);
