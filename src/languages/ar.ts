// Arabic: numbers only. Sources: n2words 4.0.0 (MIT), NeMo-text-processing (Apache-2.0) and num2words' tests for words and
// spellings; CLDR 48 (ar) for the plural categories, by which thousands and millions are counted.
import type { Language } from '../message/readings/language.ts';
import type { Gender, Phrases } from '../message/readings/reading.ts';

const words = (text: string) => text.split(' ');

/** Counting a masculine noun, or none; the numbers from 3 look feminine. */
const MASCULINE = words('صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة');
const FEMININE = words('صفر واحدة اثنتان ثلاث أربع خمس ست سبع ثمان تسع عشر');
const TENS = words('- - عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون');
const HUNDREDS = words('- - - ثلاث أربع خمس ست سبع ثمان تسع');

function below100(value: number, gender: 'm' | 'f'): string {
  const small = gender === 'f' ? FEMININE : MASCULINE;
  if (value <= 10) return small[value]!;
  if (value === 11) return gender === 'f' ? 'إحدى عشرة' : 'أحد عشر';
  if (value === 12) return gender === 'f' ? 'اثنتا عشرة' : 'اثنا عشر';
  const unit = value % 10;
  if (value === 18 && gender === 'f') return 'ثماني عشرة';
  if (value < 20) return `${small[unit]} ${gender === 'f' ? 'عشرة' : 'عشر'}`;
  const tens = TENS[Math.floor(value / 10)]!;
  return unit === 0 ? tens : `${small[unit]} و${tens}`;
}

/** Spellings: "تسعمائة", "تسعمئة" and "تسع مئة". */
interface Spelling {
  readonly hundred: string;
  readonly gap: string;
}

function below1000(value: number, gender: 'm' | 'f', { hundred, gap }: Spelling): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  if (hundreds === 0) return below100(rest, gender);
  const head =
    hundreds === 1
      ? hundred
      : hundreds === 2
        ? hundred.replace(/ة$/, 'تان')
        : HUNDREDS[hundreds] + gap + hundred;
  return rest === 0 ? head : `${head} و${below100(rest, gender)}`;
}

/** One, two, three to ten, and eleven to ninety-nine of a scale. */
const SCALES: readonly (readonly [bigint, string, string, string, string])[] = [
  [10n ** 12n, 'تريليون', 'تريليونان', 'تريليونات', 'تريليوناً'],
  [10n ** 9n, 'مليار', 'ملياران', 'مليارات', 'ملياراً'],
  [10n ** 6n, 'مليون', 'مليونان', 'ملايين', 'مليوناً'],
  [1000n, 'ألف', 'ألفان', 'آلاف', 'ألفاً'],
];

/** A count of a scale: its last two digits decide on the noun's form. */
function counted(count: number, scale: (typeof SCALES)[number], spelling: Spelling): string {
  const [, one, two, few, many] = scale;
  const [hundreds, last] = [count - (count % 100), count % 100];
  const own = last === 1 ? one : last === 2 ? two : null;
  // In the construct state the dual loses its n: "مئتا ألف".
  const whole = `${below1000(hundreds, 'm', spelling).replace(/تان$/, 'تا')} ${one}`;
  if (own !== null) return hundreds === 0 ? own : `${whole} و${own}`;
  if (last === 0) return whole;
  return `${below1000(count, 'm', spelling)} ${last <= 10 ? few : many}`;
}

function say(value: bigint, gender: 'm' | 'f', spelling: Spelling): string {
  const parts: string[] = [];
  let rest = value;
  for (const scale of SCALES) {
    const count = Number(rest / scale[0]);
    rest %= scale[0];
    if (count > 0) parts.push(counted(count, scale, spelling));
  }
  if (rest > 0n || parts.length === 0) parts.push(below1000(Number(rest), gender, spelling));
  return parts.join(' و');
}

const JOINED: Spelling = { hundred: 'مائة', gap: '' };
const MODERN: Spelling = { hundred: 'مئة', gap: '' };
const APART: Spelling = { hundred: 'مئة', gap: ' ' };

/** Each spelling with "و" at the word after it; then with "و" by itself, as it may be recorded. */
function cardinal(value: bigint, gender?: Gender): Phrases {
  if (value >= 10n ** 15n) return [];
  const agreeing = gender === 'f' ? 'f' : 'm';
  const all = [JOINED, MODERN, APART].map((spelling) => say(value, agreeing, spelling));
  return [...all, ...all.map((phrase) => phrase.replace(/ و(?=\S)/g, ' و '))];
}

/** Arabic. */
export const arabic: Language = {
  tag: 'ar',
  cardinal,
  digit: (digit) => [MASCULINE[digit]!],
  minus: ['ناقص', 'سالب'],
  plus: ['زائد'],
  point: ['فاصلة'],
  counted: () => [], // one and two follow the noun, or are its dual
};
