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

/** A share of one, or whole units and a share: 1/2, 2 1/4. */
export interface SharedAmount {
  readonly whole: bigint;
  readonly ratio: NonNullable<Quantity['ratio']>;
}

/** Says a share of a unit: "half a kilogram", "one and a half kilograms"; none of those without rules. */
export type ShareRule = (
  amount: SharedAmount,
  noun: NounForms,
  numbers: QuantityPhrases,
) => Phrases;

export function isHalf({ ratio }: SharedAmount): boolean {
  return ratio.numerator === 1n && ratio.denominator === 2n;
}

/** How a language puts number and noun together. */
export interface NounRules {
  /** Default: shares of units are not said. */
  readonly share?: ShareRule;
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
  noun: NounForms,
  numbers: QuantityPhrases,
  { nounFirst = false, ofMillions, isSingular, bothForZero = false, share }: NounRules,
): Phrases {
  const { gender, one, many } = noun;
  const { ratio } = amount;
  if (ratio !== undefined)
    return amount.negative ? [] : (share?.({ whole: amount.integer, ratio }, noun, numbers) ?? []);
  const isZero = bothForZero && amount.integer === 0n && amount.fraction === '';
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
