// `npm run test:language`: measures what is read against public cases, and writes docs/languages.md.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLDR_LANGUAGES } from '../../src/languages/cldr.ts';
import { languageName } from '../../src/message/readings/language-name.ts';
import { type Case, readCases } from './cases.ts';
import { type Measured, measure } from './measure.ts';
import { languagesPage } from './page.ts';

/** Limit of the cases of one language and class, so that no list dominates. */
const MAX_CASES = 60;

/** What came of the cases of one language and class. */
export interface Figures {
  readonly lang: string;
  readonly class: string;
  readonly cases: number;
  readonly first: number;
  readonly any: number;
  readonly refused: number;
}

const given = process.argv[2]; // another file of cases
const shows = process.argv.includes('--show');
const counts = new Map<string, number>();
const measured: Measured[] = [];
/** Whether a case is of the source that the language is said by, and proves nothing. */
const isOwn = ({ lang, class: name, source }: Case) =>
  name === 'cardinal' && source.startsWith('CLDR') && CLDR_LANGUAGES.includes(lang.split('-')[0]!);

for (const one of readCases(given === '--show' ? undefined : given)) {
  if (isOwn(one)) continue;
  const key = `${one.lang}\t${one.class}`;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  if (count <= MAX_CASES) measured.push(await measure(one));
}

const figures = [...counts.keys()].map((key): Figures => {
  const own = measured.filter((one) => `${one.lang}\t${one.class}` === key);
  const of = (...results: readonly string[]) =>
    own.filter(({ result }) => results.includes(result)).length;
  const [lang = '', name = ''] = key.split('\t');
  return {
    lang,
    class: name,
    cases: own.length,
    first: of('first'),
    any: of('first', 'any'),
    refused: of('refused'),
  };
});

const share = (part: number, whole: number) => `${((100 * part) / whole).toFixed(0)} %`;
for (const { lang, class: name, cases, first, any, refused } of figures) {
  const columns = [lang.padEnd(6), name.padEnd(10), String(cases).padStart(4)];
  const results = [share(first, cases).padStart(6), share(any, cases).padStart(6)];
  console.log([...columns, ...results, refused > 0 ? `${refused} refused` : ''].join('  '));
}
if (shows) {
  for (const one of measured.filter(({ result }) => result === 'other' || result === 'refused')) {
    console.log([one.lang, one.class, one.written, one.spoken, one.source, one.said].join('\t'));
  }
}

/** Sums over a language's regions: cardinals, and all other classes. */
function summary(language: string) {
  const own = figures.filter(({ lang }) => lang.split('-')[0] === language);
  const sum = (rows: readonly Figures[], key: 'cases' | 'first' | 'any') =>
    rows.reduce((total, row) => total + row[key], 0);
  const [cardinals, others] = [true, false].map((isCardinal) =>
    own.filter((row) => (row.class === 'cardinal') === isCardinal),
  ) as [Figures[], Figures[]];
  const totals = (rows: readonly Figures[]) => ({
    cases: sum(rows, 'cases'),
    first: sum(rows, 'first'),
    any: sum(rows, 'any'),
  });
  return { language, cardinals: totals(cardinals), others: totals(others), ...apart(language) };
}

/** The same of all sources but CLDR. */
function apart(language: string) {
  const own = measured.filter(
    ({ lang, source }) => lang.split('-')[0] === language && !source.startsWith('CLDR'),
  );
  const of = (isCardinal: boolean) => {
    const rows = own.filter((row) => (row.class === 'cardinal') === isCardinal);
    const count = (...results: readonly string[]) =>
      rows.filter(({ result }) => results.includes(result)).length;
    return { cases: rows.length, first: count('first'), any: count('first', 'any') };
  };
  return { cardinalsApart: of(true), othersApart: of(false) };
}

const languages = [...new Set(figures.map(({ lang }) => lang.split('-')[0]!))].sort();
const summaries = languages.map(summary);
for (const { language, cardinals, others } of summaries) {
  const rest =
    others.cases === 0
      ? ''
      : `  others ${others.cases}: first ${share(others.first, others.cases)}, any ${share(others.any, others.cases)}`;
  const number =
    cardinals.cases === 0
      ? ''
      : `cardinals ${cardinals.cases}: any ${share(cardinals.any, cardinals.cases)}`;
  console.log(`${languageName(language)}: ${number}${rest}`);
}

if (given === undefined) {
  const page = await languagesPage(figures, summaries);
  writeFileSync(join(import.meta.dirname, '../../docs/languages.md'), page);
}
