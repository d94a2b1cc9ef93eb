// Compiling the program takes a fifth of a short run, so its compiled code is kept beside it, as Python does:
// by Node itself from 22.8 on, and else by V8's means for the same. Where the folder cannot be written, or
// what is there is another Node's, all is compiled anew. Code that is kept must hold no import() (import.js).
const module_ = require('node:module');
const { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } =
  require('node:fs');
const { createHash, randomUUID } = require('node:crypto');
const { basename, dirname, join } = require('node:path');

/** Each run may take other ways through the program: so many add what they compiled, then it is enough. */
const GENERATIONS = 6;
const HASH_BYTES = 32;

/** Keeps what is compiled of the scripts in a folder, in its `.compiled`. */
exports.keepCompiledCode = (folder) => {
  const keptIn = join(folder, '.compiled');
  if (module_.enableCompileCache) module_.enableCompileCache(keptIn);
  else keepByV8(join(folder), join(keptIn, `${process.version}-${process.arch}`));
};

function keepByV8(folder, keptIn) {
  const vm = require('node:vm');
  const names = attempt(() => readdirSync(keptIn)) ?? [];
  const compiled = [];
  const compile = module_.prototype._compile;
  module_.prototype._compile = function compileOrTake(source, path) {
    const hash = dirname(path) === folder && /^\/\/ ([0-9a-f]{16})\n/.exec(source)?.[1];
    if (!hash) return compile.call(this, source, path);
    const name = `${basename(path)}.${hash}.`;
    const last = names
      .filter((kept) => kept.startsWith(name))
      .sort()
      .at(-1);
    const cachedData = last && attempt(() => whole(readFileSync(join(keptIn, last))));
    const script = new vm.Script(module_.wrap(source), { filename: path, cachedData });
    const isTaken = cachedData !== undefined && !script.cachedDataRejected;
    const generation = isTaken ? Number(last.slice(name.length)) + 1 : 1;
    if (generation <= GENERATIONS) compiled.push([script, name + generation, last]);
    const run = script.runInThisContext();
    return run.call(this.exports, this.exports, (id) => this.require(id), this, path, folder);
  };
  // At the end, when the functions that were needed have been compiled too.
  process.on('exit', () =>
    attempt(() => {
      if (compiled.length > 0) mkdirSync(keptIn, { recursive: true });
      for (const [script, name, before] of compiled) {
        const temporary = join(keptIn, `.${randomUUID()}`);
        const code = script.createCachedData();
        writeFileSync(temporary, Buffer.concat([hashOf(code), code]));
        renameSync(temporary, join(keptIn, name));
        if (before && before !== name) rmSync(join(keptIn, before), { force: true });
      }
    }),
  );
}

/** What is behind the hash; undefined where it is damaged, as V8 would run even that. */
function whole(kept) {
  const code = kept.subarray(HASH_BYTES);
  return hashOf(code).equals(kept.subarray(0, HASH_BYTES)) ? code : undefined;
}

function hashOf(bytes) {
  return createHash('sha256').update(bytes).digest();
}

/** Undefined where it cannot be done: it only saves time. */
function attempt(work) {
  try {
    return work();
  } catch {
    return undefined;
  }
}
