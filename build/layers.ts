// The order of the layers, from which the linter's import rules are made: `tsx build/layers.ts` writes
// biome.layers.json, which biome.json extends. `npm run check` does so first.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Folders and files of src/, the highest first: each may import those below it. Circles are refused besides. */
const LAYERS: readonly (readonly string[])[] = [
  ['index.ts'],
  ['cli'],
  ['aws'],
  ['http'],
  ['campaign'],
  ['stitcher.ts'],
  ['render'],
  ['library'],
  ['cache', 'decode'],
  ['languages'],
  ['message'],
  ['repo'],
  ['options'],
  ['codec'],
  ['audio'],
  ['util'],
  ['errors.ts'],
];

/** Modules that only some files may import: packages, kept behind a file of ours, and what loads engines. */
const BEHIND: Readonly<Record<string, readonly string[]>> = {
  '**/decode/registry.ts': ['src/render/worker/jobs.ts'],
  '**/worker/jobs.ts': ['src/render/worker/{inline,thread}.ts', 'src/cli/commands/serve.ts'],
  wavefile: ['src/decode/wav.ts'],
  '@audio/decode-amr': ['src/decode/amr.ts'],
  'mpg123-decoder': ['src/decode/mp3.ts'],
  lamejs: ['src/codec/mp3/lamejs.ts'],
  'n2words/*': ['src/languages/*.ts'],
  'double-metaphone': ['src/message/sound.ts'],
  'csv-parse/*': ['src/util/csv.ts'],
  'p-map': ['src/util/concurrency.ts'],
  workerpool: ['src/render/worker/{pool,thread}.ts'],
  commander: ['src/cli/**'],
  'env-paths': ['src/cli/main.ts'],
  'zod/mini': ['src/options/**', 'src/http/**', 'src/aws/lambda/**'],
  '@aws-sdk/client-s3': ['src/repo/bucket/client.ts'],
  '@aws-sdk/s3-request-presigner': ['src/repo/bucket/client.ts'],
  '@aws-sdk/client-sfn': ['src/aws/step-functions/state-machine.ts'],
  '@aws-sdk/client-secrets-manager': ['src/aws/lambda/secret-keys.ts'],
  '@aws-lambda-powertools/*': ['src/aws/lambda/telemetry.ts'],
  'aws-jwt-verify': ['src/aws/lambda/authorizer.ts'],
  hono: ['src/http/**'],
  'hono/*': ['src/http/**', 'src/aws/lambda/handler.ts'],
  '@hono/*': ['src/http/server.ts'],
};

const ORDER = LAYERS.map((names) => names.join(' | ')).join(' > ');

/** The rule of files that may import the packages of `own`, and nothing of the layers from `top` up. */
function rule(includes: readonly string[], above: readonly string[], own: readonly string[]) {
  const patterns = [
    {
      group: Object.keys(BEHIND).filter((name) => !own.includes(name)),
      message: 'Kept behind one file of ours: build/layers.ts names it.',
    },
    ...(above.length === 0
      ? []
      : [{ group: above.map(importsOf), message: `Imports run one way: ${ORDER}.` }]),
  ];
  const restricted = { level: 'error', options: { patterns } };
  return { includes, linter: { rules: { style: { noRestrictedImports: restricted } } } };
}

/** The import specifiers of a layer, from any folder. */
function importsOf(name: string): string {
  return name.endsWith('.ts') ? `**/${name}` : `**/${name}/**`;
}

const overrides = LAYERS.flatMap((names, i) => {
  const above = LAYERS.slice(0, i).flat();
  const layers = names.map((name) => {
    // Of one rank neither imports the other.
    const barred = [...above, ...names.filter((other) => other !== name)];
    const path = name.endsWith('.ts') ? `src/${name}` : `src/${name}/**`;
    return { name, barred, path };
  });
  return layers.flatMap(({ name, barred, path }) => {
    const exceptions = new Map<string, string[]>();
    for (const [behind, files] of Object.entries(BEHIND)) {
      for (const file of files.filter((of) => of.startsWith(`src/${name}/`))) {
        exceptions.set(file, [...(exceptions.get(file) ?? []), behind]);
      }
    }
    // An exception of a whole folder holds for each of its files.
    const ofFolders = [...exceptions].filter(([file]) => file.endsWith('**'));
    const allowed = (file: string) => [
      ...exceptions.get(file)!,
      ...ofFolders
        .filter(([folder]) => file !== folder && file.startsWith(folder.slice(0, -2)))
        .flatMap(([, of]) => of),
    ];
    const sorted = [...exceptions.keys()].sort(
      (a, b) => Number(!a.endsWith('**')) - Number(!b.endsWith('**')),
    );
    return [rule([path], barred, []), ...sorted.map((file) => rule([file], barred, allowed(file)))];
  });
});

writeFileSync(
  join(import.meta.dirname, '../biome.layers.json'),
  `${JSON.stringify({ overrides }, null, 1)}\n`,
);
