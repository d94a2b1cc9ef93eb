import { readDate } from './date.ts';
import type { Language } from './language.ts';
import type { Mark } from './mark.ts';
import { readMoney } from './money.ts';
import { readPlural } from './plural.ts';
import { readRange } from './range.ts';
import type { Outcome } from './reading.ts';
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
