// Makes dist/stitch-lambda.zip, or another file that is named, of what was bundled into dist/lambda: the same byte for
// byte from the same sources, with names in order, one time for all, no owner. Source maps stay beside it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

const ROOT = join(import.meta.dirname, '..');
const BUNDLE = join(ROOT, 'dist/lambda');
const ZIP = process.argv[2] ?? join(ROOT, 'dist/stitch-lambda.zip');

/** Stays outside the bundle, whole and replaceable, as the licences of the first and of what the second holds ask. */
const BESIDE = ['lamejs', 'mpg123-decoder'];
const WANTED = /(^|\/)(package\.json|LICENSE[^/]*|[^/]+\.[cm]?js)$/;
const UNWANTED = /\.(min|iife)\.js$|(^|\/)(doc|example|test)s?\//;
const NOTICES = ['NOTICE', 'LICENSE.apache-2.0'];
/** Times of a zip have no zone: what is read here as local is written as it stands. */
const TIME = new Date(2020, 0, 1);

const files: Zippable = {};
const add = (name: string, path: string) => {
  files[name] = [
    new Uint8Array(readFileSync(path)),
    { mtime: TIME, level: 9, os: 3, attrs: 0o644 << 16 },
  ];
};

for (const name of names(BUNDLE)) if (!name.endsWith('.map')) add(name, join(BUNDLE, name));
for (const name of withDependencies(BESIDE)) {
  const folder = join(ROOT, 'node_modules', name);
  for (const file of names(folder)) {
    if (WANTED.test(file) && !UNWANTED.test(file))
      add(`node_modules/${name}/${file}`, join(folder, file));
  }
}
for (const name of NOTICES) add(name, join(ROOT, name));

const ordered = Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(ZIP, zipSync(ordered));
console.log(
  `${relative('', ZIP)}: ${Object.keys(ordered).length} files, ${statSync(ZIP).size} bytes`,
);

function names(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.split('\\').join('/'));
}

/** Packages with all that they need. */
function withDependencies(packages: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(ROOT, 'node_modules', name, 'package.json'), 'utf8'),
    );
    Object.keys(dependencies).forEach(visit);
  };
  packages.forEach(visit);
  return [...found];
}
