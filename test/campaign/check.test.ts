import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recordingList } from '../../src/campaign/recording-list.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { IS_SLOW } from '../slow.ts';
import { check, library, SOUND } from './check-campaign.ts';

describe('CampaignCheck', () => {
  it('counts rows in full, with alternatives, and unsayable', async () => {
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
    expect(report.problems).toEqual([
      {
        code: 'batch/bad-row',
        what: expect.stringMatching(/^\{amount\} has no value/),
        firstLine: 6,
        rows: 1,
        firstRow: 5,
      },
      {
        code: 'batch/bad-row',
        what: expect.stringMatching(/^line 8 cannot be read: it has 2 fields/),
        rows: 1,
        firstRow: 7,
        firstLine: 8,
      },
    ]);
    expect(report.missing).toEqual([
      {
        word: 'nine',
        lang: 'en',
        blocks: 2,
        example: 'hello Abebe 9',
        place: { start: 12, end: 13 },
        nearest: [],
      },
    ]);
    expect(report.replaced.map(({ word, blocks }) => [word, blocks])).toEqual([['sara', 2]]);
  });

  it('counts the rows that an unreadable clip blocks', async () => {
    const repo = await library('hello', 'abebe');
    await repo.write('sara.wav' as never, Buffer.from('not audio'));
    const report = await check(repo, 'message\nhello abebe\nhello sara\nsara\n');
    expect(report).toMatchObject({ rows: 3, inFull: 1, unsayable: 2, lackingWords: 0 });
    expect(report.problems).toMatchObject([{ code: 'clip/not-audio', rows: 2, firstRow: 2 }]);
  });

  it('finds the longest and the shortest message, and totals', async () => {
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

  it('counts the bytes of a message that several rows share once', async () => {
    const repo = await library('a', 'b');
    const once = await check(repo, 'message\na b\n');
    const often = await check(repo, 'message\na b\na b\na b\n');
    expect([often.bytes, often.distinct, often.duplicates]).toEqual([once.bytes, 1, 2]);
  });

  it('gives the first message with a missing word as its example', async () => {
    const { missing, recordings } = await check(await library('a'), 'message\na x\nx\nx a\n');
    expect(missing).toMatchObject([{ word: 'x', blocks: 3, example: 'a x' }]);
    expect(recordings).toMatchObject([{ word: 'x', example: 'a x', sayable: 3 }]);
  });

  it('reports the ten messages of the most rows', async () => {
    const names = [...'abcdefghijk'];
    const rows = names.map((name) => `${name}\n`.repeat(name === 'k' ? 2 : 3));
    const { repeated } = await check(await library(...names), `message\n${rows.join('')}`);
    expect(repeated.map(({ message, rows: count }) => [message, count])).toEqual(
      names.slice(0, 10).map((name) => [name, 3]),
    );
  });

  it('counts rows with alternatives among those that can be said once a word is recorded', async () => {
    const csv = 'name,more\nZed,hello\nZed,bye\n';
    const repo = await library('hello', 'farmer');
    const { recordings } = await check(repo, csv, 'hello {name|farmer} {more}');
    expect(recordings).toMatchObject([{ word: 'bye', unblocks: 1, sayable: 2 }]);
  });

  it('counts rows without some words where that is allowed', async () => {
    const report = await check(await library('a'), 'message\na b\na\nb\n', null, {
      missing: 'skip',
    });
    expect(report).toMatchObject({ inFull: 1, withoutWords: 1, unsayable: 1, lackingWords: 0 });
    expect(report.problems).toMatchObject([{ code: 'message/empty' }]);
  });

  it('reports rows with a value that is refused by the reason, and asks for no word', async () => {
    const repo = await library('due', 'soon', 'hello');
    const csv = 'due\n12/03/2026\n12/03/2026\n';
    const { problems, unsayable, missing } = await check(repo, csv, 'due {due:date}');
    expect(unsayable).toBe(2);
    expect(missing).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: 'message/unreadable',
        rows: 2,
        what: '"12/03/2026" is 12 March or 3 December; write 2026-03-12 or {…:date dmy}',
      },
    ]);
    const replaced = await check(repo, csv, 'due {due:date|soon}');
    expect(replaced).toMatchObject({ withAlternatives: 2, unsayable: 0 });
    expect(replaced.fallbacks).toMatchObject([{ column: 'due', rows: 2, empty: 0 }]);
  });

  it('reads the columns "lang" and "id" in any case', async () => {
    const repo = await library('hello', 'mia', 'moja');
    const csv = 'ID,Lang,Message\nx,sw,100\ny,en,hello\nz,!,hello\n';
    const report = await check(repo, csv);
    // 100 is "mia moja" in Swahili.
    expect(report).toMatchObject({ inFull: 2, unsayable: 1, longest: { id: 'x' } });
    expect(report.problems[0]!.what).toMatch(
      /^"!" is not the tag of a language; write a tag such as/,
    );
  });

  it('takes an empty "lang" for the default, and an empty "id" for none', async () => {
    const report = await check(await library('hello'), 'id,lang,message\n,,hello\nx, ,hello\n');
    expect(report).toMatchObject({ inFull: 2, unsayable: 0, longest: { row: 1, id: '' } });
  });

  it('checks more languages than are kept in memory', async () => {
    const rows = Array.from({ length: 202 }, (_, i) => `en-x-a${i},hello\n`).join('');
    const report = await check(await library('hello'), `lang,message\n${rows}en-x-a0,hello\n`);
    expect(report).toMatchObject({ rows: 203, inFull: 203, unsayable: 0 });
    expect(report.languages).toHaveLength(202);
  });

  it('names the nearest language of a row with an unknown one', async () => {
    const csv = 'lang,message\nSwahili,hello\nhindee,hello\nsw,hello\n';
    const report = await check(await library('hello'), csv);
    expect(report).toMatchObject({ inFull: 1, unsayable: 2 });
    expect(report.problems.map(({ what }) => what)).toEqual([
      '"Swahili" is not the tag of a language; did you mean sw?',
      '"hindee" is not the tag of a language; did you mean hi?',
    ]);
    expect(report.languages).toEqual([{ lang: 'sw', rows: 1, unsayable: 0 }]);
  });

  it('counts a word that several languages lack once, where one recording serves them all', async () => {
    const csv = 'lang,message\nsw,hello mia\nsw,hello mia\nhi,mia\nsw,hello\n';
    const report = await check(await library('hello'), csv);
    expect(report.languages).toEqual([
      { lang: 'sw', rows: 3, unsayable: 2 },
      { lang: 'hi', rows: 1, unsayable: 1 },
    ]);
    expect(report.recordings).toMatchObject([{ word: 'mia', lang: 'sw', blocks: 3, sayable: 4 }]);
  });

  it("fills the template of each row's language, by look-up", async () => {
    const template = { sw: 'habari {name}', en: 'hello {name}' };
    const csv = 'lang,name\nsw-KE,a\nen,a\nfr,a\n';
    const report = await check(await library('hello', 'habari', 'a'), csv, template);
    expect(report).toMatchObject({ inFull: 2, unsayable: 1 });
    expect(report.problems[0]!.what).toBe(
      'there is no template for fr, only for sw and en; add one',
    );
    await expect(check(await library('a'), csv, { Swahili: '{name}' })).rejects.toThrow(
      'the templates name a language: "Swahili" is not the tag of a language; did you mean sw?',
    );
    await expect(check(await library('a'), csv, { sw: '{name}', hi: ' \n' })).rejects.toThrow(
      'the template is empty; write a message, as in "hello {name|friend}"',
    );
    await expect(check(await library('a'), csv, { sw: '{name}', hi: '{age}' })).rejects.toThrow(
      'the template has {age}, which is not a column; use lang or name',
    );
  });

  it('reports invalid languages by row', async () => {
    const repo = await library('hello');
    const tags = Array.from({ length: 120 }, (_, i) => `${i % 2 ? 'en-x-a' : '?'}${i},hello`);
    const report = await check(repo, `lang,message\n${tags.join('\n')}\nen,hello\n`);
    // Tags with "?" are invalid.
    expect(report).toMatchObject({ rows: 121, inFull: 61, unsayable: 60 });
  });

  it('predicts how many rows each recording unblocks (brute force)', async () => {
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
          const list = recordingList(report).trim().split('\n').slice(1);
          expect(list).toHaveLength(report.recordings.length);
          for (const line of list) {
            const [, , sayable] = line.split(',');
            await repo.write(line.split(',').at(-1) as never, SOUND);
            const after = await check(repo, csv);
            expect(after.rows - after.unsayable).toBe(Number(sayable));
          }
          expect((await check(repo, csv)).unsayable).toBe(0);
        },
      ),
      { numRuns: IS_SLOW ? 60 : 15 },
    );
  });
});
