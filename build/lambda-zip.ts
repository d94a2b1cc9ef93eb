// Makes dist/stitch-lambda.zip, or another file that is named, of what was bundled into dist/lambda: the same byte for
// byte from the same sources, with names in order, one time for all, no owner. Source maps stay beside it.
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { type Zippable, zipSync } from 'fflate';

const ROOT = join(import.meta.dirname, '..');
const BUNDLE = join(ROOT, 'dist/lambda');
const ZIP = process.argv[2] ?? join(ROOT, 'dist/stitch-lambda.zip');

/** Stays outside the bundle, whole and replaceable, as the licences of the first and of what the second holds ask. */
const BESIDE = ['lamejs', 'mpg123-decoder', '@audio/decode-amr'];
const WANTED = /(^|\/)(package\.json|LICENSE[^/]*|[^/]+\.[cm]?js)$/;
const UNWANTED = /\.(min|iife)\.js$|(^|\/)(doc|example|test)s?\//;
const NOTICES = ['LICENSE', 'NOTICE', 'LICENSE.apache-2.0', 'LICENSE.unicode'];
/** Texts of licences whose packages do not have them whole. */
const TEXTS = ['BSD-2-Clause', 'GPL-3.0', 'LGPL-2.1', 'LGPL-3.0', 'MIT-0'];
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
for (const text of TEXTS) add(`licenses/${text}.txt`, join(ROOT, 'build/licenses', `${text}.txt`));
for (const folder of bundledPackages()) {
  const found = readdirSync(folder).filter((name) => /^(licen[cs]e|copying|notice)/i.test(name));
  const { name, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  for (const file of found) add(`licenses/${name}/${file}`, join(folder, file));
  const isThere = license === 'Apache-2.0' || TEXTS.includes(license);
  if (found.length === 0 && !isThere)
    throw new Error(`${name} (${license}) is bundled without its licence; add its text`);
}

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

/** Folders of the packages whose code is in the bundle, by its source maps. */
function bundledPackages(): readonly string[] {
  const maps = names(BUNDLE).filter((name) => name.endsWith('.map'));
  const folders = maps.flatMap((map) => {
    const { sources } = JSON.parse(readFileSync(join(BUNDLE, map), 'utf8')) as {
      sources: string[];
    };
    return sources.flatMap((source) => {
      const path = join(BUNDLE, dirname(map), source);
      return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(path)?.[0] ?? [];
    });
  });
  return [...new Set(folders)].sort();
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
