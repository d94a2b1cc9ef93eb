import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { transform } from 'esbuild';
import { defineConfig, type Options } from 'tsup';

type Plugin = NonNullable<Options['esbuildPlugins']>[number];

function versionOf(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

/** What decides on words or sound, and nothing else: folders of src/ whole, and files. */
const ENGINE_SOURCES = [
  'audio',
  'codec',
  'decode',
  'languages',
  'library',
  'message',
  'render/layout.ts',
  'render/noise-file.ts',
  'render/noise-floor.ts',
  'render/profile.ts',
  'render/render-key.ts',
];
const ENGINE_PACKAGES = [
  '@audio/decode-amr',
  '@libav.js/variant-fat',
  '@libav.js/variant-obsolete',
  'csv-parse',
  'double-metaphone',
  'lamejs',
  'mpg123-decoder',
  'n2words',
  'wavefile',
];

/** Hash of all that words and sound depend on: what was cached by another engine is not used again. */
function engineVersion(): string {
  const hash = createHash('sha256');
  for (const name of ENGINE_PACKAGES)
    hash.update(`${name} ${versionOf(join('node_modules', name))}\n`);
  for (const path of ENGINE_SOURCES.flatMap(filesOf).sort()) {
    hash.update(`${path}\n`).update(readFileSync(join('src', path)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** TypeScript files at or below a path in src/, "/"-separated from there. */
function filesOf(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  return readdirSync(join('src', path), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${path}/${name.replaceAll('\\', '/')}`);
}

/** commander can start programs of its own, for which it loads what starts processes; ours has none. */
const withoutChildProcess: Plugin = {
  name: 'without-child-process',
  setup(build) {
    build.onLoad({ filter: /commander[/\\]lib[/\\]command\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace("require('node:child_process')", '{}'),
    }));
  },
};

const asCommonJs: NonNullable<Options['plugins']>[number] = {
  name: 'as-common-js',
  async renderChunk(source) {
    const usesUrl = source.includes('import.meta.url');
    const made = await transform(source, {
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      minify: true,
      define: { 'import.meta.url': 'OWN_URL' },
    });
    // Our own chunks need not wait for import(); packages outside, which are ESM, do.
    const ownUrl = usesUrl
      ? `const OWN_URL=require("node:url").pathToFileURL(__filename).href;`
      : '';
    const code = `${ownUrl}${made.code}`
      .replace(/\bimport\((["']\.[^"']+["'])\)/g, 'Promise.resolve().then(()=>require($1))')
      .replace(/\bimport\((["'][^"']+["'])\)/g, 'require("../../bin/import.js")($1)');
    // By this line the code that was compiled of it is known (bin/compile-cache.js).
    return { code: `// ${createHash('sha256').update(code).digest('hex').slice(0, 16)}\n${code}` };
  },
};

/** Some of what is bundled is CommonJS and asks for Node's own modules by require. */
const REQUIRE = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const common: Options = {
  target: 'node20',
  // Chunks let each command load only what it needs.
  splitting: true,
  dts: false, // tsup's own crashes with TypeScript 7; tsc writes them (tsconfig.build.json)
  define: {
    STITCH_VERSION: JSON.stringify(versionOf('.')),
    STITCH_ENGINE_VERSION: JSON.stringify(engineVersion()),
  },
  // One file to open instead of a hundred: half of what starting the program costs. lamejs stays outside,
  // whole and replaceable, as its licence asks.
  external: ['lamejs', 'mpg123-decoder', '@audio/decode-amr'],
  // The same file of wavefile that Node takes: its ESM one has other exports.
  esbuildOptions(options) {
    options.mainFields = ['main', 'module'];
  },
};

export default defineConfig([
  {
    ...common,
    entry: { index: 'src/index.ts', worker: 'src/render/worker/thread.ts' },
    format: 'esm',
    define: {
      ...common.define,
      STITCH_WORKER: JSON.stringify('./worker.js'),
      STITCH_LIBAV: JSON.stringify('./libav'),
    },
    banner: REQUIRE,
  },
  {
    ...common,
    entry: {
      handler: 'src/aws/lambda/handler.ts',
      authorizer: 'src/aws/lambda/authorizer.ts',
      worker: 'src/render/worker/thread.ts',
    },
    define: {
      ...common.define,
      STITCH_WORKER: JSON.stringify('./worker.mjs'),
      STITCH_LIBAV: JSON.stringify('./libav'),
    },
    outDir: 'dist/lambda',
    format: 'esm',
    outExtension: () => ({ js: '.mjs' }),
    minify: true,
    sourcemap: true,
    noExternal: [/^(?!lamejs$|mpg123-decoder$|@audio\/decode-amr$)/],
    banner: REQUIRE,
    // ESM first: of the S3 client only what is used, which is half. Of wavefile the file that Node takes.
    esbuildOptions(options) {
      options.mainFields = ['module', 'main'];
      options.alias = { wavefile: createRequire(import.meta.url).resolve('wavefile') };
    },
  },
  {
    ...common,
    entry: { main: 'src/cli/main.ts', worker: 'src/render/worker/thread.ts' },
    outDir: 'dist/cli',
    define: {
      ...common.define,
      STITCH_WORKER: JSON.stringify('./worker.cjs'),
      STITCH_LIBAV: JSON.stringify('../libav'),
      STITCH_STUDIO: JSON.stringify('../studio'),
    },
    minify: true,
    // A process that lives for a tenth of a second gains a tenth of it by not being loaded as ESM. esbuild
    // splits ESM only, so the chunks are made CommonJS one by one.
    format: 'esm',
    outExtension: () => ({ js: '.cjs' }),
    esbuildPlugins: [withoutChildProcess],
    plugins: [asCommonJs],
  },
]);
