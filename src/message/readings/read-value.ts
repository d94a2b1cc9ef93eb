import { toAsciiDigits } from '../number-literal.ts';
import { readDate } from './date.ts';
import type { Language } from './language.ts';
import type { Mark } from './mark.ts';
import { readMoney } from './money.ts';
import { readPlural } from './plural.ts';
import type { Outcome, Phrases } from './reading.ts';
import { readTime } from './time.ts';
import {
  readCharacters,
  readDigits,
  readFraction,
  readMeasure,
  readNumber,
  readOrdinal,
  readPercent,
  readTelephone,
  readYear,
  sayRange,
} from './values.ts';

/** Limit of a value's length, in UTF-16 code units. */
const MAX_VALUE = 200;

/** Reads a whole text as one value of the mark's class. @param text normalised. */
export function readValue(text: string, mark: Mark, language: Language): Outcome {
  if (text.length > MAX_VALUE) {
    const reason = `"${text.slice(0, 20)}…" has ${text.length} characters, the limit of a marked value is ${MAX_VALUE}; shorten it`;
    return { class: mark.class, reason };
  }
  switch (mark.class) {
    case 'cardinal':
    case 'decimal':
      return readNumber(mark.class, text, language, mark.gender);
    case 'ordinal':
      return readOrdinal(text, language, mark.gender, mark.isPlural);
    case 'fraction':
      return readFraction(text, language);
    case 'percent':
      return readPercent(text, language);
    case 'date':
      return readDate(text, language, mark.format ?? null);
    case 'year':
      return readYear(text, language);
    case 'time':
      return readTime(text, language, mark.western === true);
    case 'money':
      return AMOUNTS.test(text)
        ? { ...readRange(text, language), class: 'money' }
        : readMoney(text, language, mark.currency ?? null);
    case 'measure':
      return readMeasure(text, language, mark.unit ?? null, true);
    case 'telephone':
      return readTelephone(text, language);
    case 'digits':
      return readDigits(text, language);
    case 'characters':
      return readCharacters(text, language);
    case 'range':
      return readRange(text, language);
    case 'plural':
      return readPlural(text, language, mark.forms ?? [], mark.gender);
  }
}

/** A range of amounts: "$250-$300". */
const AMOUNTS = /\p{Nd}\s?[-\u2013]\s?\p{Sc}\s?\p{Nd}/u;

/** Reads "2-5", "2–5 kg", "$250-$300", "1960-80". */
function readRange(text: string, language: Language): Outcome {
  const refuse = (reason: string): Outcome => ({ class: 'range', reason });
  const found = /^(.*?[\p{Nd}\p{L}%])\s?[-\u2010-\u2015]\s?([^-\u2010-\u2015]*\p{Nd}.*)$/u.exec(
    text.trim(),
  );
  if (found === null) return refuse(`"${text}" is not a range; write it as 2-5`);
  const years = yearsOf(found[1]!, found[2]!, language);
  if (years !== null) return sayRange(years[0], years[1], text, language);
  const to = readEnd(found[2]!, language);
  const from = readEnd(found[1]!, language);
  if ('reason' in to) return refuse(to.reason);
  if ('reason' in from) return refuse(from.reason);
  return sayRange(phrasesOf(from), phrasesOf(to), text, language);
}

/** "1960-80" as two years, the second by its last two digits; null for other ends. */
function yearsOf(from: string, to: string, language: Language): readonly [Phrases, Phrases] | null {
  const [first, last] = [toAsciiDigits(from.trim()), toAsciiDigits(to.trim())];
  if (!/^[12]\d{3}$/.test(first) || !/^\d{2}$/.test(last) || last <= first.slice(2)) return null;
  return language.year === undefined
    ? null
    : [language.year(Number(first)), language.cardinal(BigInt(last))];
}

function readEnd(text: string, language: Language): Outcome {
  const written = text.trim();
  if (/\p{Sc}/u.test(written)) return readMoney(written, language, null);
  if (written.endsWith('%')) return readPercent(written, language);
  if (/^\p{Nd}+0s$/u.test(written)) return readDate(written, language, null);
  if (/:/.test(written)) return readTime(written, language, false);
  if (/[\p{L}°]/u.test(written)) return readMeasure(written, language, null, true);
  return readNumber('cardinal', written, language);
}

function phrasesOf(outcome: Outcome): Phrases {
  return 'ways' in outcome ? outcome.ways.map((way) => way.join(' ')) : [];
}
