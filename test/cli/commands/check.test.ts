import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fixture } from '../../fixtures.ts';
import { stitch } from '../command-line.ts';
import { at, CLIPS, makeClips, PEOPLE, TEMPLATE } from '../people.ts';
import { fresh, scratch } from '../scratch.ts';

describe('stitch check', () => {
  it('counts rows that can be said, and lists words to record', async () => {
    const list = at('record.csv');
    const run = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      CLIPS,
      '--recording-list',
      list,
    ]);
    expect(run.code).toBe(3);
    expect(run.stderr).toBe('');
    expect(run.stdout.replaceAll(scratch, '')).toBe(`/people.csv: 7 rows
  3 can be said in full
  1 with an alternative instead of a value
  3 cannot be said: 2 lack words, 1 for other reasons
8 s of speech in all, 2.00 s a row; about 32.6 kB in 3 files
shortest 1.96 s (row 1: "hello Abebe, 5 are due")
longest 2.07 s (row 2: "hello Sara, 7 are due")
1 row says the same as an earlier one; most often "hello Abebe, 5 are due" (2 rows)
fault: line 8 cannot be read: a quote is opened and not closed (line 8)

record  rows with it  sayable then     %  as in
nine               2             6  85.7  "hello Abebe, 9 are due"
record all 1 to reach 85.7 %

alternatives are said instead of
  {name} in 2 rows: 1 empty; 1 without a clip: "Chaltu" (1)
the words to record are in /record.csv
`);
    expect(readFileSync(list, 'utf8')).toBe(
      'word,recipients_unblocked,recipients_sayable_then,recipients_with_the_word,example_message,language,suggested_file\n' +
        'nine,2,6,2,"hello Abebe, 9 are due",en,nine.wav\n' +
        'chaltu,0,6,1,Chaltu,en,chaltu.wav\n',
    );
  });

  it('prints the same as JSON', async () => {
    const { stdout, code } = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      CLIPS,
      '--json',
    ]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      success: false,
      rows: 7,
      in_full: 3,
      with_alternatives: 1,
      unsayable: 3,
      lacking_words: 2,
      duplicates: 1,
      distinct_messages: 3,
      missing: [{ word: 'nine', recipients: 2 }],
      record: [{ word: 'nine', unblocks: 2, sayable: 6 }],
      replaced: [{ word: 'chaltu', recipients: 1 }],
      faults: [{ code: 'batch/bad-row', rows: 1, first_row: 7 }],
    });
  });

  it('checks a single message', async () => {
    const good = await stitch(['check', 'hello', 'abebe', '--root', CLIPS]);
    expect([good.code, good.stdout]).toEqual([
      0,
      'hello abebe: 1 row\n  1 can be said in full\n  0 cannot be said\n0.56 s, about 3.6 kB in 1 file\n',
    ]);
    const bad = await stitch(['check', 'hello abeba', '--root', CLIPS]);
    expect(bad.code).toBe(3);
    expect(bad.stdout).toMatch(/abeba +1 +1 +100\.0 +"hello abeba" \(nearest clip: abebe\)/);
  });

  it('names a recording of a missing word that is in a format that is not read', async () => {
    const folder = fresh('clips');
    mkdirSync(folder);
    writeFileSync(join(folder, 'hello.wav'), fixture('audios/hello.wav'));
    writeFileSync(join(folder, 'abeba.wma'), 'x');
    const args = ['check', 'hello abeba', '--root', folder];
    expect((await stitch(args)).stdout).toContain('(abeba.wma is there; convert it to WAV)');
    const { stdout } = await stitch([...args, '--json']);
    expect(JSON.parse(stdout).record).toMatchObject([{ word: 'abeba', unread: 'abeba.wma' }]);
  });

  /** Rows of a CSV, in a file. */
  function rowsFile(csv: string): string {
    const file = fresh('rows.csv');
    writeFileSync(file, csv);
    return file;
  }

  it('names the column that fell back, its values, and the nearest clip of each', async () => {
    const rows = rowsFile('name\nAbebe\n\nabeba\nabeba\nzzzzz\n""\n');
    const run = await stitch(['check', rows, '--template', 'hello {name|abebe}', '--root', CLIPS]);
    expect(run.stdout).toContain(
      'alternatives are said instead of\n' +
        '  {name} in 4 rows: 1 empty; 3 without a clip: "abeba" (2; nearest: abebe), "zzzzz" (1)\n',
    );
  });

  it('groups rows by their reason', async () => {
    const rows = rowsFile(`name\n${'Abebe\n'.repeat(3)}${'""\n'.repeat(21)}`);
    const run = await stitch(['check', rows, '--template', 'hello {name}', '--root', CLIPS]);
    expect(run.stdout).toMatch(/^fault: \{name\} has no value; .* \(21 rows, e\.g\. line 5\)$/m);
  });

  it('shows the sentence around a missing word', async () => {
    const message = `${'hello '.repeat(20)}nobody${' hello'.repeat(20)}`;
    const run = await stitch(['check', message, '--root', CLIPS]);
    expect(run.stdout).toMatch(/^nobody .*"…hello [hello ]* nobody [hello ]*…"$/m);
  });

  it('lists everything to record for a folder without clips', async () => {
    const empty = fresh('empty');
    mkdirSync(empty);
    const run = await stitch(['check', 'hello abebe', '--root', empty]);
    expect([run.code, run.stdout]).toEqual([
      3,
      expect.stringMatching(/^record all 2 to reach 100/m),
    ]);
  });

  it.each([
    ['Sara (2)', 'ends in a number in brackets'],
    ['a@example.org', 'looks like an e-mail address'],
    ['www.example.org', 'looks like a web address'],
    ['Sara\tx', 'has a tab'],
  ])('warns of the value %j', async (value, what) => {
    const rows = rowsFile(`name,x\nAbebe,1\n"${value}",2\n`);
    const run = await stitch(['check', rows, '--template', 'hello {name|abebe}', '--root', CLIPS]);
    expect(run.stdout).toMatch(new RegExp(`^warning: \\{name\\} ${what}.*\\(line 3\\)$`, 'm'));
    expect(run.stdout.match(/^warning/gm)).toHaveLength(1);
  });

  it('asks for a CSV instead of a sheet', async () => {
    const rows = rowsFile('PK\u0003\u0004…');
    const run = await stitch(['check', rows, '--root', CLIPS]);
    expect([run.code, run.stderr]).toEqual([
      2,
      expect.stringMatching(/Excel.*save the sheet as CSV/),
    ]);
  });

  it('reads JSON lines from standard input', async () => {
    const stdin = '{"message":"hello abebe"}\n{"message":"hello"}\n';
    const run = await stitch(['check', '-', '--root', CLIPS, '--json'], { stdin });
    expect([run.code, JSON.parse(run.stdout).rows]).toEqual([0, 2]);
  });

  it('stops at the first row that cannot be said, with --strict', async () => {
    const run = await stitch(['check', PEOPLE, ...TEMPLATE, '--root', CLIPS, '--strict']);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(
      /^stitch: one of the first 6 rows cannot be said: there is no clip for "nine"/,
    );
  });

  it('warns of clips that are cut off, and does not replace its rows by the recording list', async () => {
    const folder = makeClips('half', 'hello');
    writeFileSync(
      join(folder, 'hello.wav'),
      readFileSync(join(folder, 'hello.wav')).subarray(0, 1500),
    );
    const run = await stitch(['check', 'hello', '--root', folder]);
    expect([run.code, run.stdout]).toEqual([
      0,
      expect.stringContaining('warning: hello.wav ends before its samples do'),
    ]);
    const own = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      CLIPS,
      '--recording-list',
      PEOPLE,
    ]);
    expect([own.code, own.stderr]).toEqual([2, expect.stringContaining('would replace the rows')]);
    const quiet = await stitch(['check', PEOPLE, ...TEMPLATE, '--root', CLIPS, '--quiet']);
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([3, '', '']);
  });

  it('counts rows without words where those may be left out', async () => {
    const run = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      CLIPS,
      '--missing',
      'skip',
      '--json',
    ]);
    expect(JSON.parse(run.stdout)).toMatchObject({
      without_words: 2,
      unsayable: 1,
      record: [{ word: 'nine', sayable: 6 }],
    });
  });

  it.each([
    [['nowhere.csv'], 5, 'there is no nowhere.csv; name an existing file'],
    [[PEOPLE], 2, 'has no column "message"; add one, or give a template'],
    [
      [PEOPLE, '--template', 'hi {nmae}'],
      2,
      'the template has {nmae}, which is not a column; use id, name or amount',
    ],
    [[PEOPLE, '--template', 'hi {name'], 2, 'the template has a brace that names no column'],
    [[scratch, '--root', CLIPS, '--lang', '!'], 2, '--lang takes a language'],
    [
      ['a\u0000b', '--root', CLIPS, '--template'],
      2,
      'argument missing; `stitch --help` lists the options',
    ],
  ])('throws for %j', async (argv, code, message) => {
    const run = await stitch(['check', ...argv]);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(message);
  });
});
