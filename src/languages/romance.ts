import type { CurrencyWords } from '../message/readings/language.ts';
import type { Phrases } from '../message/readings/reading.ts';

/**
 * Digits after the decimal mark as Spanish and French read them: up to three as one number, more in pairs,
 * a leading zero by itself.
 */
export function groupedDecimals(digits: string, below1000: (value: number) => string): string {
  const zero = below1000(0);
  if (digits.length <= 3 && !digits.startsWith('0')) return below1000(Number(digits));
  const pairs = digits.length === 3 ? [digits[0]!, digits.slice(1)] : (digits.match(/..?/g) ?? []);
  return pairs
    .map((pair) => {
      if (pair.length === 2 && pair.startsWith('0')) return `${zero} ${below1000(Number(pair[1]))}`;
      return below1000(Number(pair));
    })
    .join(' ');
}

/** Adds the full names that `Intl` has for a currency, country and all, after the short ones. */
export function withFullNames(
  tag: string,
  code: string,
  short: CurrencyWords | undefined,
): CurrencyWords | null {
  const [one, many] = [nameOf(tag, code, 1), nameOf(tag, code, 2)];
  if (one === null || many === null) return short ?? null;
  if (short === undefined) return { unit: { one: [one], many: [many], gender: genderOf(one) } };
  const { unit } = short;
  const full = (own: Phrases, name: string) => (own.includes(name) ? own : [...own, name]);
  return { ...short, unit: { ...unit, one: full(unit.one, one), many: full(unit.many, many) } };
}

function nameOf(tag: string, code: string, count: number): string | null {
  try {
    const format = new Intl.NumberFormat(tag, {
      style: 'currency',
      currency: code,
      currencyDisplay: 'name',
    });
    const name = format.formatToParts(count).find(({ type }) => type === 'currency')?.value;
    // A name with the years of its use is not said.
    return name === undefined || name === code || /\d/.test(name) ? null : name.toLowerCase();
  } catch (error) {
    if (error instanceof RangeError) return null; // not a code that Intl knows
    throw error;
  }
}

/** The names of currencies in Romance languages end as their gender does. */
function genderOf(name: string): 'f' | 'm' {
  return /^\S*a(?:\s|$)/.test(name) ? 'f' : 'm';
}
