import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { sampleFrames } from '../../../src/audio/pcm.ts';
import { decodeClip } from '../../../src/decode/registry.ts';
import { bucketRepo } from '../../repo/buckets.ts';
import { IS_SLOW } from '../../slow.ts';
import { BIN, untilIdle } from '../built.ts';
import { stitch } from '../command-line.ts';
import { at, CLIPS, makeClips, makeFile, manifestOf, PEOPLE, TEMPLATE } from '../people.ts';
import { scratch } from '../scratch.ts';

describe('stitch batch', () => {
  it('tells of rows that it skips as they are empty', async () => {
    const rows = makeFile('empty-row.csv', 'name,amount\nabebe,5\n,\nsara,7\n');
    const args = ['--root', CLIPS, '--out', at('out-empty-row')];
    const run = await stitch(['batch', rows, ...TEMPLATE, ...args]);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain(': 2 rows, and 1 empty one, which is skipped, 2 said');
  });

  it('writes a file for each message, and a manifest entry for each row', async () => {
    const out = at('out');
    const run = await stitch([
      'batch',
      PEOPLE,
      ...TEMPLATE,
      '--root',
      CLIPS,
      '--out',
      out,
      '--name',
      '{id}',
    ]);
    expect(run.code).toBe(3);
    expect(run.stdout.replaceAll(scratch, '').replace(/took.*/, 'took')).toBe(
      `/out: 7 rows, 4 said in 4 files of 43.5 kB, 8 s of speech; took
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
      'row,id,success,file,url,said,alternatives,missing,duration_seconds,bytes,cached,hash,code,error,warnings',
      expect.stringMatching(
        /^1,1,true,1\.mp3,,hello abebe <0\.25 s> five are due,,,\d\.\d+,\d+,false,[0-9a-f]{64},,,$/,
      ),
      expect.stringMatching(
        /^2,2,true,2\.mp3,,hello sara <0\.25 s> seven are due,,,\d\.\d+,\d+,false,[0-9a-f]{64},,,$/,
      ),
      expect.stringMatching(/^3,3,true,3\.mp3,,hello farmer <0\.25 s> seven are due,name,,/),
    ]);
    const one = await stitch(['hello abebe, 5 are due', '--root', CLIPS, '--out', at('one.mp3')]);
    expect(one.code).toBe(0);
    expect(readFileSync(join(out, '1.mp3')).equals(readFileSync(at('one.mp3')))).toBe(true);
  });

  it.each(['', '--quiet', '--quiet --json'])('counts clips with warnings: %j', async (given) => {
    const flags = given.split(' ').filter((flag) => flag !== '');
    const clips = makeClips(`damaged${flags.length}`, 'hello', 'sara');
    const whole = readFileSync(join(clips, 'hello.wav'));
    writeFileSync(join(clips, 'hello.wav'), whole.subarray(0, 2000));
    const rows = makeFile('damaged.csv', 'message\nhello\nhello sara\nsara\n');
    const out = at(`damaged-out${flags.length}`);
    const run = await stitch(['batch', rows, '--root', clips, '--out', out, ...flags]);
    expect(run.code).toBe(0);
    const lines = run.stderr.trim().split('\n');
    expect(lines.at(-1)).toBe('warning: 1 clip has warnings, in 2 rows; see the manifest');
    expect(lines).toHaveLength(flags.includes('--quiet') ? 1 : 2);
    expect(manifestOf(out).map(({ warnings }) => warnings.length)).toEqual([1, 1, 0]);
  });

  it('throws where another campaign is, and replaces it with --restart', async () => {
    const out = at('again');
    const batch = (template: string, ...more: string[]) =>
      stitch(['batch', PEOPLE, '--template', template, '--root', CLIPS, '--out', out, ...more]);
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

  it('creates no folder where there are no clips', async () => {
    const out = at('nothing');
    const run = await stitch(['batch', PEOPLE, ...TEMPLATE, '--root', at('nowhere'), '--out', out]);
    expect([run.code, run.stderr]).toEqual([5, expect.stringContaining('there is no folder')]);
    expect(existsSync(out)).toBe(false);
  });

  it('throws while another process holds the lock, and takes over a lock that is stale, dead or damaged', async () => {
    const out = at('claimed');
    const argv = ['batch', PEOPLE, ...TEMPLATE, '--root', CLIPS, '--out', out];
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

  it('exits with 130 when it is stopped, and resumes the next time', async () => {
    const many = makeFile('long.csv', `message\n${'hello abebe\nhello sara\n'.repeat(500)}`);
    const out = at('stopped');
    const argv = ['batch', many, '--root', CLIPS, '--out', out];
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

  it('renders three scripts, with exact lengths in the manifest', async () => {
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
    const folder = makeClips('scripts', ...names);
    const people = makeFile(
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
      'ሰላም አበበ <0.25 s> አዲስ አበባ',
      'ሰላም ጫልቱ <0.25 s> hello',
      'नमस्ते सीता <0.25 s> अदीस अबाबा',
      '',
      'hello ngũgĩ <0.25 s> addis ababa',
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

  it('reads rows from a bucket, and writes files and manifest into one', async () => {
    const service = inject('s3Services')[0]!;
    const repo = await bucketRepo(service);
    for (const name of ['hello', 'abebe']) {
      await repo.write(`clips/${name}.wav` as never, readFileSync(join(CLIPS, `${name}.wav`)));
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
    [['--out', CLIPS], 'would be among the clips'],
    [['--name', 'x'], 'the name pattern x names every file the same'],
    [['--jobs', '0'], '--jobs takes a whole number from 1 to 256'],
    [['--name', '{id}.aac'], 'ends in .aac, which is not an output format; use mp3, wav,'],
  ])('throws for %j', async (argv, message) => {
    const run = await stitch(['batch', PEOPLE, ...TEMPLATE, '--root', CLIPS, ...argv]);
    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain(message);
  });
});

describe('stitch batch as built', () => {
  it('writes the same bytes with threads and without', () => {
    const rows = makeFile(
      'threads.csv',
      `message\n${['hello abebe', 'hello sara five', 'are due'].join('\n')}\n`,
    );
    const run = (out: string, ...more: string[]) =>
      spawnSync(
        process.execPath,
        [BIN, 'batch', rows, '--root', CLIPS, '--out', at(out), '--no-cache', ...more],
        { encoding: 'utf8' },
      );
    const ways = IS_SLOW ? [[], ['--join', 'tight'], ['--format', 'wav']] : [[]];
    for (const [i, options] of ways.entries()) {
      const [threads, alone] = [
        run(`t${i}`, '--jobs', '2', '--quiet', ...options),
        run(`a${i}`, '--jobs', '1', '--quiet', ...options),
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

  it('finishes the rows that it began on SIGINT', async () => {
    const rows = makeFile(
      'interrupted.csv',
      `message\n${'hello abebe\nhello sara five\n'.repeat(100_000)}`,
    );
    const out = at('interrupted');
    const manifest = join(out, 'manifest.jsonl');
    const child = spawn(
      process.execPath,
      [BIN, 'batch', rows, '--root', CLIPS, '--out', out, '--cache', at('cache')],
      { stdio: 'pipe' },
    );
    let stdout = '';
    child.stdout.on('data', (piece) => (stdout += piece));
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    const isStarted = () => existsSync(manifest) && statSync(manifest).size > 0;
    await expect.poll(isStarted, { timeout: 10_000 }).toBe(true);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(stdout).toMatch(/stopped; run the same command to continue\n$/);
    const entries = manifestOf(out);
    expect(entries.map(({ row }) => row)).toEqual(entries.map((_, i) => i + 1));
    expect(entries.length).toBeLessThan(200_000);
    expect(readdirSync(out).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('lets one of several simultaneous starts in', async () => {
    const rows = makeFile('simultaneous.csv', `message\n${'hello abebe\n'.repeat(300_000)}`);
    const out = at('simultaneous');
    const argv = [BIN, 'batch', rows, '--root', CLIPS, '--out', out, '--cache', at('cache')];
    const children = Array.from({ length: IS_SLOW ? 20 : 4 }, () =>
      spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] }),
    );
    const errors: string[] = [];
    for (const child of children) child.stderr.on('data', (piece) => errors.push(String(piece)));
    const running = () => children.filter(({ exitCode }) => exitCode === null);
    await expect.poll(() => running().length, { timeout: 40_000 }).toBe(1);
    const [winner] = running();
    const ended = new Promise((done) => winner!.on('exit', done));
    winner!.kill('SIGINT');
    expect(await ended).toBe(130);
    const refusals = errors.filter((error) => /is locked by process \d+ on/.test(error));
    expect(refusals).toHaveLength(children.length - 1);
  });

  it('fails with a storage error where its folder is deleted meanwhile', async () => {
    const words = ['hello', 'farmer', 'abebe', 'sara', 'five', 'seven', 'are', 'due'];
    const message = (i: number) =>
      [...i.toString(8)].map((digit) => words[Number(digit)]).join(' ');
    const lines = Array.from({ length: 60_000 }, (_, i) => `${i},${message(i)}`);
    const rows = makeFile('deleted.csv', `id,message\n${lines.join('\n')}\n`);
    const out = at('deleted');
    const child = spawn(
      process.execPath,
      [BIN, 'batch', rows, '--name', '{id}', '--root', CLIPS, '--out', out, '--no-cache'],
      { stdio: 'pipe' },
    );
    let stderr = '';
    child.stderr.on('data', (piece) => (stderr += piece));
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    await expect.poll(() => existsSync(join(out, '3000.mp3')), { timeout: 50_000 }).toBe(true);
    renameSync(out, at('deleted-meanwhile')); // at once: the folder does not stay empty
    rmSync(at('deleted-meanwhile'), { recursive: true });
    expect(await ended).toBe(5);
    expect(stderr).toContain(`cannot write ${out}`);
  });

  it('stops on SIGINT while it waits for rows', async () => {
    const out = at('waiting');
    const child = spawn(
      process.execPath,
      [BIN, 'batch', '-', '--root', CLIPS, '--out', out, '--cache', at('cache')],
      { stdio: 'pipe' },
    );
    child.stdin.write(`message\n${'hello abebe\n'.repeat(100)}`);
    const ended = new Promise((done) => child.on('exit', (code) => done(code)));
    await expect
      .poll(() => existsSync(join(out, 'manifest.jsonl')), { timeout: 10_000 })
      .toBe(true);
    await untilIdle(child);
    child.kill('SIGINT');
    expect(await ended).toBe(130);
    expect(manifestOf(out).length).toBeGreaterThan(50);
  });

  it('prints one line for an output that cannot be written', () => {
    const rows = makeFile('readonly.csv', 'message\nhello abebe\n');
    writeFileSync(at('blocked'), 'a file');
    const run = spawnSync(
      process.execPath,
      [BIN, 'batch', rows, '--root', CLIPS, '--out', at('blocked'), '--jobs', '2'],
      { encoding: 'utf8' },
    );
    expect(run.status).toBe(5);
    expect(run.stderr).toMatch(
      /^stitch: cannot \w+ .*blocked.*: part of the path is a file, not a folder; name another\n$/,
    );
  });
});
