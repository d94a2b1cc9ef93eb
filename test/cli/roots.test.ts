import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { bucketOfClips } from './bucket-of-clips.ts';
import { stitch } from './command-line.ts';
import { at, makeClips, makeFile, manifestOf } from './people.ts';
import { fresh, scratch } from './scratch.ts';

const COMMON = makeClips('common', 'abebe', 'sara');
const ROOT = join(scratch, 'languages', '{lang}');

beforeAll(() => {
  makeClips('languages/sw', 'habari', 'rafiki', 'kumi', 'tano');
  makeClips('languages/hi', 'नमस्ते', 'दोस्त', 'दस');
  makeClips('languages/en', 'hello', '10');
});

describe('--root', () => {
  it('takes several, and a folder for each language', async () => {
    const argv = ['habari abebe', '--lang', 'sw-KE', '--root', ROOT, '--root', COMMON, '--json'];
    const { stdout, code } = await stitch([...argv, '--out', fresh('out.mp3')]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).audio_files).toEqual(['sw/habari.wav', '@2/abebe.wav']);
  });

  it('never says a number with the clip of another language', async () => {
    const { stderr, code } = await stitch(['15', '--lang', 'sw', '--root', ROOT, '--explain']);
    expect(code).toBe(3);
    expect(stderr).toContain('"15" at character 1 needs "na"');
    expect(stderr).toContain(`record "na" into ${at('languages/sw')}`);
  });

  it('is taken from the lines of STITCH_ROOT, or an array of the project file', async () => {
    const argv = ['habari sara', '--lang', 'sw', '--explain', '--json'];
    const env = { STITCH_ROOT: `${ROOT}\n${COMMON}\n` };
    const byVariable = await stitch(argv, { env });
    const file = makeFile('several.json', JSON.stringify({ root: ['languages/{lang}', 'common'] }));
    const byFile = await stitch([...argv, '--config', file]);
    expect([byVariable.code, byFile.code]).toEqual([0, 0]);
    expect(byFile.stdout).toBe(byVariable.stdout);
    const shown = await stitch(['config', '--config', file]);
    expect(shown.stdout).toContain('languages/{lang}');
  });

  it('refuses output into the folder of a language, and takes it beside them', async () => {
    const argv = ['hello', '--root', ROOT, '--quiet', '--out'];
    const inside = await stitch([...argv, at('languages/en/out.mp3')]);
    expect(inside).toMatchObject({ code: 2 });
    expect(inside.stderr).toContain(`would be among the clips of ${ROOT}`);
    expect(await stitch([...argv, at('languages/out.mp3')])).toMatchObject({ code: 0 });
  });

  it.each([
    ['fr', 3, `${ROOT} has no folder for fr, only for en, hi and sw; name one of these, or create`],
    ['Swahili', 2, '"Swahili" is not the tag of a language; did you mean sw? (--lang)'],
  ])('explains why it does not say %s', async (lang, code, message) => {
    const { stderr, code: exit } = await stitch(['hello', '--lang', lang, '--root', ROOT]);
    expect(exit).toBe(code);
    expect(stderr).toContain(message);
  });

  it('is listed by language', async () => {
    const { stdout } = await stitch(['clips', '--root', ROOT, '--root', COMMON]);
    expect(stdout).toMatch(/^language +clip +says/);
    expect(stdout).toMatch(/^sw +sw\/habari\.wav +habari /m);
    expect(stdout.match(/^any +@2\/abebe\.wav/gm)).toHaveLength(1);
    const one = await stitch(['clips', '--root', ROOT, '--lang', 'hi', '--json']);
    const { clips } = JSON.parse(one.stdout);
    expect(clips.map(({ clip, language }: Record<string, string>) => [clip, language])).toEqual([
      ['hi/दस.wav', 'hi'],
      ['hi/दोस्त.wav', 'hi'],
      ['hi/नमस्ते.wav', 'hi'],
    ]);
  });
});

describe('a campaign of several languages', () => {
  const rows = makeFile(
    'languages.csv',
    'id,lang,name\n1,sw,Abebe\n2,hi,Sara\n3,en,Abebe\n4,Swahili,Sara\n5,fr,Sara\n6,sw-KE,Zuri\n7,sw,Zuri\n8,hi,Zuri\n',
  );
  const messages = makeFile(
    'messages.json',
    JSON.stringify({ sw: 'habari {name}, 10', hi: 'नमस्ते {name}, 10', en: 'hello {name}, 10' }),
  );
  const roots = ['--root', ROOT, '--root', COMMON];
  const problems = [
    [1, null],
    [2, null],
    [3, null],
    [4, 'line 5: "Swahili" is not the tag of a language; did you mean sw?'],
    [5, 'line 6: there is no template for fr, only for sw, hi and en; add one'],
    [6, expect.stringContaining('"Zuri"')],
    [7, expect.stringContaining('"Zuri"')],
    [8, expect.stringContaining('"Zuri"')],
  ];

  it('says each row in its language, by its template', async () => {
    const out = fresh('out');
    const argv = ['batch', rows, '--template', `@${messages}`, ...roots, '--out', out];
    expect(await stitch(argv)).toMatchObject({ code: 3 });
    const entries = manifestOf(out);
    expect(entries.map(({ row, error }) => [row, error?.message ?? null])).toEqual(problems);
    expect(entries.slice(0, 3).map(({ said }) => said)).toEqual([
      'habari abebe <0.25 s> kumi',
      'नमस्ते sara <0.25 s> दस',
      'hello abebe <0.25 s> 10',
    ]);
  });

  it('is checked by language, with the folder of each recording', async () => {
    const list = fresh('record.csv');
    const argv = ['check', rows, '--template', `@${messages}`, ...roots];
    const { stdout, code } = await stitch([...argv, '--recording-list', list]);
    expect(code).toBe(3);
    expect(stdout).toMatch(/^sw +2 +1$/m);
    expect(stdout).toMatch(/^sw +zuri +2 /m);
    expect(stdout).toMatch(/^hi +zuri +1 /m);
    const [, ...lines] = readFileSync(list, 'utf8').trim().split('\n');
    expect(lines.map((line) => line.split(',').slice(-2))).toEqual([
      ['sw', `${at('languages/sw')}/zuri.wav`],
      ['hi', `${at('languages/hi')}/zuri.wav`],
    ]);
    const report = JSON.parse((await stitch([...argv, '--json'])).stdout);
    expect(report.languages).toContainEqual({ lang: 'sw-KE', rows: 1, unsayable: 1 });
    expect(report.record).toMatchObject([
      { word: 'zuri', lang: 'sw', recipients: 2 },
      { word: 'zuri', lang: 'hi', recipients: 1 },
    ]);
  });

  it.each([
    ['[]', 'is not an object with a text for each language'],
    ['{"sw": ""}', 'is not an object with a text for each language'],
    ['{"sw": "a"', 'is not JSON in UTF-8'],
    ['{"Hindi": "a"}', '"Hindi" is not the tag of a language; did you mean hi?'],
  ])('refuses the templates %s', async (text, message) => {
    const file = makeFile('bad.json', text);
    const { stderr, code } = await stitch(['check', rows, '--template', `@${file}`, ...roots]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stderr).toContain('(--template)');
  });

  it('finds the templates from the folder of the project file', async () => {
    mkdirSync(at('project'), { recursive: true });
    writeFileSync(at('project/m.json'), '{"sw": "habari {name}", "hi": "नमस्ते {name}"}');
    const config = { root: ['../languages/{lang}', '../common'], template: '@m.json' };
    writeFileSync(at('project/stitch.json'), JSON.stringify(config));
    const argv = ['check', rows, '--config', at('project/stitch.json'), '--json'];
    expect(JSON.parse((await stitch(argv)).stdout)).toMatchObject({ rows: 8, in_full: 2 });
  });
});

describe.each(inject('s3Services').map((running) => [running.name, running] as const))(
  '--root with buckets on %s',
  (_, service) => {
    const bucket = bucketOfClips(service);
    const s3 = (...argv: string[]) =>
      stitch(argv, { env: { STITCH_S3_ENDPOINT: service.endpoint } });

    it('finds the folder of a language in a bucket, and mixes it with a folder', async () => {
      const root = `s3://${bucket.name}/clips/{lang}`;
      const both = ['--root', root, '--root', COMMON, '--explain', '--json'];
      const { stdout, code } = await s3('hello friend abebe', ...both);
      expect(code).toBe(0);
      const { steps } = JSON.parse(stdout);
      expect(steps.map(({ clip }: { clip: string }) => clip)).toEqual([
        ...['en/hello.wav', 'en/shreeshail.wav', '@2/abebe.wav'],
      ]);
      const french = await s3('hello', '--lang', 'fr', '--root', root);
      expect(french.code).toBe(3);
      expect(french.stderr).toContain(`${root} has no folder for fr, only for en; name one of`);
    });
  },
);
