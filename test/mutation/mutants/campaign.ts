import type { MutatedFile } from '../mutant.ts';

const CHECK = ['test/campaign/check.test.ts'];
const RUN = ['test/campaign/run.test.ts'];
const LOCK = ['test/campaign/lock.test.ts'];
const ROWS = ['test/campaign/rows.test.ts', 'test/campaign/long-rows.test.ts'];
const ORDER = ['test/campaign/recording-order.test.ts'];

export const campaign: readonly MutatedFile[] = [
  {
    file: 'src/campaign/repeated-messages.ts',
    tests: ['test/campaign/check.test.ts'],
    mutants: [
      {
        from: 'if (fewest![1].rows >= note.rows) return;',
        to: '',
        harm: 'the most repeated messages are not those reported',
      },
    ],
  },
  {
    file: 'src/campaign/check.ts',
    tests: CHECK,
    mutants: [
      {
        from: "if (lacks && this.options.missing === 'fail')",
        to: 'if (lacks)',
        harm: 'rows that can be said in part count as lost',
      },
      {
        from: 'if (rows === 0) this.counts.bytes += estimateBytes(layout);\n      else {',
        to: 'this.counts.bytes += estimateBytes(layout);\n      if (rows > 0) {',
        harm: 'the size counts shared files many times',
      },
      {
        from: 'this.counts.inFull + this.counts.withAlternatives',
        to: 'this.counts.inFull',
        harm: 'the list to record promises too little',
      },
      {
        from: 'durationSeconds < (this.shortest?',
        to: 'durationSeconds > (this.shortest?',
        harm: 'the shortest message is the longest',
      },
      {
        from: 'message.startsWith(place) ? message.slice(place.length) : message',
        to: 'message',
        harm: 'the same fault is reported once a row',
      },
    ],
  },
  {
    file: 'src/campaign/recipients.ts',
    tests: [...CHECK, 'test/campaign/recipients.test.ts'],
    mutants: [
      {
        from: "|| (mayHaveId ? '' : String(given.row))",
        to: '|| String(given.row)',
        harm: "a row without an id gets another row's",
      },
      {
        from: 'this.columnNames.lang]?.trim() || this.lang',
        to: 'this.columnNames.lang]?.trim() ?? this.lang',
        harm: 'a row with an empty lang fails',
      },
      {
        from: 'column.toLowerCase() === name) ?? name',
        to: 'column === name) ?? name',
        harm: 'the column Message is not found',
      },
      {
        from: 'this.unknown++ < MAX_SUGGESTED',
        to: 'true',
        harm: 'a column of junk as lang takes minutes',
      },
    ],
  },
  {
    file: 'src/campaign/lock.ts',
    tests: LOCK,
    mutants: [
      {
        from: 'const RENEW_MS = 15_000;',
        to: 'const RENEW_MS = 90_000;',
        harm: 'two processes work in one place',
      },
      {
        from: 'isDead || ageMs >= ABANDONED_MS',
        to: 'isDead',
        harm: 'a killed run of another machine locks a bucket for ever',
      },
      {
        from: 'isLocal && (isOwn || !isRunning(worker.process))',
        to: 'isOwn || !isRunning(worker.process)',
        harm: 'two machines work in one place',
      },
      {
        from: 'encode({ campaign, worker: null, token })',
        to: 'encode({ campaign, worker, token })',
        harm: 'the next run has to wait for a minute',
        tests: [...LOCK, 'test/cli/commands/batch.test.ts'],
      },
      {
        from: 'if (replace) await deleteManifests(repo);\n        await repo.write(LOCK, bytes);',
        to: 'await repo.write(LOCK, bytes);',
        harm: 'a restart continues the manifest of the other campaign',
      },
      {
        from: 'value !== null && Buffer.compare(value.bytes, own) === 0',
        to: 'value !== null',
        harm: 'a run that hung takes the lock back from its successor',
      },
      {
        from: 'now !== null && Buffer.compare(now.bytes, first.bytes) === 0',
        to: 'now !== null',
        harm: 'two processes succeed one lock',
      },
    ],
  },
  {
    file: 'src/campaign/csv-rows.ts',
    tests: ROWS,
    mutants: [
      {
        from: "name.normalize('NFC').trim()",
        to: 'name.trim()',
        harm: 'a column named on a Mac is not found',
      },
      {
        from: ': count < columns.length;',
        to: ': false;',
        harm: 'a short row is said with empty values',
      },
      {
        from: 'firstLine = line + 1;',
        to: 'firstLine = line;',
        harm: 'errors name the wrong line',
      },
      {
        from: 'mayGoOn && fault === null && records.at(-1)?.endByte === length',
        to: 'false',
        harm: 'a row cut between two chunks is read as two',
      },
      {
        from: 'if (cells.some(hasReplacementCharacter)) return badRow(row, line, NOT_UTF8);',
        to: '',
        harm: 'garbled names are said',
      },
      {
        from: '    skipped.empty += whole.length - filled.length;\n',
        to: '',
        harm: 'nobody learns that rows were skipped',
      },
    ],
  },
  {
    file: 'src/campaign/json-rows.ts',
    tests: ROWS,
    mutants: [
      {
        from: '!hasExactDigits(token)',
        to: 'false',
        harm: 'an account number of 20 digits is said as another',
      },
      {
        from: "value === null ? '' : String(value)",
        to: 'String(value)',
        harm: 'null is said as a word',
      },
      { from: 'at = stop + 1;', to: 'at = stop + 2;', harm: 'every row loses its first character' },
    ],
  },
  {
    file: 'src/campaign/byte-source.ts',
    tests: ROWS,
    mutants: [
      {
        from: 'while (!this.isAtEnd && this.bytes[at] === CR && at + 1 === this.bytes.length)',
        to: 'while (false)',
        harm: 'errors name the wrong line where CRLF is cut between chunks',
      },
      {
        from: 'decoder.decode(chunk, { stream: true })',
        to: 'decoder.decode(chunk)',
        harm: 'an UTF-16 file has garbled names',
      },
    ],
  },
  {
    file: 'src/campaign/output.ts',
    tests: [...RUN, 'test/campaign/output.test.ts'],
    mutants: [
      {
        from: "algorithm === undefined || hash === createHash(algorithm).update(bytes).digest('hex')",
        to: 'true',
        harm: 'a file of the same length and other words is kept',
      },
      {
        from: 'entry === null || entry.sizeBytes !== bytes.length',
        to: 'entry === null',
        harm: 'a truncated file is kept',
      },
    ],
  },
  {
    file: 'src/campaign/file-namer.ts',
    tests: ['test/campaign/file-namer.test.ts'],
    mutants: [
      {
        from: 'update(key.toLowerCase())',
        to: 'update(key)',
        harm: 'Anna.mp3 overwrites anna.mp3 on a Mac',
      },
      {
        from: 'else if (taken[1] !== high || taken[2] !== low)',
        to: 'else if (false)',
        harm: 'two recipients hear the same message',
      },
      {
        from: 'Buffer.byteLength(part) > MAX_BYTES',
        to: 'part.length > MAX_BYTES',
        harm: 'a long Amharic name fails the campaign',
      },
      { from: '      .map(avoidDevice)\n', to: '', harm: 'con.mp3 cannot be written on Windows' },
    ],
  },
  {
    file: 'src/campaign/missing-words.ts',
    tests: CHECK,
    mutants: [
      {
        from: 'if (!this.examples.has(id)) this.examples',
        to: 'this.examples',
        harm: 'the example is not the first message',
      },
      {
        from: '      sayableThen += step.unblocks;\n',
        to: '',
        harm: 'the list to record promises nothing',
      },
    ],
  },
  {
    file: 'src/campaign/compact-map.ts',
    tests: ['test/campaign/compact-map.test.ts'],
    mutants: [
      {
        from: 'words.some((word, i) => keys[slot * KEY_WORDS + i] !== word)',
        to: 'keys[slot * KEY_WORDS] !== words[0]',
        harm: 'of many recipients some hear the message of another',
      },
      {
        from: 'if (this.values[slot * this.valueCount] === 0) this.size++;',
        to: 'this.size++;',
        harm: 'check counts a render once a row',
      },
    ],
  },
  {
    file: 'src/campaign/recording-order.ts',
    tests: ORDER,
    mutants: [
      {
        from: 'b.unblocks * a.words.length - a.unblocks * b.words.length ||',
        to: 'b.unblocks - a.unblocks ||',
        harm: 'much is recorded before anyone can be called',
      },
      {
        from: '      this.heap.push(now);\n',
        to: '',
        harm: 'words are left off the list to record',
      },
    ],
  },
  {
    file: 'src/campaign/run.ts',
    tests: RUN,
    mutants: [
      {
        from: 'if (!stop.aborted) await this.commit();',
        to: 'await this.commit();',
        harm: 'a stopped run forgets the rows after it',
      },
      {
        from: '        await written;\n',
        to: '',
        harm: 'the manifest names files that were not written',
      },
      {
        from: 'names.areShared ? !cached : hasOwnName',
        to: '!cached',
        harm: 'recipients with the same message get no file',
      },
      {
        from: 'if (!(await output.hasBytes(entry.file as Key, pieces))) return;',
        to: '',
        harm: 'a file of the same length and other words is kept',
      },
      {
        from: 'if (!entry.cached) this.renders.set(hash!, [entry.row, bytes]);',
        to: '',
        harm: 'a resumed manifest has 0 bytes',
      },
      {
        from: 'if (strict && outcomes.at(-1)!.entry.error !== null) break;',
        to: '',
        harm: '--strict goes on after a row that fails',
      },
    ],
  },
  {
    file: 'src/campaign/summary.ts',
    tests: RUN,
    mutants: [
      {
        from: '    if (!isNew) return;\n',
        to: '',
        harm: 'the summary counts shared files many times',
      },
    ],
  },
  {
    file: 'src/campaign/file-writer.ts',
    tests: ['test/campaign/file-writer.test.ts'],
    mutants: [
      {
        from: '      await written;\n',
        to: '',
        harm: 'the manifest names files that were not written',
      },
    ],
  },
  {
    file: 'src/campaign/campaign.ts',
    tests: ['test/cli/commands/batch.test.ts', 'test/cli/commands/check.test.ts'],
    mutants: [
      {
        from: '    run.summary.emptyRows = campaign.skipped.empty;\n',
        to: '',
        harm: 'a run does not tell of skipped rows',
      },
      {
        from: 'if (!onWindow(check)) break;',
        to: 'onWindow(check);',
        harm: 'check cannot be stopped',
      },
    ],
  },
  {
    file: 'src/campaign/manifest/bucket-manifest.ts',
    tests: ['test/campaign/manifest/bucket-manifest.test.ts', ...RUN],
    mutants: [
      {
        from: 'if (!isBehind && this.now() - this.writtenMs > FLUSH_MS)',
        to: 'if (this.now() - this.writtenMs > FLUSH_MS)',
        harm: 'a killed run loses rows of the one before',
      },
      {
        from: 'this.now() - this.writtenMs > FLUSH_MS',
        to: 'false',
        harm: 'a killed run loses up to 5,000 finished rows',
      },
      {
        from: 'this.entries.length === 0 ? this.part : this.part + 1',
        to: 'this.part + 1',
        harm: 'rows of a longer campaign stay in the manifest',
      },
      {
        from: '    this.pending.splice(0, entries.length);\n',
        to: '',
        harm: 'rows are in the manifest twice',
      },
    ],
  },
  {
    file: 'src/campaign/manifest/folder-manifest.ts',
    tests: ['test/campaign/manifest', ...RUN],
    mutants: [
      {
        from: 'if (existsSync(next) && existsSync(path)) await overlay(folder, next, before);',
        to: '',
        harm: 'a killed run loses its finished rows',
      },
      {
        from: 'if (lines-- <= 0) yield line',
        to: 'if (lines-- <= 1) yield line',
        harm: 'a row is in the manifest twice after a kill',
      },
      {
        from: 'attempt(this.folder, () => fsyncSync(file))',
        to: 'file',
        harm: 'a manifest is lost in a power failure',
      },
      {
        from: '    this.pending.splice(0, entries.length);\n',
        to: '',
        harm: 'rows are in the manifest twice',
      },
    ],
  },
];
