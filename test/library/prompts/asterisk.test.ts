import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openRoots } from '../../../src/library/roots.ts';
import type { Plan } from '../../../src/message/plan.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import {
  DIGITS,
  english,
  englishOrdinal,
  french,
  italian,
  russian,
  type SayNumber,
  spanish,
} from './say-rules.ts';

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz', 'at', 'dash', 'dollar', 'dot', 'plus', 'slash'];

function stitcherOf(names: readonly string[], clipsCsv?: string) {
  const files = Object.fromEntries(names.map((name) => [`${name}.wav`, new Uint8Array()]));
  const csv = clipsCsv === undefined ? {} : { 'clips.csv': Buffer.from(clipsCsv) };
  return createStitcher(new MemoryRepo({ ...files, ...csv }), { prompts: 'asterisk' });
}

/** A library of Asterisk's prompts in a language. */
const promptsOf = (lang: string) => [
  ...DIGITS[lang]!.map((name) => `digits/${name}`),
  ...LETTERS.map((name) => `letters/${name}`),
];

/** The clips of a plan, without folder of digits and ending; a missing word with "!". */
function clipsOf(plan: Plan): string[] {
  return plan.steps.flatMap((step) => {
    if (step.kind === 'pause') return [];
    if (step.kind === 'missing') return step.needs.map((word) => `!${word}`);
    return step.clip.replace(/^digits\//, '').replace(/\.wav$/, '');
  });
}

async function say(names: readonly string[], lang: string, value: string, mark?: string) {
  const planner = await stitcherOf(names).planner(lang);
  return clipsOf(
    mark === undefined ? planner.plan(value) : planner.fill(`{v:${mark}}`, { v: value }),
  );
}

/** Before "mil" Spanish has "un" and "veintiún", where say.c says "uno" and "veintiuno". */
const shortOnes: SayNumber = (value) => {
  const said = spanish(value);
  const at = said.indexOf('thousand') - 1;
  if (said[at] === '1') said[at] = '1M';
  return said[at] === '21' ? ['!veintiún'] : said;
};

describe.each<[string, SayNumber]>([
  ['en', english],
  ['es', shortOnes],
  ['fr', french],
  ['it', italian],
  ['ru', russian],
])('Asterisk prompts in %s', (lang, sayNumber) => {
  it('say 200 random numbers up to 1,000,000 as main/say.c does', async () => {
    const planner = await stitcherOf(promptsOf(lang)).planner(lang);
    const edges = [0, 1, 2, 16, 21, 28, 70, 71, 80, 81, 91, 99, 100, 101, 121, 200, 555, 1000];
    const scales = [1001, 2000, 2001, 11_000, 21_000, 31_000, 100_000, 101_000, 999_999, 1_000_000];
    const random = fc.sample(fc.integer({ min: 0, max: 1_000_000 }), { numRuns: 200, seed: 18 });
    for (const value of [...edges, ...scales, ...random])
      expect([value, ...clipsOf(planner.plan(String(value)))]).toEqual([
        value,
        ...sayNumber(value),
      ]);
  });

  it('say telephone numbers digit by digit', async () => {
    const digits = ['2', '5', '4', '7', '1', '2', '0', '0', '9'];
    expect(await say(promptsOf(lang), lang, '254712009', 'digits')).toEqual(digits);
    expect(await say(promptsOf(lang), lang, '254 712 009', 'telephone')).toEqual(digits);
  });

  it('say letters in spelling only', async () => {
    const clips = ['letters/k', 'letters/y', '7', 'letters/a'];
    expect(await say(promptsOf(lang), lang, 'KY7a', 'characters')).toEqual(clips);
    const asWords = ['k', 'a', 'o'].map((letter) => `!${letter}`);
    expect(await say(promptsOf(lang), lang, 'k a o')).toEqual(asWords);
  });

  it('take the words of day and month from the language', async () => {
    const names = await namesOf(lang);
    const format = (type: 'month' | 'weekday', day: number, month: number) =>
      new Intl.DateTimeFormat(lang, { day: 'numeric', [type]: 'long', timeZone: 'UTC' })
        .formatToParts(new Date(Date.UTC(2026, month, day)))
        .find((part) => part.type === type)!
        .value.toLowerCase();
    for (let i = 0; i < 12; i++) {
      expect(names.get(`digits/mon-${i}.wav`)).toBe(format('month', 3, i));
    }
    for (let i = 0; i < 7; i++) {
      expect(names.get(`digits/day-${i}.wav`)).toBe(format('weekday', 1 + i, 1));
    }
  });
});

async function namesOf(lang: string) {
  const { clips } = await stitcherOf(promptsOf(lang)).library(lang);
  return new Map(clips.map(({ key, says }) => [key as string, says[0]]));
}

describe('values with Asterisk prompts', () => {
  it.each([
    ['en', 'date', '2026-03-12', 'mon-2 h-12 20 20 6'],
    ['en', 'date', '2005-01-31', 'mon-0 30 h-1 2 thousand 5'],
    ['es', 'date', '2026-03-12', '12 es-de mon-2 es-de 2 thousand 26'],
    ['fr', 'date', '2026-03-12', '12 mon-2 2 thousand 20 6'],
    ['fr', 'date', '2026-05-01', 'h-1 mon-4 2 thousand 20 6'],
    ['it', 'date', '2026-03-12', '12 mon-2 2 thousands 20 6'],
    ['it', 'date', '2026-05-01', 'h-1 mon-4 2 thousands 20 6'],
    ['en', 'time', '9:05 pm', '9 oh 5 p-m'],
    ['en', 'time', '9:00', '9 oclock'],
    ['en', 'time', '13:00', '1 p-m'],
    ['en', 'time', '00:30', '12 30 a-m'],
    ['es', 'time', '1:30', '1F and 30'],
    ['es', 'time', '20:45', '20 and 40 and 5'],
    ['fr', 'time', '21:30', '20 et 1F oclock 30'],
    ['fr', 'time', '1:01', '1F oclock 1F'],
    ['it', 'time', '21:30', '21 30'],
  ])('says in %s the %s %s as main/say.c does', async (lang, mark, value, clips) => {
    expect((await say(promptsOf(lang), lang, value, mark)).join(' ')).toBe(clips);
  });

  it.each([
    ['es', '21:05', '21 and 5', '!veintiuna', 'its hours are feminine'],
    ['it', '9:05', '9 5', '!e', '"nove cinque" is not a time'],
    ['ru', '9:05', '9 oh 5', '9 0 5', 'that is the English rule'],
  ])(
    'does not say in %s the time %s as "%s" but "%s", since %s',
    async (lang, value, theirs, ours) => {
      const said = (await say(promptsOf(lang), lang, value, 'time')).join(' ');
      expect(said).not.toBe(theirs);
      expect(said).toBe(ours);
    },
  );

  it('says English ordinals as main/say.c does', async () => {
    const planner = await stitcherOf(promptsOf('en')).planner('en');
    for (const value of [1, 3, 12, 20, 21, 30, 99, 100, 101, 123, 200, 1000, 1001, 2345, 20_000]) {
      const plan = planner.fill('{v:ordinal}', { v: String(value) });
      expect(clipsOf(plan)).toEqual(englishOrdinal(value));
    }
  });

  it('says money in English with the clips of say_money_str', async () => {
    const names = [...promptsOf('en'), 'dollars', 'and', 'cent', 'cents'];
    expect(await say(names, 'en', '$1')).toEqual(['1', 'letters/dollar']);
    expect(await say(names, 'en', '$42.50')).toEqual(['40', '2', 'dollars', '50', 'cents']);
    expect(await say(names, 'en', '$0.01')).toEqual(['1', 'cent']);
    expect(await say(promptsOf('en'), 'en', '$0.50')).toEqual(['!cents']);
  });
});

describe('values with FreeSWITCH prompts', () => {
  const times = [
    'hour',
    'hours',
    'hours-a',
    'minute',
    'minutes',
    'minutes-i',
    'seconds',
    'seconds-i',
    'h-year',
    'at',
  ];
  const coins = ['dollar', 'dollars', 'cent', 'cents', 'and', 'ruble', 'ruble-a', 'rubles'];
  const kopecks = ['kopeck', 'kopeck-i', 'kopecks'];
  const ordinals = ['h-1n', 'h-3n', 'h-12n', 'h-6x', 'h-9x', 'h-20m', 'h-3f', 'h-40f'];
  const namesOf = (lang: string) => [
    ...DIGITS[lang]!.map((name) => `digits/8000/${name}`),
    ...ordinals.map((name) => `digits/8000/${name}`),
    ...[...times, 'mon-2', 'mon-0'].map((name) => `time/8000/${name}`),
    ...[...coins, ...kopecks].map((name) => `currency/8000/${name}`),
    ...[97, 98, 64, 46].map((code) => `ascii/8000/${code}`),
    'digits/8000/dot',
    'digits/8000/un',
  ];

  it.each([
    ['ru', 'date', '2026-03-12', 'h-12n mon-2 2f thousands-i 20 h-6x h-year'],
    ['ru', 'date', '2009-01-03', 'h-3n mon-0 2f thousands-i h-9x h-year'],
    ['ru', 'time', '22:00', '20 2 hours-a'],
    ['ru', 'time', '22:00:05', '20 2 hours-a 0 minutes 5 seconds'],
    ['ru', 'time', '1:21:02', '1 hour 20 1f minute 2f seconds-i'],
    ['ru', 'ordinal', '20', 'h-20m'],
    ['ru', 'ordinal f', '43', '40 h-3f'],
    ['ru', 'money RUB', '22,01', '20 2 ruble-a 1f kopeck'],
    ['ru', 'money RUB', '101', '100 1 ruble'],
    ['es', 'money USD', '1', '1M dollar'],
    ['es', 'money USD', '5,30', '5 dollars 30 cents'],
    ['it', 'money USD', '5', '5 dollars'],
    ['en', 'money USD', '5.30', '5 dollars 30 cents'],
    ['en', 'characters', 'a@b', 'ascii/97 ascii/64 ascii/98'],
    ['en', 'time', '9:05', '9 oh 5'],
  ])('says in %s the %s %s', async (lang, mark, value, clips) => {
    const said = await say(namesOf(lang), lang, value, mark);
    const names = said.map((clip) => clip.replace('8000/', '').replace(/^(?:time|currency)\//, ''));
    expect(names.join(' ')).toBe(clips);
  });

  it('leaves the coin in French unsaid, which is written as the hundred is', async () => {
    const { clips } = await stitcherOf(namesOf('fr')).library('fr');
    const coin = clips.find(({ key }) => key === 'currency/8000/cents.wav');
    expect(coin?.says).toEqual([]);
  });
});

describe('asterisk', () => {
  it('never plays the letter y for the Spanish "and"', async () => {
    const names = ['digits/40', 'digits/5', 'letters/y', 'phonetic/y_p'];
    expect(await say(names, 'es', '45')).toEqual(['!y']);
    expect(await say([...names, 'digits/and'], 'es', '45')).toEqual(['40', 'and', '5']);
  });

  it('spells with the letters, and with the spelling alphabet where they are missing', async () => {
    const phonetic = ['phonetic/k_p', 'phonetic/y_p'];
    expect(await say(phonetic, 'en', 'KY', 'characters')).toEqual(phonetic);
    const both = [...phonetic, 'letters/k', 'letters/y'];
    expect(await say(both, 'en', 'KY', 'characters')).toEqual(['letters/k', 'letters/y']);
    expect(await say(phonetic, 'en', 'yankee y')).toEqual(['phonetic/y_p', '!y']);
  });

  it('prefers the letter to a word of one letter in spelling', async () => {
    const names = ['digits/and', 'letters/y'];
    expect(await say(names, 'es', 'y', 'characters')).toEqual(['letters/y']);
    expect(await say(names, 'es', 'y')).toEqual(['and']);
  });

  it('reads other names as words, and unknown ones of its folders in English only', async () => {
    const names = ['vm-goodbye', 'digits/foo', 'hola', 'digits/1'];
    expect(await say(names, 'en', 'vm goodbye foo')).toEqual(['vm-goodbye', 'foo']);
    expect(await say(names, 'es', 'hola foo')).toEqual(['hola', '!foo']);
  });

  it('follows clips.csv', async () => {
    const csv = 'clip,text,also\ndigits/h-1.wav,erste,\ndigits/h-2.wav,,deuxieme\n';
    const stitcher = stitcherOf(['digits/h-1', 'digits/h-2'], csv);
    const planner = await stitcher.planner('en');
    expect(clipsOf(planner.plan('erste deuxieme second'))).toEqual(['h-1', 'h-2', 'h-2']);
    expect(clipsOf(planner.plan('first'))).toEqual(['!first']);
    const says = (await stitcher.library('en')).clips.map((clip) => clip.says);
    expect(says).toEqual([['erste'], ['second', 'deuxieme']]);
  });

  it('takes the language from the folder', async () => {
    const repo = ['en/digits/h-1', 'fr/digits/h-1', 'fr/digits/1F', 'es/digits/1F'];
    const files = Object.fromEntries(repo.map((name) => [`${name}.wav`, new Uint8Array()]));
    for (const [lang, word] of [
      ['en', 'first'],
      ['fr', 'premier'],
      ['fr', 'une'],
      ['es', 'una'],
    ] as const) {
      const planner = await createStitcher(new MemoryRepo(files), { prompts: 'asterisk' }).planner(
        lang,
      );
      expect(clipsOf(planner.plan(word)).length).toBe(1);
    }
  });

  it('reports no conflict among prompts that say the same', async () => {
    const names = [
      'digits/at',
      'letters/at',
      'digits/star',
      'letters/asterisk',
      'digits/1',
      'a/digits/1',
    ];
    expect((await stitcherOf(names).library('en')).conflicts).toEqual([]);
  });

  it('refuses a set that is not known', async () => {
    const stitcher = createStitcher(new MemoryRepo({ 'a.wav': new Uint8Array() }), {
      prompts: 'x' as never,
    });
    await expect(stitcher.plan('a')).rejects.toThrow('prompts takes asterisk, not "x"');
  });
});

const SOUNDS = '/usr/share/asterisk/sounds/en_US_f_Allison';
const isInstalled = existsSync(SOUNDS);

describe.skipIf(!isInstalled)(
  `the prompts of ${SOUNDS}${isInstalled ? '' : ' (not installed)'}`,
  () => {
    it('say numbers, dates, times and letters', async () => {
      const stitcher = createStitcher(await openRoots([SOUNDS], { prompts: 'asterisk' }));
      const planner = await stitcher.planner('en');
      for (const value of [7, 40, 105, 2026, 123_456])
        expect(clipsOf(planner.plan(String(value)))).toEqual(english(value));
      const plan = planner.fill('{day:date} {at:time} {code:characters}', {
        day: '2026-03-12',
        at: '9:05 pm',
        code: 'KA7',
      });
      expect(clipsOf(plan).join(' ')).toBe('mon-2 h-12 20 20 6 9 oh 5 p-m letters/k letters/a 7');
      const { durationSeconds } = await stitcher.layOut(plan);
      expect(durationSeconds).toBeGreaterThan(4);
    });
  },
);
