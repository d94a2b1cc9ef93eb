import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/main.ts';
import { ProgressBar } from '../../src/cli/report/progress.ts';
import { formatTable } from '../../src/cli/report/table.ts';
import { walkFrames } from '../../src/codec/mp3/mpeg.ts';
import { isWav } from '../../src/decode/riff.ts';
import { fileNameFor } from '../../src/util/file-name.ts';
import { fixturePath } from '../fixtures.ts';
import { stitch } from './command-line.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-cli-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;
const fresh = (name: string) => join(scratch, `${made++}-${name}`);

const root = ['--root', fixturePath('audios')];
const isMp3 = (bytes: Uint8Array) =>
  walkFrames(bytes, bytes.indexOf(0xff, 40)).end === bytes.length;

async function* noInput() {}

describe('stitch <message>', () => {
  it('writes the file and says what it made', async () => {
    const out = fresh('out.mp3');
    const { code, stdout, stderr } = await stitch(['hello shreeshail', ...root, '--out', out]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /out\.mp3: \d\.\d\d s, 22050 Hz mono MP3 at 48 kbit\/s, \d+ bytes, from hello\.wav shreeshail\.wav\n$/,
    );
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
  });

  it('takes the message as one argument or many, or from standard input', async () => {
    const one = await stitch(['hello shreeshail', ...root, '-o', '-']);
    const many = await stitch(['hello', 'shreeshail', ...root, '-o', '-']);
    const piped = await stitch(['-', ...root, '-o', '-'], { stdin: 'hello shreeshail\n' });
    expect(isMp3(one.bytes)).toBe(true);
    expect(many.bytes).toEqual(one.bytes);
    expect(piped.bytes).toEqual(one.bytes);
    expect(one.stderr).toMatch(/^standard output: /);
  });

  it('does not write among the clips, where the render would be one', async () => {
    const folder = mkdtempSync(join(scratch, 'clips-'));
    const hello = readFileSync(fixturePath('audios/hello.wav'));
    writeFileSync(join(folder, 'hello.wav'), hello);
    for (const out of [join(folder, 'hello.wav'), folder, join(folder, 'new/x.mp3')]) {
      expect(await stitch(['hello', '--root', folder, '--out', out])).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/would be among the clips of .*; give --out another folder/),
      });
    }
    expect(readdirSync(folder)).toEqual(['hello.wav']);
    expect(readFileSync(join(folder, 'hello.wav'))).toEqual(hello);
  });

  it('writes through a link, and into a device', async () => {
    const [real, link] = [fresh('real.mp3'), fresh('link.mp3')];
    writeFileSync(real, 'old');
    symlinkSync(real, link);
    expect((await stitch(['hello', ...root, '--out', link])).code).toBe(0);
    expect(readFileSync(real).subarray(0, 3).toString()).toBe('ID3');
    expect((await stitch(['hello', ...root, '--out', '/dev/null'])).code).toBe(0);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
    expect((await stitch(['hello', ...root, '--out', '/dev/full'])).code).toBe(5);
  });

  it('names the file by the words, in the folder that --out may name', async () => {
    const { code } = await stitch(['Hello, shreeshail', ...root, '--out', `${scratch}/`]);
    expect(code).toBe(0);
    expect(existsSync(join(scratch, 'hello__shreeshail.mp3'))).toBe(true);
    await stitch(['hello', ...root, '--out', scratch, '--format', 'wav']);
    expect(isWav(readFileSync(join(scratch, 'hello.wav')))).toBe(true);
  });

  it("takes the format from --out's ending, and refuses one that disagrees or is unknown", async () => {
    const out = fresh('out.wav');
    await stitch(['hello', ...root, '--out', out]);
    expect(isWav(readFileSync(out))).toBe(true);
    expect(await stitch(['hello', ...root, '--out', out, '--format', 'mp3'])).toMatchObject({
      code: 2,
      stderr: `stitch: ${out} (--out) ends in .wav, but --format asks for mp3; make them agree\n`,
    });
    expect(await stitch(['hello', ...root, '--out', 'x.ogg'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /x\.ogg ends in \.ogg, which is not an output format; use mp3 or wav, or give --format/,
      ),
    });
  });

  it('replaces an existing file whole or not at all', async () => {
    const out = fresh('out.mp3');
    writeFileSync(out, 'old');
    expect((await stitch(['nobody', ...root, '--out', out])).code).toBe(3);
    expect(readFileSync(out, 'utf8')).toBe('old');
    expect((await stitch(['hello', ...root, '--out', out])).code).toBe(0);
    expect(readFileSync(out).subarray(0, 3).toString()).toBe('ID3');
    expect(readdirSync(scratch).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('prints one JSON object with --json, of failures too', async () => {
    const out = fresh('out.mp3');
    const done = JSON.parse(
      (await stitch(['hello shreeshail', ...root, '--out', out, '--json'])).stdout,
    );
    expect(done).toMatchObject({
      success: true,
      message: 'Stitched audio created',
      audio_files: ['hello.wav', 'shreeshail.wav'],
      output_file: out,
      bytes: readFileSync(out).length,
      format: 'mp3',
      missing: [],
      warnings: [],
    });
    const failed = await stitch(['hello nobody', ...root, '--json']);
    expect(JSON.parse(failed.stdout)).toMatchObject({
      success: false,
      code: 'message/missing',
      missing: [{ word: 'nobody', span: { start: 6, end: 12 } }],
    });
    expect(failed.code).toBe(3);
    expect((await stitch(['hello', ...root, '--json', '--out', '-'])).code).toBe(2);
  });

  it('explains the plan and writes nothing', async () => {
    const before = readdirSync(scratch);
    const { code, stdout } = await stitch([
      'hello, shreeshail',
      ...root,
      '--explain',
      '--out',
      fresh('x.mp3'),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^start\s+length\s+words\s+clip\n0\.000\s+\d\.\d{3}\s+hello\s+hello\.wav\n\s+\(comma pause\)\n\d\.\d{3}\s+\d\.\d{3}\s+shreeshail\s+shreeshail\.wav\n\d\.\d{3} s in all\n$/,
    );
    expect(readdirSync(scratch)).toEqual(before);
  });

  it('explains what is missing, with exit code 3', async () => {
    const { code, stdout } = await stitch(['helo shreeshail', ...root, '--explain']);
    expect([code, stdout]).toEqual([3, expect.stringMatching(/helo\s+MISSING \(nearest: hello\)/)]);
    const json = JSON.parse(
      (await stitch(['helo shreeshail', ...root, '--explain', '--json'])).stdout,
    );
    expect(json).toMatchObject({
      success: false,
      steps: [
        { kind: 'missing', word: 'helo' },
        { kind: 'clip', start_seconds: 0 },
      ],
    });
    expect(
      (await stitch(['helo shreeshail', ...root, '--explain', '--missing', 'skip'])).code,
    ).toBe(0);
  });

  it('warns of words left out, unless it is to be quiet', async () => {
    const args = ['hello big shreeshail', ...root, '--missing', 'skip', '--out'];
    expect((await stitch([...args, fresh('a.mp3')])).stderr).toBe(
      'warning: left out 1 word without a clip: "big" at character 7\n',
    );
    const quiet = await stitch([...args, fresh('b.mp3'), '--quiet']);
    expect([quiet.stdout, quiet.stderr]).toEqual(['', '']);
    expect((await stitch([...args, fresh('c.mp3'), '--verbose'])).stderr).toMatch(/took \d+ ms/);
  });

  it('plays files in order instead of a message', async () => {
    const files = await stitch(['--files', 'shreeshail.wav', 'hello.wav', ...root, '--out', '-']);
    expect(files.bytes).toEqual((await stitch(['shreeshail hello', ...root, '--out', '-'])).bytes);
    expect(await stitch(['--files', 'x.wav', ...root])).toMatchObject({
      code: 4,
      stderr: expect.stringMatching(/no clip x\.wav/),
    });
    expect((await stitch(['hello', '--files', 'hello.wav', ...root])).stderr).toMatch(
      /give a message or --files, not both/,
    );
  });

  it('fills templates', async () => {
    const explained = (argv: string[]) => stitch([...argv, ...root, '--explain']);
    expect((await explained(['hello {name|hello}', '--set', 'name=shreeshail'])).stdout).toMatch(
      /shreeshail\.wav/,
    );
    expect((await explained(['hello {name|hello}'])).stdout).not.toMatch(/shreeshail\.wav/);
    const bare = { env: { STITCH_SET: 'other=x\nname=shreeshail' } };
    expect((await stitch(['hello {name}', ...root, '--explain'], bare)).stdout).toMatch(
      /shreeshail\.wav/,
    );
    expect(await explained(['hello {name} {x|}', '--set', 'x=1'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/\{name\} has no value/),
    });
    expect(await explained(['hello {name|x}', '--set', 'nmae=x'])).toMatchObject({
      code: 2,
      stderr: 'stitch: --set gives nmae, but the message has no {nmae}\n',
    });
    expect((await explained(['hello', '--set', 'name'])).code).toBe(2);
  });

  it('lets a flag go before a variable where name and format disagree', async () => {
    const out = fresh('out.wav');
    expect(
      (await stitch(['hello', ...root, '--out', out], { env: { STITCH_FORMAT: 'mp3' } })).code,
    ).toBe(0);
    expect(isWav(readFileSync(out))).toBe(true);
    const byVariable = await stitch(['hello', ...root, '--format', 'mp3'], {
      env: { STITCH_OUT: out },
    });
    expect(byVariable.stderr).toMatch(/\(STITCH_OUT\) ends in \.wav, but --format asks for mp3/);
    const files = await stitch([...root, '--out', '-'], {
      env: { STITCH_FILES: './shreeshail.wav\nhello.wav\n' },
    });
    expect(files.bytes).toEqual((await stitch(['shreeshail hello', ...root, '--out', '-'])).bytes);
  });

  it('takes options from the environment, with precedence for flags', async () => {
    const env = {
      STITCH_ROOT: fixturePath('audios'),
      STITCH_SAMPLE_RATE: '16000',
      STITCH_TRIM: 'false',
      STITCH_OUT: fresh('env.mp3'),
      STITCH_JSON: '1',
      STITCH_GAP: '',
    };
    const byEnv = JSON.parse((await stitch(['hello'], { env })).stdout);
    expect(byEnv).toMatchObject({ sample_rate_hz: 16000, output_file: env.STITCH_OUT });
    const byFlag = JSON.parse(
      (
        await stitch(['hello', '--sample-rate', '24000', '--no-trim'], {
          env: { ...env, STITCH_TRIM: 'true' },
        })
      ).stdout,
    );
    expect(byFlag.sample_rate_hz).toBe(24000);
    expect(byFlag.duration_seconds).toBeCloseTo(byEnv.duration_seconds, 3);
  });

  it.each([
    [[], {}, 'stitch: give a message, as in: stitch "hello world" --root ./audios\n'],
    [
      ['hello', '--gap', 'long'],
      {},
      'stitch: --gap takes seconds from 0 to 60, such as 0.05, not "long"\n',
    ],
    [
      ['hello'],
      { STITCH_GAP: '-1' },
      'stitch: STITCH_GAP takes seconds from 0 to 60, such as 0.05, not "-1"\n',
    ],
    [['hello', '--join', 'loose'], {}, 'stitch: --join takes spliced or tight, not "loose"\n'],
    [['hello', '--channels', '3'], {}, 'stitch: --channels takes 1 or 2, not "3"\n'],
    [
      ['hello', '--lang', '!'],
      {},
      'stitch: --lang takes a language such as en, sw or hi-IN, not "!"\n',
    ],
    [
      ['hello'],
      { STITCH_SAMPLERATE: '8000' },
      'stitch: STITCH_SAMPLERATE is not a variable of stitch; did you mean STITCH_SAMPLE_RATE?\n',
    ],
    [['hello'], { STITCH_JSON: 'maybe' }, 'stitch: STITCH_JSON takes true or false, not "maybe"\n'],
    [['hello', '--pauses', '1,2'], {}, /^stitch: --pauses takes three numbers of seconds/],
    [
      ['hello', '--bogus'],
      {},
      "stitch: unknown option '--bogus'; `stitch --help` lists the options\n",
    ],
    [
      ['hello', '--out', ''],
      {},
      'stitch: --out takes a file, s3://bucket/key, or - for standard output, not ""\n',
    ],
  ])('refuses %j with %j', async (argv, env, message) => {
    const { code, stderr, stdout } = await stitch([...argv, ...root], { env });
    expect([code, stdout]).toEqual([2, '']);
    if (typeof message === 'string') expect(stderr).toBe(message);
    else expect(stderr).toMatch(message);
  });

  it('has an exit code for each kind of failure', async () => {
    const code = async (...argv: string[]) => (await stitch(argv)).code;
    expect(await code('hello', '--root', join(scratch, 'nowhere'))).toBe(5);
    expect(await code('gsm', '--root', fixturePath('defects'), '--out', '-')).toBe(4);
    expect(await code('nobody', ...root)).toBe(3);
    expect(await code('hello', ...root, '--bitrate', '9')).toBe(2);
    expect(await code('hello', ...root, '--out', join(fixturePath('make.ts'), 'x.mp3'))).toBe(5);
  });

  it('calls a fault of its own one, without a stack trace', async () => {
    const broken = await run(['hello', ...root, '--out', '-'], {
      stdout: { isTty: false, write: async () => Promise.reject(new Error('the pipe has burst')) },
      stderr: { isTty: false, write: async () => true },
      stdin: noInput,
      onStop: () => () => {},
      env: {},
      cacheFolder: async () => scratch,
      now: () => 0,
      nowMs: () => 0,
      pid: process.pid,
    });
    expect(broken).toBe(1);
  });

  it('tells programs of wrong usage too', async () => {
    const { stdout, stderr } = await stitch(['hello', '--bogus', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ success: false, code: 'usage/option' });
    expect(stderr.split('\n').length).toBe(2);
    expect((await stitch(['-5', ...root])).stderr).toMatch(
      /a message that begins with - goes after --/,
    );
  });

  it('shows help with examples, and the version', async () => {
    const { code, stdout } = await stitch(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('stitch "hello shreeshail" --root ./audios --out out.mp3');
    expect((await stitch(['clips', '--help'])).stdout).toContain('stitch clips --root ./audios');
    expect((await stitch(['--version'])).stdout).toBe('0.0.0-test\n');
  });

  it('shows help and version whatever the variables', async () => {
    const env = { STITCH_SAMPLERATE: '8000', STITCH_GAP: 'long' };
    expect((await stitch(['--help'], { env })).code).toBe(0);
    expect((await stitch(['serve', '--help'], { env })).code).toBe(0);
    expect((await stitch(['--version'], { env })).stdout).toBe('0.0.0-test\n');
  });

  it('takes the variables of every command', async () => {
    const env = { STITCH_TOKEN: 'of sixteen letters', STITCH_DEBUG: '1', STITCH_CAMPAIGN: 'march' };
    expect((await stitch(['hello', ...root, '--out', '-'], { env })).code).toBe(0);
  });
});

describe('a flag before the name of a command', () => {
  it('counts as one after it', async () => {
    const before = await stitch([...root, 'clips']);
    expect(before).toMatchObject({ code: 0, stderr: '' });
    expect(before.stdout).toMatch(/hello\.wav/);
    expect(before.stdout).toBe((await stitch(['clips', ...root])).stdout);
  });

  it('gives way to one after it', async () => {
    const nowhere = ['--root', join(scratch, 'nowhere')];
    expect((await stitch([...nowhere, 'clips', ...root])).code).toBe(0);
    expect((await stitch([...root, 'clips', ...nowhere])).code).not.toBe(0);
  });
});

describe('stitch clips', () => {
  it('lists what each clip says, its length and format', async () => {
    const { code, stdout } = await stitch(['clips', ...root]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^clip\s+says\s+seconds\s+format\nhello\.wav\s+hello\s+\d\.\d{3}\s+16-bit PCM, 22050 Hz, mono\n/,
    );
    expect(stdout).toMatch(/2 clips, \d\.\d s, 0 conflicts, 0 faults\n$/);
  });

  it('reports clips that cannot be read, with exit code 4, and goes on', async () => {
    const { code, stdout } = await stitch(['clips', '--root', fixturePath('defects')]);
    expect(code).toBe(4);
    expect(stdout).toMatch(
      /fault: gsm\.wav has GSM 6\.10, which cannot be read; convert it to 16-bit PCM\n/,
    );
    expect(stdout).toMatch(/fault: cut-in-data\.wav ends before its samples do/);
    const json = JSON.parse(
      (await stitch(['clips', '--root', fixturePath('defects'), '--json'])).stdout,
    );
    expect(json.success).toBe(false);
    expect(
      json.clips.find((clip: { clip: string }) => clip.clip === 'played-zeros-after.wav'),
    ).toMatchObject({ duration_seconds: 0.1, format: '16-bit PCM, 16000 Hz, mono', fault: null });
  });

  it('reports conflicts in the order in which they are resolved', async () => {
    const { stdout } = await stitch(['--root', fixturePath('formats'), 'clips']);
    expect(stdout).not.toMatch(/conflict:/);
    const folder = mkdtempSync(join(scratch, 'conflict-'));
    for (const name of ['hello.wav', 'hello.mp3'])
      writeFileSync(join(folder, name), readFileSync(fixturePath('audios/hello.wav')));
    expect((await stitch(['clips', '--root', folder])).stdout).toMatch(
      /conflict: "hello" is said by hello\.wav; never used: hello\.mp3\n2 clips, .* 1 conflict, 0 faults/,
    );
  });
});

describe('fileNameFor', () => {
  const name = (...words: string[]) => fileNameFor(words, 'mp3');

  it('joins the words, safe in any file system', () => {
    expect(name('hello', 'shreeshail')).toBe('hello__shreeshail.mp3');
    expect(name('नमस्ते', "don't")).toBe("नमस्ते__don't.mp3");
    expect(name('a/b', '..', 'c:d', '-x')).toBe('a_b__c_d__x.mp3');
    expect([name('con'), name(), name('/')]).toEqual(['_con.mp3', 'message.mp3', '_.mp3']);
  });

  it('is bounded, and tells long ones apart', () => {
    const long = Array.from({ length: 100 }, () => 'नमस्ते');
    const [a, b] = [name(...long, 'a'), name(...long, 'b')];
    expect(Buffer.byteLength(a)).toBeLessThanOrEqual(124);
    expect(a).not.toBe(b);
  });
});

describe('ProgressBar', () => {
  const draw = async (tty: boolean, elapsedMs: number) => {
    let [now, text] = [0, ''];
    const stderr = {
      isTty: tty,
      write: async (data: string | Uint8Array) => {
        text += data;
        return true;
      },
    };
    const bar = new ProgressBar(
      {
        stdout: stderr,
        stderr,
        stdin: noInput,
        onStop: () => () => {},
        env: {},
        cacheFolder: async () => '',
        nowMs: () => 0,
        pid: process.pid,
        now: () => now,
      },
      true,
    );
    now = elapsedMs;
    bar.update({ stage: 'encode', done: 1, total: 2 });
    await bar.clear();
    return text;
  };

  it('shows on a terminal after half a second, and never otherwise', async () => {
    expect(await draw(true, 600)).toBe('\r\x1b[K██████████░░░░░░░░░░ encode 1/2 clips\r\x1b[K');
    expect(await draw(true, 400)).toBe('');
    expect(await draw(false, 600)).toBe('');
  });
});

describe('formatTable', () => {
  it('aligns wide scripts and lets nothing move the cursor', () => {
    const table = formatTable(
      [{ heading: 'a' }, { heading: 'b', right: true }],
      [
        ['你好', '1'],
        ['x\x1b[2J', '10'],
      ],
    );
    expect(table).toBe('a       b\n你好    1\nx\uFFFD[2J  10\n');
  });
});
