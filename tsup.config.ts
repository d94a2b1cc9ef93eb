import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'tsup';

const { version, dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

/** What words and sound depend on: change any of it, and what was cached before is not used again. */
function engine(): string {
  const hash = createHash('sha256');
  const all: Record<string, string> = { ...dependencies, ...devDependencies };
  for (const name of ['csv-parse', 'lamejs', 'mpg123-decoder', 'n2words', 'wavefile'])
    hash.update(`${name} ${all[name]}\n`);
  for (const folder of ['.', 'message', 'library', 'audio', 'mp3']) {
    const names = readdirSync(join('src', folder)).filter((name) => name.endsWith('.ts'));
    for (const name of names.sort()) hash.update(readFileSync(join('src', folder, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  target: 'node20',
  // Chunks let each command load only what it needs.
  splitting: true,
  dts: false, // tsup's own crashes with TypeScript 7; tsc writes them (tsconfig.build.json)
  define: {
    STITCH_VERSION: JSON.stringify(version),
    STITCH_ENGINE: JSON.stringify(engine()),
  },
  clean: true,
  minifySyntax: true,
  minifyWhitespace: true,
  // One file to open instead of a hundred: half of what starting the program costs.
  // lamejs stays outside, whole and replaceable, as its licence asks.
  noExternal: ['commander', 'csv-parse', /^n2words/, 'wavefile', 'zod'],
  // commander is CommonJS and asks for Node's own modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // The same file of wavefile that Node takes: its ESM one has other exports.
  esbuildOptions(options) {
    options.mainFields = ['main', 'module'];
  },
  external: ['lamejs', 'mpg123-decoder'],
});
