// Copies FFmpeg in WebAssembly beside the bundles: of each build that src/codec/libav/engine.ts names, the wasm and its
// glue, unchanged, and the text of their licence. The glue is CommonJS.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ENGINES } from '../src/codec/libav/engine.ts';

const ROOT = join(import.meta.dirname, '..');

for (const folder of ['dist/libav', 'dist/lambda/libav']) {
  const to = join(ROOT, folder);
  mkdirSync(to, { recursive: true });
  for (const { package: name, files } of Object.values(ENGINES)) {
    for (const file of [`${files}.js`, `${files}.wasm`])
      cpSync(join(ROOT, 'node_modules', name, 'dist', file), join(to, file));
  }
  cpSync(join(ROOT, 'build/licenses/LGPL-2.1.txt'), join(to, 'LGPL-2.1.txt'));
  writeFileSync(join(to, 'package.json'), '{ "type": "commonjs" }\n');
}
