import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CampaignCheck, type CheckReport } from '../../src/campaign/check.ts';
import { RecipientReader } from '../../src/campaign/recipients.ts';
import { recordingList } from '../../src/campaign/recording-list.ts';
import { readRows } from '../../src/campaign/rows.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';

const SOUND = encodeWav(tone(0.2, 8000));

async function library(...names: string[]): Promise<MemoryRepo> {
  const repo = new MemoryRepo();
  for (const name of names) await repo.write(`${name}.wav` as never, SOUND);
  return repo;
}

async function check(
  repo: MemoryRepo,
  csv: string,
  template: string | null = null,
  given: OptionsInput = {},
): Promise<CheckReport> {
  const options = parseOptions(given);
  const stitcher = createStitcher(repo);
  async function* chunks() {
    yield Buffer.from(csv);
  }
  const rows = await readRows(chunks(), 'people.csv');
  const reader = new RecipientReader(stitcher, { template, lang: options.lang }, rows);
  const checked = new CampaignCheck(stitcher.renderer, options);
  for await (const batch of rows.batches) await checked.add(await reader.read(batch));
  return checked.report();
}

describe('CampaignCheck', () => {
  it('counts what can be said in full, with alternatives, and not', async () => {
    const repo = await library('hello', 'farmer', 'abebe', 'five', 'seven');
    const csv =
      'id,name,amount\n1,Abebe,5\n2,Sara,7\n3,,7\n4,Abebe,9\n5,Abebe,\n6,Sara,9\n7,Abebe\n';
    const report = await check(repo, csv, 'hello {name|farmer} {amount}');
    expect(report).toMatchObject({
      rows: 7,
      inFull: 1,
      withAlternatives: 2,
      withoutWords: 0,
      unsayable: 4,
      lackingWords: 2,
      distinct: 2,
      duplicates: 1,
      repeated: [{ message: 'hello farmer 7', rows: 2, firstRow: 2 }],
    });
    expect(report.faults).toEqual([
      {
        code: 'batch/bad-row',
        what: expect.stringMatching(/^line 6: \{amount\} has no value/),
        rows: 1,
        firstRow: 5,
      },
      {
        code: 'batch/bad-row',
        what: expect.stringMatching(/^line 8 cannot be read: it has 2 fields/),
        rows: 1,
        firstRow: 7,
      },
    ]);
    expect(report.missing).toEqual([
      { word: 'nine', blocks: 2, example: 'hello Abebe 9', nearest: [] },
    ]);
    expect(report.replaced.map(({ word, blocks }) => [word, blocks])).toEqual([['sara', 2]]);
  });

  it('says which rows a clip that cannot be read keeps from being said', async () => {
    const repo = await library('hello', 'abebe');
    await repo.write('sara.wav' as never, Buffer.from('not audio'));
    const report = await check(repo, 'message\nhello abebe\nhello sara\nsara\n');
    expect(report).toMatchObject({ rows: 3, inFull: 1, unsayable: 2, lackingWords: 0 });
    expect(report.faults).toMatchObject([{ code: 'clip/not-audio', rows: 2, firstRow: 2 }]);
  });

  it('finds the longest and the shortest message, and sums up', async () => {
    const repo = await library('a', 'b');
    const report = await check(repo, 'id,message\nx,a b\ny,a\nz,a b a\n');
    const stitcher = createStitcher(repo);
    const lengths = await Promise.all(
      ['a b', 'a', 'a b a'].map(async (text) => (await stitcher.stitch(text)).durationSeconds),
    );
    expect(report.shortest).toMatchObject({ row: 2, id: 'y', durationSeconds: lengths[1] });
    expect(report.longest).toMatchObject({ row: 3, id: 'z', durationSeconds: lengths[2] });
    expect(report.durationSeconds).toBeCloseTo(lengths[0]! + lengths[1]! + lengths[2]!, 9);
    const bytes = await Promise.all(
      ['a b', 'a', 'a b a'].map(async (text) => (await stitcher.stitch(text)).bytes.length),
    );
    const whole = bytes.reduce((a, b) => a + b);
    expect(Math.abs(report.bytes / whole - 1)).toBeLessThan(0.1);
  });

  it('counts rows that are said without some of their words where that is allowed', async () => {
    const report = await check(await library('a'), 'message\na b\na\nb\n', null, {
      missing: 'skip',
    });
    expect(report).toMatchObject({ inFull: 1, withoutWords: 1, unsayable: 1, lackingWords: 0 });
    expect(report.faults).toMatchObject([{ code: 'message/empty' }]);
  });

  it('keeps the columns "lang" and "id", whatever their case', async () => {
    const repo = await library('hello', 'mia', 'moja');
    const csv = 'ID,Lang,Message\nx,sw,100\ny,en,hello\nz,!,hello\n';
    const report = await check(repo, csv);
    // 100 is "mia moja" in Swahili.
    expect(report).toMatchObject({ inFull: 2, unsayable: 1, longest: { id: 'x' } });
    expect(report.faults[0]!.what).toMatch(/line 4: lang takes a language/);
  });

  it('lets no row with another language, or one too many, stop the others', async () => {
    const repo = await library('hello');
    const tags = Array.from({ length: 120 }, (_, i) => `${i % 2 ? 'en-x-a' : '?'}${i},hello`);
    const report = await check(repo, `lang,message\n${tags.join('\n')}\nen,hello\n`);
    // The tags with "?" are none; of the others all but the last few have room.
    expect(report).toMatchObject({ rows: 121, inFull: 61, unsayable: 60 });
  });

  it('tells what to record so that just so many rows can be said (brute force)', async () => {
    const vocabulary = ['a', 'b', 'c', 'd', 'e', 'f'];
    const message = fc.array(fc.constantFrom(...vocabulary), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.constantFrom(...vocabulary), { maxLength: 4 }),
        fc.array(message, { minLength: 1, maxLength: 12 }),
        async (recorded, messages) => {
          const csv = ['message', ...messages.map((words) => words.join(' '))].join('\n');
          const repo = await library('zzz', ...recorded);
          const report = await check(repo, csv);
          const list = recordingList(report, 'en').trim().split('\n').slice(1);
          expect(list).toHaveLength(report.recordings.length);
          for (const line of list) {
            const [, , sayable] = line.split(',');
            await repo.write(line.split(',').at(-1) as never, SOUND);
            const then = await check(repo, csv);
            expect(then.rows - then.unsayable).toBe(Number(sayable));
          }
          expect((await check(repo, csv)).unsayable).toBe(0);
        },
      ),
      { numRuns: IS_SLOW ? 60 : 15 },
    );
  });
});

describe('recordingList', () => {
  it('names files that say their words, in any script', async () => {
    const words = ['well-known', 'ሰላም', "don't", 'नमस्ते', '你好', '3/4', '%', 'a_b', 'tamiru'];
    const repo = await library('zzz');
    const csv = ['message', ...words.map((word) => `zzz ${word}`)].join('\n');
    const report = await check(repo, csv);
    const files = recordingList(report, 'en')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').at(-1)!);
    expect(files).toContain('ሰላም.wav');
    expect(files).toContain("don't.wav");
    for (const file of files) {
      expect(file).toMatch(/^[\p{L}\p{M}\p{N}'_.-]+\.wav$/u);
      if (!file.startsWith('clip-')) await repo.write(file as never, SOUND);
    }
    const left = await check(repo, csv);
    const unnamed = files.filter((file) => file.startsWith('clip-')).length;
    expect(left.missing.length).toBe(unnamed);
    expect(unnamed).toBeGreaterThan(0);
    expect(unnamed).toBeLessThan(4);
  });
});
