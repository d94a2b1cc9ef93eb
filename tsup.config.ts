import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

export default defineConfig({
  entry: { index: 'src/index.ts', cli: 'src/cli/main.ts' },
  format: 'esm',
  target: 'node20',
  // Chunks let each command load only what it needs.
  splitting: true,
  dts: false, // tsup's own crashes with TypeScript 7; tsc writes them (tsconfig.build.json)
  define: { STITCH_VERSION: JSON.stringify(version) },
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
