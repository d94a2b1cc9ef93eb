import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldOf } from '../../src/message/fold.ts';

/** A written value and how it is spoken, by a public source. */
export interface Case {
  readonly lang: string;
  readonly class: string;
  readonly written: string;
  readonly spoken: string;
  readonly source: string;
}

/** Reads cases from a TSV file with a header; lines that begin with "#" are comments. */
export function readCases(path = join(import.meta.dirname, 'cases.tsv')): readonly Case[] {
  const [, ...lines] = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [lang = '', name = '', written = '', spoken = '', source = ''] = line.split('\t');
    return { lang, class: name, written, spoken, source };
  });
}

/** Currency of num2words' cases that name none. */
const DEFAULT_CURRENCIES: Readonly<Record<string, string>> = {
  'pt-BR': 'BRL',
  bn: 'BDT',
  'en-NG': 'NGN',
  am: 'ETB',
  hi: 'INR',
  th: 'THB',
  fa: 'IRR',
  kn: 'INR',
  te: 'INR',
  sv: 'SEK',
  uk: 'UAH',
  ru: 'RUB',
  ar: 'SAR',
  id: 'IDR',
  vi: 'VND',
};

/**
 * The request for `stitch read` that a case stands for. num2words' cases are arguments of Python: their decimal
 * mark is ".", their currency stands before them, and their gender is in the source.
 */
export function requestOf({ lang, class: name, written, source }: Case): {
  text: string;
  as: string;
} {
  const gender = /feminine|gender=f/.test(source) ? ' f' : /masculine/.test(source) ? ' m' : '';
  const number = name === 'ordinal' && /plural/.test(source) ? ' plural' : '';
  const as =
    (name === 'cardinal' || name === 'ordinal') && gender + number !== ''
      ? name + gender + number
      : name;
  if (!source.startsWith('num2words')) return { text: written, as };
  const money = /^(\(default\)|[A-Z]{3}) (.*)$/.exec(written);
  const local = (text: string) => (decimalMark(lang) === ',' ? text.replace('.', ',') : text);
  if (money === null) return { text: local(written), as };
  const currency = money[1] === '(default)' ? (DEFAULT_CURRENCIES[lang] ?? 'EUR') : money[1];
  return { text: local(money[2]!), as: `money ${currency}` };
}

function decimalMark(lang: string): string {
  return new Intl.NumberFormat(lang).format(0.5).includes(',') ? ',' : '.';
}

/** Folds spelling that is not heard: case, width, hyphens, commas, English "and", what clips are found by. */
export function fold(text: string, lang: string): string {
  let folded = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u2018\u2019\u02BC]/gu, "'")
    .replace(/[-\u2010,、]/gu, ' ');
  if (/^en/.test(lang)) folded = folded.replace(/\band\b/g, ' ');
  // Spellings by which the same clips are found: homophones, vowel signs, letters of another alphabet.
  folded = folded.split(/\s+/).map(foldOf(lang)).join(' ').trim();
  return /^(?:ja|zh)/.test(lang) ? folded.replaceAll(' ', '') : folded;
}
