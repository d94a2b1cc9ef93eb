import type { MutatedFile } from '../mutant.ts';

const LOCAL = ['test/repo/local/local-repo.test.ts'];
const BUCKET = ['test/repo/bucket/bucket-repo.test.ts'];
const NETWORK = ['test/repo/bucket/bucket-repo.network.test.ts'];

export const repo: readonly MutatedFile[] = [
  {
    file: 'src/repo/repo.ts',
    tests: ['test/repo/repo.test.ts', 'test/repo/memory.test.ts'],
    mutants: [
      { from: " || part === '..'", to: '', harm: 'a request reads files outside the root' },
      {
        from: 'unit < 0xe000 ? unit + 0x2000 : unit - 0x800',
        to: 'unit',
        harm: 'folders and buckets list emoji in different orders',
      },
      {
        from: 'error instanceof StitchError && error.details.mayBeAbsent',
        to: 'error instanceof StitchError',
        harm: 'a bucket that fails counts as empty, and a campaign begins again',
        tests: ['test/repo/repo.test.ts'],
      },
    ],
  },
  {
    file: 'src/repo/key-order.ts',
    tests: BUCKET,
    mutants: [
      {
        from: 'compareKeys(key, entry.key) > 0',
        to: 'compareKeys(key, entry.key) >= 0',
        harm: 'a clip is listed twice',
      },
    ],
  },
  {
    file: 'src/repo/object-metadata.ts',
    tests: ['test/repo/memory.test.ts', 'test/repo/repo.test.ts'],
    mutants: [
      {
        from: 'seconds <= MAX_LINK_SECONDS',
        to: 'seconds < MAX_LINK_SECONDS',
        harm: 'a link of seven days is refused',
      },
    ],
  },
  {
    file: 'src/repo/open-repo.ts',
    tests: ['test/repo/open-repo.test.ts'],
    mutants: [
      {
        from: "if (prefix !== '') parseKey(prefix);",
        to: '',
        harm: 'a prefix with .. is sent to S3',
      },
    ],
  },
  {
    file: 'src/repo/local/local-repo.ts',
    tests: LOCAL,
    mutants: [
      {
        from: 'ifAbsent = false, durable = true',
        to: 'ifAbsent = false, durable = false',
        harm: 'files of a campaign are lost in a power failure',
      },
      {
        from: 'if (found[i - 1]?.key !== key) yield',
        to: 'yield',
        harm: 'a clip named in two ways is listed twice',
      },
      {
        from: "isAbsent(error) && verb !== 'write'",
        to: 'isAbsent(error)',
        harm: 'a write that failed counts as done',
      },
      {
        from: '    removeStaleTemps(folder, this.system);\n',
        to: '',
        harm: 'remains of killed runs fill the disk',
      },
      {
        from: 'if (!stats.isFile()) return null;',
        to: '',
        harm: 'reading a pipe hangs for ever',
        loops: true,
      },
    ],
  },
  {
    file: 'src/repo/local/root-guard.ts',
    tests: LOCAL,
    mutants: [
      {
        from: 'this.verified.get(folder) === folderId',
        to: 'this.verified.has(folder)',
        harm: 'a folder swapped for a link leads outside the root',
      },
      {
        from: 'const isPlain = !mayBeLink(path);',
        to: 'const isPlain = true;',
        harm: 'a link to a secret file is served',
      },
    ],
  },
  {
    file: 'src/repo/local/write-atomic.ts',
    tests: LOCAL,
    mutants: [
      {
        from: 'if (existing !== null) fchmodSync(file, existing.mode & 0o777);',
        to: '',
        harm: 'a private file becomes readable by all',
      },
      {
        from: 'if (options.durable) await promisify(fsync)(file);',
        to: '',
        harm: 'a file is empty after a power failure',
      },
      {
        from: 'if (left.length > 0) left = [left[0]!.subarray(written), ...left.slice(1)];',
        to: '',
        harm: 'a nearly full disk gives corrupt files',
      },
      {
        from: 'existing === null ? path : realpathSync.native(path)',
        to: 'path',
        harm: 'a link is replaced by a file',
      },
      {
        from: '    rmSync(temporary, { force: true });\n    throw error;',
        to: '    throw error;',
        harm: 'failed writes leave hidden files',
      },
      {
        from: 'linkSync(temporary, target);',
        to: 'renameSync(temporary, target);',
        harm: 'two campaigns lock one place',
      },
    ],
  },
  {
    file: 'src/repo/local/stale-temps.ts',
    tests: ['test/repo/local/stale-temps.test.ts'],
    mutants: [
      {
        from: '24 * 3600 * 1000',
        to: '24 * 3600',
        harm: 'files that others are writing are deleted',
      },
      {
        from: 'match[1] === machineOf(system) && ',
        to: '',
        harm: 'files that another machine is writing are deleted',
      },
    ],
  },
  {
    file: 'src/repo/local/metadata.ts',
    tests: LOCAL,
    mutants: [
      {
        from: 'sizeBytes === stats.size && modifiedMs === stats.mtimeMs',
        to: 'sizeBytes === stats.size',
        harm: 'a file has the media type of the one before it',
      },
    ],
  },
  {
    file: 'src/repo/local/entry.ts',
    tests: ['test/repo/local', 'test/library/content-ids.test.ts'],
    mutants: [
      {
        from: 'nowMs - Math.max(mtimeMs, ctimeMs) < FRESH_MS',
        to: 'false',
        harm: 'a clip saved twice in a moment plays its first sound',
      },
      {
        from: 'microseconds(ctimeMs)',
        to: '0',
        harm: 'a clip copied over with its old time plays its old sound',
      },
    ],
  },
  {
    file: 'src/repo/bucket/write.ts',
    tests: BUCKET,
    mutants: [
      {
        from: 'if (isConditional && status === 412) return false;',
        to: 'if (options.ifAbsent && statusOf(error) === 412) return true;',
        harm: 'two campaigns lock one bucket',
      },
    ],
  },
  {
    file: 'src/repo/bucket/bucket-repo.ts',
    tests: BUCKET,
    mutants: [
      {
        from: 'const TOUCH_AFTER_MS = 3600 * 1000;',
        to: 'const TOUCH_AFTER_MS = 3600;',
        harm: 'every use of the cache costs a request',
      },
      {
        from: 'Key: name, IfMatch: version }',
        to: 'Key: name }',
        harm: 'a CSV that changes while it is read is a mixture of two',
      },
      {
        from: '      Metadata: { ...metadata },\n',
        to: '',
        harm: 'a used file loses its metadata',
      },
    ],
  },
  {
    file: 'src/repo/bucket/read.ts',
    tests: [...BUCKET, ...NETWORK],
    mutants: [
      {
        from: 'Math.min(start + PART_BYTES, sizeBytes) - 1',
        to: 'Math.min(start + PART_BYTES, sizeBytes)',
        harm: 'a CSV past 4 MB has a byte twice',
      },
      {
        from: 'attempt === ATTEMPTS || signal?.aborted || !isRetryable(error)',
        to: 'attempt >= 1',
        harm: 'one broken connection fails a message',
      },
    ],
  },
  {
    file: 'src/repo/bucket/errors.ts',
    tests: ['test/repo/bucket/errors.test.ts'],
    mutants: [
      { from: 'timeoutMs / 1000', to: 'timeoutMs', harm: 'the error names a time-out of hours' },
      {
        from: ' && !(String(name) in CREDENTIALS_PROBLEMS)',
        to: '',
        harm: 'wrong credentials look like an empty bucket',
      },
    ],
  },
];
