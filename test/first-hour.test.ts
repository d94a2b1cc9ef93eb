// The first hour of a new user: from an empty folder, with what the README says, in the built program.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeWav, fixturePath, tone } from './fixtures.ts';

const bin = join(import.meta.dirname, '../bin/stitch.js');
const folder = mkdtempSync(join(tmpdir(), 'stitch-first-hour-'));

/** Runs a line as the user types it. @returns its exit code and what it printed. */
function stitch(line: string): { code: number; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(
    'bash',
    ['-c', `"$0" "$1" ${line}`, process.execPath, bin],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, STITCH_CACHE: join(folder, '.cache') },
      encoding: 'utf8',
    },
  );
  return { code: status ?? -1, out: stdout, err: stderr };
}

/** Stands for a recording that the user makes under the name that stitch suggests. */
function record(name: string): void {
  const hash = [...name].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 400, 7);
  writeFileSync(join(folder, 'audios', name), encodeWav(tone(0.4, 16_000, 200 + hash)));
}

const rowsOf = (csv: string) => csv.trimEnd().split('\n').slice(1);

describe('the first hour', () => {
  it('begins in an empty folder: the program says what is missing, and how to go on', () => {
    expect(stitch('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('stitch "hello'),
    });
    const first = stitch('"hello world"');
    expect([first.code, first.err]).toEqual([
      5,
      expect.stringMatching(/there is no folder \.\/audios; create it/),
    ]);
    mkdirSync(join(folder, 'audios'));
    const second = stitch('"hello world"');
    expect([second.code, second.err]).toEqual([
      3,
      expect.stringMatching(/no .*file in \.\/audios; put the clips there/),
    ]);
  });

  it('writes a list of what to record from rows alone', () => {
    const rows = 'id,name,amount\n1,Abebe,45\n2,Sara,120\n3,Sara,45\n,,\n';
    writeFileSync(join(folder, 'people.csv'), rows);
    const template = 'hello {name|farmer}, you owe {amount}';
    writeFileSync(
      join(folder, 'stitch.json'),
      JSON.stringify({ root: './audios', template, format: 'wav' }),
    );
    expect(stitch('config').out).toMatch(/^template +hello \{name.* "template" in stitch\.json$/m);
    const check = stitch('check people.csv --recording-list record.csv');
    expect([check.code, check.out]).toEqual([3, expect.stringMatching(/0 can be said in full/)]);
    const list = rowsOf(readFileSync(join(folder, 'record.csv'), 'utf8'));
    const files = list.map((line) => line.split(',').at(-1)!);
    expect(files).toEqual(
      expect.arrayContaining(['hello.wav', 'forty.wav', 'sara.wav', 'farmer.wav']),
    );
    for (const file of files) record(file);
  });

  it('says all rows once the list is recorded', () => {
    const check = stitch('check people.csv');
    expect([check.code, check.out]).toEqual([0, expect.stringMatching(/3 can be said in full/)]);
    expect(stitch('clips --strict')).toMatchObject({ code: 0 });
    const batch = stitch('batch people.csv --out out --name "{id}.wav"');
    expect([batch.code, batch.err]).toEqual([0, expect.any(String)]);
    expect(readdirSync(join(folder, 'out')).filter((name) => name.endsWith('.wav'))).toEqual([
      '1.wav',
      '2.wav',
      '3.wav',
    ]);
    const again = stitch('batch people.csv --out out --name "{id}.wav"');
    expect(again.code).toBe(0);
  });

  it('helps where the user slips', () => {
    expect(stitch('chek people.csv').err).toMatch(/did you mean `stitch check`\?/);
    expect(stitch('"helo sara"').err).toMatch(/nearest: hello/);
    expect(stitch('"hello {name}"').err).toMatch(/--set name=/);
    expect(stitch('batch people.xlsx').err).toMatch(/people\.xlsx/);
    expect(stitch('hello --rooot x').err).toMatch(/--root/);
    expect(stitch('help batch').out).toContain('stitch batch people.csv');
    const said = stitch('"hello sara" --explain');
    expect([said.code, said.out]).toEqual([0, expect.stringContaining('hello.wav')]);
    expect(stitch('cache info').code).toBe(0);
  });

  it('plays what it was shown in the README', () => {
    const said = stitch(`"hello shreeshail" --root ${fixturePath('audios')} --out out.mp3`);
    expect([said.code, said.out]).toEqual([
      0,
      expect.stringMatching(/^out\.mp3: 1\.38 s, 22050 Hz mono MP3/),
    ]);
  });
});
