// Chinese: numbers only, in the script of the tag. Sources: NeMo-text-processing (Apache-2.0), CLDR 48 and n2words 4.0.0
// (MIT), which differ in zeros and in ten; here a group of four digits is read as Chinese schools teach it: one zero for
// any number of them between digits, none at a group's end.
import type { Language } from '../message/readings/language.ts';
import type { Phrases } from '../message/readings/reading.ts';

const DIGITS = [...'零一二三四五六七八九'];
const PLACES = ['', '十', '百', '千'];

/** Characters of the traditional script. */
const TRADITIONAL: Readonly<Record<string, string>> = {
  万: '萬',
  亿: '億',
  两: '兩',
  负: '負',
  点: '點',
};

/** A group of four digits; "十一" at the beginning of a number, "一十一" within. */
function group(value: number): string {
  let said = '';
  let hasGap = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      hasGap = said !== '';
      continue;
    }
    said += (hasGap ? DIGITS[0]! : '') + DIGITS[digit]! + PLACES[place]!;
    hasGap = false;
  }
  return said;
}

/** Groups of four digits: 10^12 is a 万 of 亿, or 兆 in Taiwan. */
function whole(value: bigint, names: readonly string[]): string {
  if (value === 0n) return DIGITS[0]!;
  let said = '';
  let hasGap = false;
  for (let index = names.length - 1; index >= 0; index--) {
    const own = Number((value / 10n ** BigInt(4 * index)) % 10_000n);
    if (own === 0) {
      hasGap = said !== '';
      continue;
    }
    const zero = said !== '' && (hasGap || own < 1000) ? DIGITS[0]! : '';
    said += zero + group(own) + names[index]!;
    hasGap = false;
  }
  return said.replace(/^一十/, '十');
}

/** 亿 counts up to ten thousand of itself. */
function mainland(value: bigint): string {
  const [high, low] = [value / 10n ** 8n, value % 10n ** 8n];
  if (high === 0n) return whole(low, ['', '万']);
  const rest = low === 0n ? '' : (low < 10n ** 7n ? DIGITS[0]! : '') + within(low);
  return `${whole(high, ['', '万'])}亿${rest}`;
}

/** Not at the beginning of a number ten is "一十". */
const within = (value: bigint) => whole(value, ['', '万']).replace(/^十/, '一十');

/** With "两" for two before 百, 千, 万 and 亿; with "十" after a zero, as many say; by characters, each a clip. */
function ways(phrase: string): Phrases {
  const both = [phrase, phrase.replace(/零一十(?=[万亿萬億]|$)/g, '零十')];
  const all = [
    ...both,
    ...both.map((one) => one.replace(/二(?=千)|(?<![十零])二(?=[百万亿])/g, '两')),
  ];
  return [...all, ...all.map((one) => [...one].join(' '))];
}

/** Chinese of a tag such as zh, zh-TW or zh-Hant. */
export function chinese(tag: string): Language {
  const { script, region } = new Intl.Locale(tag).maximize();
  const inScript = (text: string) =>
    script === 'Hant' ? text.replace(/./gu, (sign) => TRADITIONAL[sign] ?? sign) : text;
  const say = (value: bigint) =>
    region === 'TW' ? whole(value, ['', '万', '亿', '兆']) : mainland(value);
  return {
    tag,
    cardinal: (value) => (value >= 10n ** 15n ? [] : ways(say(value)).map(inScript)),
    digit: (digit) => [DIGITS[digit]!],
    minus: [inScript('负')],
    plus: ['加'],
    point: [inScript('点')],
  };
}
