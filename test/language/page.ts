import { describeLanguages } from '../../src/languages/describe-languages.ts';
import { readText } from '../../src/languages/read-text.ts';
import { languageName } from '../../src/message/readings/language-name.ts';
import type { Figures } from './main.ts';

/** Sums of a language. */
interface Summary {
  readonly language: string;
  readonly cardinals: Totals;
  readonly others: Totals;
  /** The same without the cases of CLDR. */
  readonly cardinalsApart: Totals;
  readonly othersApart: Totals;
}

interface Totals {
  readonly cases: number;
  readonly first: number;
  readonly any: number;
}

/** Values that the page says in each language with rules of its own: [class, text]. */
const VALUES: readonly (readonly [string, string])[] = [
  ...'0 1 5 8 10 11 15 19 20 21 43 71 99 100 101 110 116 200 555 1000 1001 1100 2026 10500 21000 100001 101000 1234567 1000000000'
    .split(' ')
    .map((number) => ['cardinal', number] as const),
  ['cardinal', '-7'],
  ['decimal', '3.05'],
  ['decimal', '12.5'],
  ['digits', '0470'],
  ['telephone', '+254712345678'],
  ['characters', 'KA7'],
  ['ordinal', '1'],
  ['ordinal', '2'],
  ['ordinal', '3'],
  ['ordinal', '12'],
  ['ordinal f', '21'],
  ['fraction', '1/2'],
  ['fraction', '3/4'],
  ['percent', '20%'],
  ['percent', '7.5%'],
  ['date', '2026-03-12'],
  ['date', '2026-01-01'],
  ['date dmy', '12/03/2026'],
  ['date md', '11/30'],
  ['year', '1947'],
  ['year', '2026'],
  ['time', '09:00'],
  ['time', '09:05'],
  ['time', '13:30'],
  ['time', '21:45'],
  ['time western', '09:00'],
  ['money USD', '1'],
  ['money USD', '500'],
  ['money USD', '20.50'],
  ['measure kilogram', '5'],
  ['measure kilometer', '1.5'],
  ['measure liter', '1'],
  ['range', '2-5'],
];

/** Decimal mark of the values above, as each language writes it. */
function local(text: string, tag: string): string {
  const usesComma = new Intl.NumberFormat(tag).format(0.5).includes(',');
  return usesComma && /^\d+\.\d+/.test(text) ? text.replace('.', ',') : text;
}

/** Languages with rules of their own, and their regions. */
const TAGS = 'en en-GB en-IN hi sw am bn gu ur ha or es fr fr-BE pt pt-PT it ru'.split(' ');

/** The page about languages: figures, then what is said. */
export async function languagesPage(
  figures: readonly Figures[],
  summaries: readonly Summary[],
): Promise<string> {
  const described = await describeLanguages();
  const own = new Set(TAGS.map((tag) => tag.split('-')[0]!));
  const parts = [HEAD, figuresTable(figures, summaries, own), LEFT];
  for (const tag of TAGS) parts.push(await saidIn(tag));
  const others = described.filter(({ tag }) => !own.has(tag));
  parts.push(await otherLanguages(others.map(({ tag }) => tag)));
  return `${parts.join('\n').trimEnd()}\n`;
}

const HEAD = `# Languages

\`stitch read "…" --lang hi\` shows how a text is said, and \`stitch read --languages\` lists what each language can say.
\`npm run test:language\` writes this page.

**No native speaker has confirmed any of the readings on this page yet.** They follow the sources that each file in
\`src/languages/\` names. To check a language, read its table below, and send what is wrong with the right words.
`;

function figuresTable(
  figures: readonly Figures[],
  summaries: readonly Summary[],
  own: ReadonlySet<string>,
): string {
  const percent = (part: number, whole: number) =>
    whole === 0 ? '–' : `${((100 * part) / whole).toFixed(0)} %`;
  const rows = figures
    .filter(({ lang }) => own.has(lang.split('-')[0]!))
    .map(({ lang, class: name, cases, first, any, refused }) =>
      row([lang, name, String(cases), percent(first, cases), percent(any, cases), String(refused)]),
    );
  const both = (all: number, cases: number, apart: number, casesApart: number) =>
    `${percent(all, cases)} / ${percent(apart, casesApart)}`;
  const sums = summaries.map(({ language, cardinals, others, cardinalsApart, othersApart }) =>
    row([
      `${languageName(language)} (${language})`,
      both(cardinals.any, cardinals.cases, cardinalsApart.any, cardinalsApart.cases),
      both(others.first, others.cases, othersApart.first, othersApart.cases),
      both(others.any, others.cases, othersApart.any, othersApart.cases),
    ]),
  );
  return `## Measured

Against public cases, at most 60 of a language and class: written values, read as their class, compared after folding
case, width, hyphens, commas, English "and", spaces of Chinese and Japanese, and what the look-up of clips folds (Amharic
homophones, Arabic vowel signs). "First" is the first way, "any" any of up to eight.
Cases of CLDR are left out of the cardinals of languages that are said by its rules. The second figure is without any
cases of CLDR, whose Amharic, Arabic and Tamil is not what people say.

| language | cardinals, any | other classes, first | other classes, any |
| --- | --- | --- | --- |
${sums.join('\n')}

| language | class | cases | first | any | refused |
| --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

const LEFT = `### What is left

- **Refused on purpose**: dates with two meanings (\`10/06/2005\`), impossible dates and times (\`30-2-1990\`, \`24:50\`),
  ordinals with a wrong suffix (\`3th\`), numbers with separators of another language (\`1.000\` in Hungarian). The sources
  guess a meaning, or say them nonetheless.
- **Refused for want of a source**: Yoruba above 100, where the tones and the order of n2words are found nowhere else.
- **More than a value**: sentences, addresses ("1428 Elm St"), time zones, sums, sizes ("2x8 m2"), abbreviations of
  years ("2Q22"). They are text, and are said word by word.
- **Letters of a sign**: sources that read an unknown sign letter by letter ("80 s" as "eighty S").
- **The source's own mistakes or spellings**: CLDR's Amharic ("ሁለት አስር አንድ" for 21: "two tens one"), which is all that is
  missed there but one number of ten thousands; CLDR's Tamil, which puts words side by side that people join ("இருபது ஒன்று"
  for 21), and its Arabic, which does not agree in gender and counts millions in the singular; num2words' "veintiún"
  currencies of the wrong gender and its foreign words for hundredths; indic-numtowords' slips in Punjabi and Tamil, decimals
  taken for ordinals.
- **Grammar that a number alone does not show**: num2words' Ukrainian cases ("чотирьох"), Swedish "miljon" without "en".
- **Not the first way, in Spanish and French**: num2words says the hundredths of every amount ("un franc et zéro
  centimes"), in Spanish only those that are written are said first; CLDR has years by hundreds ("dix-neuf cent
  quarante-sept"); NeMo and num2words have "vigesimoséptimo" in one word. All of these are ways besides the first.
- **Plurals of ordinals**: CLDR lets the last word alone agree ("vigésimo primeros"); both do ("vigésimos primeros").
`;

/** What is said in one language, one value a line. */
async function saidIn(tag: string): Promise<string> {
  const rows: string[] = [];
  for (const [as, text] of VALUES) {
    const written = local(text, tag);
    const said = await say(written, tag, as);
    if (said !== null) rows.push(row([as, `\`${written}\``, said]));
  }
  return `## ${languageName(tag)} (${tag})

Not confirmed by a native speaker.

| as | written | said |
| --- | --- | --- |
${rows.join('\n')}
`;
}

/** The first way, and the next where there is one; null where the language has no rules for the class. */
async function say(text: string, tag: string, as: string): Promise<string | null> {
  try {
    const { readings } = await readText(text, tag, as);
    return readings
      .slice(0, 2)
      .map((way) => way.join(' '))
      .join('; ');
  } catch {
    return null;
  }
}

/** Numbers of the languages that have nothing else. */
async function otherLanguages(tags: readonly string[]): Promise<string> {
  const numbers = ['7', '21', '110', '2026', '1234567', '-5'];
  const rows: string[] = [];
  for (const tag of tags) {
    const cells: string[] = [];
    for (const number of numbers) cells.push((await say(number, tag, 'cardinal')) ?? '–');
    rows.push(row([`${languageName(tag)} (${tag})`, ...cells]));
  }
  return `## Other languages

Cardinals, digits, telephone numbers and spelling only; by n2words, CLDR or rules that \`src/languages/\` has. Not confirmed by a native speaker.

| language | ${numbers.join(' | ')} |
| --- |${' --- |'.repeat(numbers.length)}
${rows.join('\n')}
`;
}
