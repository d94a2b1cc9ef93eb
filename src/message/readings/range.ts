import { toAsciiDigits } from '../number-literal.ts';
import { isPlainCurrency } from './currencies.ts';
import { readDate } from './date.ts';
import type { Language } from './language.ts';
import { readMoney } from './money.ts';
import { parseQuantity, sayQuantity } from './quantity.ts';
import { combine, type Outcome, type Phrases, say, toWords } from './reading.ts';
import { readTime } from './time.ts';
import { noRules, readMeasure, readNumber, readPercent } from './values.ts';

const DASH = '[-\u2010-\u2015]';
/** Two ends with a dash between them, which the second has none of. */
const ENDS = new RegExp(`^(.*?[\\p{Nd}\\p{L}%])\\s?${DASH}\\s?([^-\u2010-\u2015]*\\p{Nd}.*)$`, 'u');
/** A number with what stands before and after it: "KES ", "%", " kg". */
const NUMBER = /^(\P{Nd}*)(\p{Nd}[\p{Nd}.,]*)(.*)$/u;

/** Reads "2-5", "2–5 kg", "KES 100-200", "$250-$300", "1960-80". */
export function readRange(text: string, language: Language): Outcome {
  const refuse = (reason: string): Outcome => ({ class: 'range', reason });
  const found = ENDS.exec(text.trim());
  if (found === null) return refuse(`"${text}" is not a range; write it as 2-5`);
  const [first, last] = [found[1]!.trim(), found[2]!.trim()];
  const none = () => noRules('range', text, language);
  const years = yearsOf(first, last, language);
  if (years !== null) return say('range', language.range?.(...years) ?? [], none);
  const ends = sharingUnit(first, last);
  const [from, to] = ends.map((end) => readEnd(end, language)) as [Outcome, Outcome];
  if ('reason' in to) return refuse(to.reason);
  if ('reason' in from) return refuse(from.reason);
  const isShared = ends[0] !== first || ends[1] !== last;
  const shared = isShared ? withSharedUnit([from, to], ends, language) : [];
  const whole = language.range?.(phrasesOf(from), phrasesOf(to)) ?? [];
  return say('range', shared.length > 0 ? shared : whole, none);
}

/** "1960-80" as two years, the second by its last two digits; null for other ends. */
function yearsOf(from: string, to: string, language: Language): readonly [Phrases, Phrases] | null {
  const [first, last] = [toAsciiDigits(from), toAsciiDigits(to)];
  if (!/^[12]\d{3}$/.test(first) || !/^\d{2}$/.test(last) || last <= first.slice(2)) return null;
  return language.year === undefined
    ? null
    : [language.year(Number(first)), language.cardinal(BigInt(last))];
}

/** Both ends with the unit that only one of them has: "10" and "15 kg", "KES 100" and "200". */
function sharingUnit(first: string, last: string): readonly [string, string] {
  const [a, b] = [NUMBER.exec(first), NUMBER.exec(last)];
  if (a === null || b === null || /\p{Nd}/u.test(a[3]! + b[3]!)) return [first, last];
  const isBare = ([, before, , after]: RegExpExecArray) => before === '' && after === '';
  if (isBare(a) === isBare(b)) return [first, last];
  const [, before, , after] = isBare(a) ? b : a;
  return [`${before}${a[2]}${after}`, `${before}${b[2]}${after}`];
}

function readEnd(written: string, language: Language): Outcome {
  const name = written.replace(/[-\u2212\p{Nd}.,\s]/gu, '');
  if (/\p{Sc}/u.test(written) || isPlainCurrency(name, language))
    return readMoney(written, language, null);
  if (/[%\u066A]/u.test(written)) return readPercent(written, language);
  if (/^\p{Nd}+0s$/u.test(written)) return readDate(written, language, null);
  if (/:/.test(written)) return readTime(written, language, false);
  if (name !== '') return readMeasure(written, language, null, true);
  return readNumber('cardinal', written, language);
}

/** Says the unit once: "ten to fifteen kilograms", Swahili "kilogramu kumi hadi kumi na tano". */
function withSharedUnit(
  amounts: readonly [Outcome, Outcome],
  ends: readonly [string, string],
  language: Language,
): Phrases {
  const [from, to] = [0, 1].map((i) => partsOf(amounts[i]!, ends[i]!, language));
  const numbers = [...new Set(from!.map(({ alone }) => alone))];
  return to!.flatMap(({ before, number, after }) =>
    combine([before, language.range?.(numbers, [number]) ?? [], after]),
  );
}

/** A way of an amount by its number and what stands before and after it. */
interface AmountParts {
  readonly before: string;
  readonly number: string;
  readonly after: string;
  /** The number where no noun follows: Spanish "uno" for the "un" of "un kilo", but "una" for that of "una hora". */
  readonly alone: string;
}

/** The ways of an amount by their parts; none of "two shillings fifty cents". */
function partsOf(amount: Outcome, written: string, language: Language): readonly AmountParts[] {
  const parsed = parseQuantity(NUMBER.exec(written)![2]!, language, true);
  if ('reason' in parsed) return [];
  const [plain, ...agreeing] = ([undefined, 'f', 'm', 'n'] as const).map((gender) =>
    sayQuantity(parsed.quantity, language, gender).map((phrase) => toWords(phrase).join(' ')),
  );
  const numbers = [plain!, ...agreeing].flat();
  const standsAlone = new Set([...plain!, ...agreeing[0]!]);
  return phrasesOf(amount).flatMap((way) => {
    const number = numbers.find((each) => way.startsWith(`${each} `) || way.endsWith(` ${each}`));
    if (number === undefined) return [];
    const alone = standsAlone.has(number) ? number : plain![0]!;
    const after = way.startsWith(`${number} `) ? way.slice(number.length + 1) : '';
    const before = after === '' ? way.slice(0, -number.length - 1) : '';
    return [{ before, number, after, alone }];
  });
}

function phrasesOf(outcome: Outcome): Phrases {
  return 'ways' in outcome ? outcome.ways.map((way) => way.join(' ')) : [];
}
