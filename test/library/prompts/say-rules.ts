// The rules by which Asterisk puts numbers together (main/say.c, ast_say_number_full_*), written anew as functions
// from a number to the names of prompts. Options of gender are those of the functions there.

export type SayNumber = (value: number) => string[];

const whole = (value: number, of: number) => Math.floor(value / of);

/** ast_say_number_full_en */
export function english(value: number): string[] {
  if (value === 0) return ['0'];
  if (value < 20) return [`${value}`];
  if (value < 100) return [`${whole(value, 10) * 10}`, ...rest(value % 10, english)];
  if (value < 1000) return [`${whole(value, 100)}`, 'hundred', ...rest(value % 100, english)];
  const [scale, name] = value < 1e6 ? [1000, 'thousand'] : [1e6, 'million'];
  return [...english(whole(value, scale!)), name!, ...rest(value % scale!, english)];
}

/** ast_say_number_full_es. @param one the prompt for 1: by the option of gender. */
export function spanish(value: number, one = '1'): string[] {
  const own = (of: number) => spanish(of, one);
  if (value === 1) return [one];
  if (value < 31) return [`${value}`];
  if (value < 100)
    return [`${whole(value, 10) * 10}`, ...(value % 10 ? ['and', ...own(value % 10)] : [])];
  if (value === 100) return ['100'];
  if (value < 200) return ['100-and', ...own(value - 100)];
  if (value < 1000) return [`${whole(value, 100) * 100}`, ...rest(value % 100, own)];
  if (value < 2000) return ['thousand', ...rest(value % 1000, own)];
  if (value < 1e6) return [...own(whole(value, 1000)), 'thousand', ...rest(value % 1000, own)];
  const millions = whole(value, 1e6);
  const head = millions === 1 ? ['1M', 'million'] : [...own(millions), 'millions'];
  return [...head, ...rest(value % 1e6, own)];
}

/** ast_say_number_full_fr. @param one the prompt for 1: by the option of gender. */
export function french(value: number, one = '1'): string[] {
  const own = (of: number) => french(of, one);
  if (value === 1) return [one];
  if (value < 21) return [`${value}`];
  if (value < 70)
    return [
      `${whole(value, 10) * 10}`,
      ...(value % 10 === 1 ? ['et'] : []),
      ...rest(value % 10, own),
    ];
  if (value < 80) return ['60', ...(value % 10 === 1 ? ['et'] : []), ...own(value - 60)];
  if (value < 100) return ['80', ...rest(value - 80, own)];
  if (value < 200) return ['hundred', ...rest(value - 100, own)];
  if (value < 1000) return [`${whole(value, 100)}`, 'hundred', ...rest(value % 100, own)];
  if (value < 2000) return ['thousand', ...rest(value - 1000, own)];
  const [scale, name] = value < 1e6 ? [1000, 'thousand'] : [1e6, 'million'];
  return [...own(whole(value, scale!)), name!, ...rest(value % scale!, own)];
}

/** ast_say_number_full_it */
export function italian(value: number): string[] {
  if (value < 20) return [`${value}`];
  if (value < 100) {
    if (value % 10 === 1 || value % 10 === 8) return [`${value}`];
    return [`${whole(value, 10) * 10}`, ...rest(value % 10, italian)];
  }
  if (value < 1000) {
    const count = value < 200 ? [] : [`${whole(value, 100)}`];
    return [...count, 'hundred', ...rest(value % 100, italian)];
  }
  const isMillion = value >= 1e6;
  const scale = isMillion ? 1e6 : 1000;
  const name = isMillion ? 'million' : 'thousand';
  const count = whole(value, scale);
  const head = count > 1 ? [...italian(count), `${name}s`] : [name];
  return [...head, ...rest(value % scale, italian)];
}

/** ast_say_number_full_ru. @param gender the ending of 1 and 2. */
export function russian(value: number, gender = ''): string[] {
  const own = (of: number) => russian(of, gender);
  if (value < 20) return [`${value}${value > 0 && value < 3 ? gender : ''}`];
  if (value < 100) return [`${value - (value % 10)}`, ...rest(value % 10, own)];
  if (value < 1000) return [`${value - (value % 100)}`, ...rest(value % 100, own)];
  const isMillion = value >= 1e6;
  const scale = isMillion ? 1e6 : 1000;
  const count = whole(value, scale);
  const last = count % 100 < 20 ? count % 100 : count % 10;
  const names = isMillion
    ? ['million', 'million-a', 'millions']
    : ['thousand', 'thousands-i', 'thousands'];
  const name = last === 1 ? names[0]! : last > 1 && last < 5 ? names[1]! : names[2]!;
  const head = russian(count, !isMillion && last < 3 ? 'f' : '');
  return [...head, name, ...rest(value % scale, own)];
}

/** ast_say_enumeration_full_en. */
export function englishOrdinal(value: number): string[] {
  if (value < 20) return [`h-${value}`];
  if (value < 100) {
    const tens = whole(value, 10) * 10;
    return value === tens ? [`h-${tens}`] : [`${tens}`, `h-${value - tens}`];
  }
  const [scale, name] = value < 1000 ? [100, 'hundred'] : [1000, 'thousand'];
  const [count, left] = [whole(value, scale!), value % scale!];
  const head = english(count);
  return left === 0 ? [...head, `h-${name}`] : [...head, name!, ...englishOrdinal(left)];
}

function rest(value: number, own: SayNumber): string[] {
  return value === 0 ? [] : own(value);
}

const upTo = (last: number) => Array.from({ length: last + 1 }, (_, i) => `${i}`);
const tens = (...digits: readonly number[]) => digits.map((digit) => `${digit}0`);
const named = (name: string, count: number) => upTo(count - 1).map((i) => `${name}-${i}`);

const DATES = [...named('day', 7), ...named('mon', 12), 'today', 'tomorrow', 'yesterday'];
const TIMES = ['oclock', 'oh', 'a-m', 'p-m', 'at'];
const ORDINALS = [...upTo(20), ...tens(3, 4, 5, 6, 7, 8, 9), 'hundred', 'thousand', 'million']
  .filter((name) => name !== '0')
  .map((name) => `h-${name}`);

/** The prompts in digits/ that the rules of each language ask for. */
export const DIGITS: Readonly<Record<string, readonly string[]>> = {
  en: [
    ...[...upTo(20), ...tens(3, 4, 5, 6, 7, 8, 9), 'hundred', 'thousand', 'million', 'billion'],
    ...['minus', 'dollars', 'star', 'pound', ...ORDINALS, ...DATES, ...TIMES],
  ],
  es: [
    ...[...upTo(30), ...tens(4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90)],
    ...['1F', '1M', '100-and', 'and', 'y', 'thousand', 'million', 'millions', 'minus'],
    ...['es-el', 'es-de', 'afternoon', ...DATES, ...TIMES],
  ],
  fr: [
    ...[...upTo(20), ...tens(3, 4, 5, 6, 8), '1F', 'et', 'hundred', 'thousand', 'million'],
    ...['minus', 'h-1', ...DATES, ...TIMES],
  ],
  it: [
    ...[...upTo(20), ...tens(3, 4, 5, 6, 7, 8, 9)],
    ...[2, 3, 4, 5, 6, 7, 8, 9].flatMap((ten) => [`${ten}1`, `${ten}8`]),
    ...['hundred', 'thousand', 'thousands', 'million', 'millions', 'minus', 'h-1'],
    ...['ore-1900', 'ore-2000', 'ore-una', 'ore-mezzanotte', ...DATES, ...TIMES],
  ],
  ru: [
    ...[...upTo(20), ...tens(3, 4, 5, 6, 7, 8, 9, 10, 20, 30, 40, 50, 60, 70, 80, 90)],
    ...['1f', '2f', 'thousand', 'thousands-i', 'thousands', 'million', 'million-a', 'millions'],
    ...['minus', ...DATES, ...TIMES],
  ],
};
