// `stitch check` and `stitch batch` as users have them.
import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { sampleFrames } from '../../src/audio/pcm.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { bucketRepo } from '../repo/buckets.ts';
import { IS_SLOW } from '../slow.ts';
import { stitch } from './command-line.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-cli-campaign-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const at = (...parts: string[]) => join(scratch, ...parts);
const bin = join(import.meta.dirname, '../../bin/stitch.js');

function clips(folder: string, ...names: string[]): string {
  mkdirSync(at(folder), { recursive: true });
  for (const [i, name] of names.entries()) {
    writeFileSync(at(folder, `${name}.wav`), encodeWav(tone(0.2 + i / 50, 8000, 200 + 30 * i)));
  }
  return at(folder);
}
function file(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

const root = clips('clips', 'hello', 'farmer', 'abebe', 'sara', 'five', 'seven', 'are', 'due');
const PEOPLE = file(
  'people.csv',
  'id;name;amount\n1;Abebe;5\n2;Sara;7\n3;Chaltu;7\n4;Abebe;5\n5;Abebe;9\n6;;9\n7;"Sara\n',
);
const TEMPLATE = ['--template', 'hello {name|farmer}, {amount} are due'];
const manifestOf = (folder: string) =>
  readFileSync(join(folder, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

describe('stitch check', () => {
  it('says who can be told what, and what to record', async () => {
    const list = at('record.csv');
    const run = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      root,
      '--recording-list',
      list,
    ]);
    expect(run.code).toBe(3);
    expect(run.stderr).toBe('');
    expect(run.stdout.replaceAll(scratch, '')).toBe(`/people.csv: 7 rows
  3 can be said in full
  1 with an alternative instead of a value
  3 cannot be said: 2 lack words, 1 for other reasons
8 s of speech in all, 2.05 s a row; about 33.4 kB in 3 files
shortest 2.03 s (row 1: "hello Abebe, 5 are due")
longest 2.10 s (row 2: "hello Sara, 7 are due")
1 row says the same as an earlier one; most often "hello Abebe, 5 are due" (2 rows)
fault: line 8 cannot be read: a quote is opened and not closed (row 7)

record  rows with it  sayable then     %  as in
nine               2             6  85.7  "hello Abebe, 9 are due"
record all 1 to reach 85.7 %

alternatives stand for chaltu (1)
the words to record are in /record.csv
`);
    expect(readFileSync(list, 'utf8')).toBe(
      'word,recipients_unblocked,recipients_sayable_then,recipients_with_the_word,example_message,suggested_file\n' +
        'nine,2,6,2,"hello Abebe, 9 are due",nine.wav\n' +
        'chaltu,0,6,1,Chaltu,chaltu.wav\n',
    );
  });

  it('gives the same as JSON', async () => {
    const { stdout, code } = await stitch(['check', PEOPLE, ...TEMPLATE, '--root', root, '--json']);
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
    const good = await stitch(['check', 'hello', 'abebe', '--root', root]);
    expect([good.code, good.stdout]).toEqual([
      0,
      'hello abebe: 1 row\n  1 can be said in full\n  0 cannot be said\n0.56 s, about 3.6 kB in 1 file\n',
    ]);
    const bad = await stitch(['check', 'hello abeba', '--root', root]);
    expect(bad.code).toBe(3);
    expect(bad.stdout).toMatch(/abeba +1 +1 +100\.0 +"hello abeba" \(nearest clip: abebe\)/);
  });

  it('reads JSON lines from standard input', async () => {
    const stdin = '{"message":"hello abebe"}\n{"message":"hello"}\n';
    const run = await stitch(['check', '-', '--root', root, '--json'], { stdin });
    expect([run.code, JSON.parse(run.stdout).rows]).toEqual([0, 2]);
  });

  it('stops at the first row that cannot be said with --strict', async () => {
    const run = await stitch(['check', PEOPLE, ...TEMPLATE, '--root', root, '--strict']);
    expect(run.code).toBe(3);
    expect(run.stderr).toMatch(
      /^stitch: one of the first 6 rows cannot be said: there is no clip for "nine"/,
    );
  });

  it('tells of clips that are cut off, and leaves its own input alone', async () => {
    const folder = clips('half', 'hello');
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
      root,
      '--recording-list',
      PEOPLE,
    ]);
    expect([own.code, own.stderr]).toEqual([2, expect.stringContaining('would replace the rows')]);
    const quiet = await stitch(['check', PEOPLE, ...TEMPLATE, '--root', root, '--quiet']);
    expect([quiet.code, quiet.stdout, quiet.stderr]).toEqual([3, '', '']);
  });

  it('counts what can be said in full where words may be left out', async () => {
    const run = await stitch([
      'check',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      root,
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
    [[scratch, '--root', root, '--lang', '!'], 2, '--lang takes a language'],
    [
      ['a\u0000b', '--root', root, '--template'],
      2,
      'argument missing; `stitch --help` lists the options',
    ],
  ])('tells of %j', async (argv, code, message) => {
    const run = await stitch(['check', ...argv]);
    expect([run.code, run.stdout]).toEqual([code, '']);
    expect(run.stderr).toContain(message);
  });

  it('counts the rows while it works: a bar on a terminal, else a line now and then', async () => {
    const many = file('many.csv', `message\n${'hello abebe\n'.repeat(1000)}`);
    let now = 0;
    const slow = () => (now += 400);
    const shown = await stitch(['check', many, '--root', root], { now: slow, tty: true });
    expect(shown.stderr).toMatch(/\r.\[K[\d,]+ rows, [\d,]+ a second/);
    expect(shown.stderr.endsWith('\r\x1b[K')).toBe(true);
    const logged = await stitch(['check', many, '--root', root], { now: slow });
    expect(logged.stderr).toMatch(/^(\d+ %, )?[\d,]+ rows, [\d,]+ a second.*\n$/m);
    const quiet = await stitch(['check', many, '--root', root, '--quiet'], { now: slow });
    expect(quiet.stderr).toBe('');
  });
});

describe('stitch batch', () => {
  it('makes the files, and tells what became of each row', async () => {
    const out = at('out');
    const run = await stitch([
      'batch',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      root,
      '--out',
      out,
      '--name',
      '{id}',
    ]);
    expect(run.code).toBe(3);
    expect(run.stdout.replaceAll(scratch, '').replace(/took.*/, 'took')).toBe(
      `/out: 7 rows, 4 said in 4 files of 44.6 kB, 8 s of speech; took
  1 with an alternative instead of a value
  3 not said:
    2, the first of them row 5: 1 word of the message has no clip: "9" at character 14 needs "nine"
    1, the first of them row 7: line 8 cannot be read: a quote is opened and not closed
`,
    );
    expect(
      readdirSync(out)
        .filter((name) => !name.startsWith('.'))
        .sort(),
    ).toEqual(['1.mp3', '2.mp3', '3.mp3', '4.mp3', 'manifest.csv', 'manifest.jsonl']);
    expect(readFileSync(join(out, 'manifest.csv'), 'utf8').split('\n').slice(0, 4)).toEqual([
      'row,id,success,file,url,said,alternatives,missing,duration_seconds,bytes,cached,hash,code,error',
      expect.stringMatching(
        /^1,1,true,1\.mp3,,hello abebe five are due,,,2\.\d+,\d+,false,[0-9a-f]{64},,$/,
      ),
      expect.stringMatching(
        /^2,2,true,2\.mp3,,hello sara seven are due,,,\d\.\d+,\d+,false,[0-9a-f]{64},,$/,
      ),
      expect.stringMatching(/^3,3,true,3\.mp3,,hello farmer seven are due,name,,/),
    ]);
    const one = await stitch(['hello abebe, 5 are due', '--root', root, '--out', at('one.mp3')]);
    expect(one.code).toBe(0);
    expect(readFileSync(join(out, '1.mp3')).equals(readFileSync(at('one.mp3')))).toBe(true);
  });

  it('keeps to one campaign a place, and replaces another when it is told to', async () => {
    const out = at('again');
    const batch = (template: string, ...more: string[]) =>
      stitch(['batch', PEOPLE, '--template', template, '--root', root, '--out', out, ...more]);
    expect((await batch('hello {name|farmer}')).code).toBe(3);
    const before = readFileSync(join(out, 'manifest.jsonl'));
    const refused = await batch('hello');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(
      /has the files of another campaign, of .*people\.csv with "hello \{name\|farmer\}"; choose another location, or restart to replace/,
    );
    expect(readFileSync(join(out, 'manifest.jsonl')).equals(before)).toBe(true);
    const replaced = await batch('hello', '--restart', '--json');
    expect(JSON.parse(replaced.stdout)).toMatchObject({ rows: 7, said: 6, kept: 0, files: 1 });
  });

  it('leaves nothing behind where there is nothing to say it with', async () => {
    const out = at('nothing');
    const run = await stitch(['batch', PEOPLE, ...TEMPLATE, '--root', at('nowhere'), '--out', out]);
    expect([run.code, run.stderr]).toEqual([5, expect.stringContaining('there is no folder')]);
    expect(existsSync(out)).toBe(false);
  });

  it('keeps away from a place where another process is at work, and no longer', async () => {
    const out = at('claimed');
    const argv = ['batch', PEOPLE, ...TEMPLATE, '--root', root, '--out', out];
    await stitch(argv);
    const claim = JSON.parse(readFileSync(join(out, '.stitch-campaign.json'), 'utf8'));
    const write = (worker: unknown, more = {}) =>
      writeFileSync(
        join(out, '.stitch-campaign.json'),
        JSON.stringify({ ...claim, worker, ...more }),
      );
    write({ machine: hostname(), process: process.ppid });
    const refused = await stitch(argv);
    expect([refused.code, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^stitch: .* is locked by process \d+ on /),
    ]);
    // One that has not been heard of for a while may have left its number to another.
    const past = new Date(Date.now() - 120_000);
    utimesSync(join(out, '.stitch-campaign.json'), past, past);
    expect((await stitch(argv)).code).toBe(3);
    write({ machine: hostname(), process: 2 ** 22 + 1 });
    expect((await stitch(argv)).code).toBe(3);
    for (const damaged of ['5', '{}', '[]', '{"campaign":null,"worker":{}}', 'x']) {
      writeFileSync(join(out, '.stitch-campaign.json'), damaged);
      expect((await stitch(argv)).code).toBe(3);
    }
  });

  it('stops when it is asked to, says so, and goes on the next time', async () => {
    const many = file('long.csv', `message\n${'hello abebe\nhello sara\n'.repeat(500)}`);
    const out = at('stopped');
    const argv = ['batch', many, '--root', root, '--out', out];
    const stopped = await stitch(argv, { stopper: (stop) => stop() });
    expect(stopped.code).toBe(130);
    expect(stopped.stdout).toMatch(
      /: 0 rows, 0 said.*\nstopped; run the same command to continue\n$/,
    );
    expect(readFileSync(join(out, 'manifest.jsonl'), 'utf8')).toBe('');
    const rest = await stitch([...argv, '--json']);
    expect(JSON.parse(rest.stdout)).toMatchObject({
      rows: 1000,
      kept: 0,
      files: 2,
      stopped: false,
    });
  });

  it('says names and places of three scripts, to an exact length', async () => {
    const names = [
      'ሰላም',
      'አበበ',
      'ጫልቱ',
      'नमस्ते',
      'सीता',
      'राम',
      'hello',
      'Ngũgĩ',
      'addis_ababa',
      'अदीस_अबाबा',
      'አዲስ_አበባ',
    ];
    const folder = clips('scripts', ...names);
    const people = file(
      'scripts.jsonl',
      [
        { id: 'am-1', lang: 'am', greeting: 'ሰላም', name: 'አበበ', place: 'አዲስ አበባ' },
        { id: 'am-2', lang: 'am', greeting: 'ሰላም', name: 'ጫልቱ', place: '' },
        { id: 'hi-1', lang: 'hi', greeting: 'नमस्ते', name: 'सीता', place: 'अदीस अबाबा' },
        { id: 'hi-2', lang: 'hi', greeting: 'नमस्ते', name: 'लक्ष्मण', place: 'अदीस अबाबा' },
        {
          id: 'ki-1',
          lang: 'en',
          greeting: 'Hello',
          name: 'Ngu\u0303gi\u0303',
          place: 'Addis Ababa',
        },
        { id: 'ki-2', lang: 'en', greeting: 'Hello', name: 'Wanjikũ', place: 'Addis Ababa' },
      ]
        .map((row) => JSON.stringify(row))
        .join('\n'),
    );
    const template = ['--template', '{greeting} {name}, {place|hello}'];
    const list = at('scripts-record.csv');
    const check = await stitch([
      'check',
      people,
      ...template,
      '--root',
      folder,
      '--recording-list',
      list,
    ]);
    expect(check.code).toBe(3);
    expect(
      readFileSync(list, 'utf8')
        .split('\n')
        .slice(1, 3)
        .map((line) => [line.split(',')[0], line.split(',').at(-1)]),
    ).toEqual([
      ['wanjikũ', 'wanjikũ.wav'],
      ['लक्ष्मण', 'लक्ष्मण.wav'],
    ]);
    const out = at('scripts-out');
    const batch = await stitch([
      'batch',
      people,
      ...template,
      '--root',
      folder,
      '--out',
      out,
      '--name',
      '{name}',
    ]);
    expect(batch.code).toBe(3);
    const entries = manifestOf(out);
    expect(entries.map(({ said }) => said)).toEqual([
      'ሰላም አበበ አዲስ አበባ',
      'ሰላም ጫልቱ hello',
      'नमस्ते सीता अदीस अबाबा',
      '',
      'hello ngũgĩ addis ababa',
      '',
    ]);
    for (const { file: name, duration_seconds: seconds, bytes } of entries) {
      if (name === null) continue;
      const audio = readFileSync(join(out, name));
      const { pcm } = await decodeClip(audio, name);
      expect([audio.length, sampleFrames(pcm) / pcm.sampleRateHz]).toEqual([bytes, seconds]);
    }
    expect(existsSync(join(out, 'አበበ.mp3'))).toBe(true);
  });

  it('takes rows from a bucket, and puts files and manifest into one', async () => {
    const service = inject('s3Services')[0]!;
    const repo = await bucketRepo(service);
    for (const name of ['hello', 'abebe']) {
      await repo.write(`clips/${name}.wav` as never, readFileSync(join(root, `${name}.wav`)));
    }
    await repo.write(
      'people.csv' as never,
      Buffer.from('id,message\n1,hello abebe\n2,abebe\n3,nobody\n'),
    );
    const env = {
      AWS_ACCESS_KEY_ID: service.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: service.owner.secretAccessKey,
    };
    Object.assign(process.env, env);
    try {
      const place = repo.address;
      const argv = ['--root', `${place}/clips`, '--s3-endpoint', service.endpoint];
      const run = await stitch([
        'batch',
        `${place}/people.csv`,
        '--out',
        `${place}/out`,
        '--name',
        '{id}',
        '--url',
        ...argv,
      ]);
      expect([run.code, run.stderr]).toEqual([3, '']);
      const manifest = Buffer.from(
        (await repo.read('out/manifest/00001.jsonl' as never))!.bytes,
      ).toString();
      const [first, second, third] = manifest
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect([first.file, second.file, third.file]).toEqual(['1.mp3', '2.mp3', null]);
      const fetched = Buffer.from(await (await fetch(first.url)).arrayBuffer());
      expect(fetched.length).toBe(first.bytes);
      expect(await repo.read('out/manifest/00001.csv' as never)).not.toBe(null);
      const again = await stitch([
        'batch',
        `${place}/people.csv`,
        '--out',
        `${place}/out`,
        '--name',
        '{id}',
        '--url',
        '--json',
        ...argv,
      ]);
      expect(JSON.parse(again.stdout)).toMatchObject({ kept: 2, failed: 1 });
      const absent = await stitch(['check', `${place}/nobody.csv`, ...argv]);
      expect([absent.code, absent.stderr]).toEqual([
        5,
        expect.stringContaining(`there is no ${place}/nobody.csv`),
      ]);
    } finally {
      for (const name of Object.keys(env)) delete process.env[name];
    }
  });

  it.each([
    [['--out', '-'], '--out takes a folder or s3://bucket/prefix, not -'],
    [['--out', root], 'would be among the clips'],
    [['--name', 'x'], 'the name pattern x names every file the same'],
    [['--jobs', '0'], '--jobs takes a whole number from 1 to 256'],
    [['--name', '{id}.ogg'], 'ends in .ogg, which is not an output format; use mp3 or wav'],
  ])('refuses %j', async (argv, message) => {
    const run = await stitch(['batch', PEOPLE, ...TEMPLATE, '--root', root, ...argv]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(message);
  });
});

describe('the built program', () => {
  it('makes with threads what it makes without', () => {
    const rows = file(
      'threads.csv',
      `message\n${['hello abebe', 'hello sara five', 'are due'].join('\n')}\n`,
    );
    const run = (out: string, ...more: string[]) =>
      spawnSync(
        process.execPath,
        [bin, 'batch', rows, '--root', root, '--out', at(out), '--no-cache', ...more],
        { encoding: 'utf8' },
      );
    const ways = IS_SLOW ? [[], ['--join', 'tight'], ['--format', 'wav']] : [[]];
    for (const [i, options] of ways.entries()) {
      const [threads, alone] = [
        run(`t${i}`, '--jobs', '2', ...options),
        run(`a${i}`, '--jobs', '1', ...options),
      ];
      expect([threads.status, threads.stderr, alone.status, alone.stderr]).toEqual([0, '', 0, '']);
      const names = readdirSync(at(`t${i}`)).filter((name) => !name.startsWith('.'));
      expect(names).toHaveLength(5);
      for (const name of names) {
        expect(readFileSync(at(`t${i}`, name)).equals(readFileSync(at(`a${i}`, name))), name).toBe(
          true,
        );
      }
    }
  });

  it('finishes what it began when it is interrupted', async () => {
    const rows = file(
      'interrupted.csv',
      `message\n${'hello abebe\nhello sara five\n'.repeat(100_000)}`,
    );
    const out = at('interrupted');
    const child = spawn(
      process.execPath,
      [bin, 'batch', rows, '--root', root, '--out', out, '--cache', at('cache')],
      { stdio: 'pipe' },
    );
    let stdout = '';
    child.stdout.on('data', (piece) => (stdout += piece));
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    while (!existsSync(join(out, 'manifest.jsonl')))
      await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 100));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stdout).toMatch(/stopped; run the same command to continue\n$/);
    const entries = manifestOf(out);
    expect(entries.map(({ row }) => row)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.length).toBeLessThan(200_000);
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('stops too while it waits for rows', async () => {
    const out = at('waiting');
    const child = spawn(
      process.execPath,
      [bin, 'batch', '-', '--root', root, '--out', out, '--cache', at('cache')],
      { stdio: 'pipe' },
    );
    child.stdin.write(`message\n${'hello abebe\n'.repeat(100)}`);
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    while (!existsSync(join(out, 'manifest.jsonl')))
      await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 300));
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(manifestOf(out).length).toBeGreaterThan(50);
  });

  it('tells of a disk that cannot be written, without a trace of its threads', () => {
    const rows = file('readonly.csv', 'message\nhello abebe\n');
    writeFileSync(at('blocked'), 'a file');
    const run = spawnSync(
      process.execPath,
      [bin, 'batch', rows, '--root', root, '--out', at('blocked'), '--jobs', '2'],
      { encoding: 'utf8' },
    );
    expect(run.status).toBe(5);
    expect(run.stderr).toMatch(
      /^stitch: cannot \w+ .*blocked.*: part of the path is a file, not a folder; name another\n$/,
    );
  });
});
