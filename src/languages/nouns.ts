import type {
  CurrencyWords,
  NounForms,
  Quantity,
  QuantityPhrases,
} from '../message/readings/language.ts';
import { combine, type Gender, type Phrases } from '../message/readings/reading.ts';

/**
 * Parses "dollar|dollars" or, with a gender, "f:libra|libras"; spellings and synonyms are parted by "/":
 * "dolar/dola". A noun with one form has that one throughout.
 */
function noun(text: string): NounForms {
  const gender = /^([fmn]):/.exec(text)?.[1] as Gender | undefined;
  const [one = '', many = one] = text.replace(/^[fmn]:/, '').split('|');
  return { gender, one: one.split('/'), many: many.split('/') };
}

/** Digits of a currency's smaller unit where they are not two (ISO 4217). The Jordanian piastre is a hundredth. */
const MINOR_DIGITS: Readonly<Record<string, number>> = {
  BHD: 3,
  IQD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** Parses a table of "unit; smaller unit" by currency code. */
export function currencyTable(
  table: Readonly<Record<string, string>>,
): Readonly<Record<string, CurrencyWords>> {
  return Object.fromEntries(
    Object.entries(table).map(([code, text]) => {
      const [unit = '', minor] = text.split(';').map((part) => part.trim());
      const words = { unit: noun(unit), minor: minor ? noun(minor) : undefined };
      return [code, { ...words, minorDigits: MINOR_DIGITS[code] }];
    }),
  );
}

/** A lookup in a table of units by CLDR's names. */
export function unitTable(
  table: Readonly<Record<string, string>>,
): (name: string) => NounForms | null {
  return (name) => (Object.hasOwn(table, name) ? noun(table[name]!) : null);
}

/** How a language puts number and noun together. */
export interface NounRules {
  /** True where the noun stands before its number: Swahili "shilingi mia tano". */
  readonly nounFirst?: boolean;
  /** Words between an amount's units and hundredths, all correct; "" for none. */
  readonly joins: readonly string[];
  /** Word between a whole million and a noun: Spanish "un millón de euros". */
  readonly ofMillions?: string;
  /** Whether a quantity takes the singular; default: exactly one. */
  readonly isSingular?: (amount: Quantity) => boolean;
  /** Whether written hundredths of zero are said in the first way: "8.00" as "ocho dólares con cero centavos". */
  readonly saysNoHundredths?: boolean;
  /** Whether nothing takes both forms: French "zéro centime" and "zéro centimes". */
  readonly bothForZero?: boolean;
}

/** Says amounts of money. */
export function moneyRule(rules: NounRules) {
  return (amount: Quantity, currency: CurrencyWords, numbers: QuantityPhrases): Phrases => {
    const { unit, minor, minorDigits = 2 } = currency;
    const digits = amount.fraction.replace(/0+$/, '');
    const isWhole = amount.scale === undefined && amount.ratio === undefined;
    if (!isWhole || digits.length > minorDigits || (digits.length > 0 && minor === undefined))
      return counted(amount, unit, numbers, rules);
    const units = counted({ ...amount, fraction: '' }, unit, numbers, rules);
    const hundredths = digits === '' ? 0n : BigInt(digits.padEnd(minorDigits, '0'));
    if (minor === undefined || (hundredths === 0n && amount.fraction === '')) return units;
    const part: Quantity = { negative: false, integer: hundredths, fraction: '' };
    const both = combine([units, rules.joins, counted(part, minor, numbers, rules)]);
    if (hundredths === 0n) {
      const ways = [units.slice(0, 4), both.slice(0, 4)];
      return (rules.saysNoHundredths ? ways.reverse() : ways).flat();
    }
    if (amount.integer > 0n) return both;
    return counted({ ...part, negative: amount.negative }, minor, numbers, rules);
  };
}

/** Says quantities with their units. */
export function measureRule(rules: NounRules) {
  return (amount: Quantity, unit: NounForms, numbers: QuantityPhrases): Phrases =>
    counted(amount, unit, numbers, rules);
}

function counted(
  amount: Quantity,
  { gender, one, many }: NounForms,
  numbers: QuantityPhrases,
  { nounFirst = false, ofMillions, isSingular, bothForZero = false }: NounRules,
): Phrases {
  const isZero = bothForZero && amount.integer === 0n && amount.fraction === '' && !amount.ratio;
  const isOne = isSingular?.(amount) ?? numbers.isOne(amount);
  const forms = isZero ? [...one, ...many] : isOne ? one : many;
  const number = numbers.quantity(amount, gender ?? 'm');
  if (nounFirst) return combine([forms, number]);
  const { integer, fraction, scale = 0 } = amount;
  const isMillions =
    scale >= 6 ||
    (scale === 0 && fraction === '' && integer >= 1_000_000n && integer % 1_000_000n === 0n);
  return combine(
    ofMillions !== undefined && isMillions ? [number, ofMillions, forms] : [number, forms],
  );
}
