import type { MutatedFile } from '../mutant.ts';

const CACHE = ['test/cache/cache.test.ts'];
const PRUNE = ['test/cache/prune.test.ts', 'test/cli/commands/cache.test.ts'];

export const cache: readonly MutatedFile[] = [
  {
    file: 'src/cache/cache.ts',
    tests: CACHE,
    mutants: [
      {
        from: 'entry === null || (await hashOf(audio.bytes)) !== Buffer.from(entry.bytes).toString()',
        to: 'entry === null',
        harm: 'a damaged file is served',
      },
      {
        from: 'if (!(await this.write(Cache.renderKey(id, ending), bytes))) return false;',
        to: 'await this.write(Cache.renderKey(id, ending), bytes);',
        harm: 'a render counts as kept though its file was not written',
      },
      {
        from: 'if (this.nowMs() < this.cooldownUntilMs.read) return null;',
        to: '',
        harm: 'a cache that hangs stops every message',
      },
      {
        from: 'if (this.nowMs() < this.cooldownUntilMs.write) return false;',
        to: '',
        harm: 'a cache that hangs when written stops every message',
      },
      {
        from: 'this.nowMs() + this.cooldownMs',
        to: 'this.cooldownMs',
        harm: 'a cache that hangs is never left alone',
      },
      {
        from: '      signal?.throwIfAborted();\n',
        to: '',
        harm: 'a cancelled request turns the cache off for all',
      },
      {
        from: 'if (!error.details.mayBeAbsent) this.cooldown',
        to: 'this.cooldown',
        harm: 'a bucket without leave to list never caches',
      },
      {
        from: 'if (value && entry) await this.touch(value);',
        to: '',
        harm: 'blocks in use are pruned first',
      },
      {
        from: 'await Promise.all([this.touch(record), this.touch(audio)]);',
        to: '',
        harm: 'renders in use are pruned first',
      },
    ],
  },
  {
    file: 'src/cache/entry.ts',
    tests: ['test/cache/entry.test.ts'],
    mutants: [
      {
        from: 'if (entryName !== name) return null;',
        to: '',
        harm: 'a copied entry answers for another',
      },
      {
        from: ' || hash !== hashOfEntry(body, Number(length))',
        to: '',
        harm: 'a damaged block is spliced',
      },
    ],
  },
  {
    file: 'src/cache/prune.ts',
    tests: PRUNE,
    mutants: [
      {
        from: 'sizeBytes <= maxSizeBytes',
        to: 'sizeBytes < maxSizeBytes',
        harm: 'a cache of just the limit loses an entry',
      },
      {
        from: 'nowMs - item.usedMs <= olderThanMs',
        to: 'nowMs - item.usedMs < olderThanMs',
        harm: 'an entry of just the age is lost',
      },
      {
        from: 'Math.max(latest, entry.modifiedMs), 0',
        to: 'entry.modifiedMs, 0',
        harm: 'a render in use is pruned by its older part',
      },
      {
        from: "a.key.endsWith('.json') ? -1 : 1",
        to: "a.key.endsWith('.json') ? 1 : -1",
        harm: 'metadata vouches for a file that is gone',
      },
      {
        from: " && (kind === 'renders') === (match[3] !== undefined)",
        to: '',
        harm: "prune deletes files that are not the cache's",
      },
      { from: '    sizeBytes -= item.sizeBytes;\n', to: '', harm: 'prune empties the cache' },
      {
        from: 'a.usedMs - b.usedMs ||',
        to: 'b.usedMs - a.usedMs ||',
        harm: 'what was used last is pruned first',
      },
    ],
  },
];
