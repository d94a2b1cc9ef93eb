// Portuguese: of Brazil, and of Portugal with mil milhões. Sources: CLDR 48 (pt, pt-PT) for numbers and names,
// NeMo-text-processing (Apache-2.0) and num2words for reading orders.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { COUNTING } from './counting.ts';
import { isHalf, measureRule, moneyRule, type NounRules, type ShareRule } from './nouns.ts';
import { CURRENCIES, UNITS } from './pt-nouns.ts';
import { ordinal, ordinals } from './pt-ordinals.ts';
import { withFullNames } from './romance.ts';
import { numberList } from './scales.ts';

const SMALL = numberList(
  'zero, um, dois, três, quatro, cinco, seis, sete, oito, nove, dez, onze, doze, treze, catorze/quatorze, quinze, dezesseis/dezasseis, dezessete/dezassete, dezoito, dezenove/dezanove',
);
const TENS = '- dez vinte trinta quarenta cinquenta sessenta setenta oitenta noventa'.split(' ');
const HUNDREDS =
  '- cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos'.split(
    ' ',
  );

function small(value: number, isEuropean: boolean): Phrases {
  const own = SMALL[value]!;
  return isEuropean && value > 14 ? [...own].reverse() : own;
}

function below1000(value: number, isEuropean: boolean, gender?: Gender): Phrases {
  if (value === 100) return ['cem'];
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const unit = rest < 20 ? rest : rest % 10;
  const parts: Phrases[] = [];
  if (hundreds > 0)
    parts.push([
      gender === 'f' && hundreds > 1
        ? HUNDREDS[hundreds]!.replace(/os$/, 'as')
        : HUNDREDS[hundreds]!,
    ]);
  if (rest >= 20) parts.push([TENS[Math.floor(rest / 10)]!]);
  if (unit > 0 || value === 0)
    parts.push(small(unit, isEuropean).map((word) => agree(word, gender)));
  return combine(parts.flatMap((part, i) => (i === 0 ? [part] : ['e', part])));
}

function agree(word: string, gender?: Gender): string {
  if (gender !== 'f') return word;
  return word === 'um' ? 'uma' : word === 'dois' ? 'duas' : word;
}

/** Scale words by group of three digits, in the singular; "lhão" becomes "lhões". */
const SHORT_SCALE = ['', 'mil', 'milhão', 'bilhão', 'trilhão', 'quatrilhão', 'quintilhão'];
const LONG_SCALE = ['', 'milhão', 'bilião', 'trilião', 'quatrilião', 'quintilião'];

/** Joins groups by "e" where the last one is under a hundred or round. */
function joinOf(rest: bigint): readonly string[] {
  if (rest < 100n) return ['e'];
  if (rest < 1000n) return rest % 100n === 0n ? ['e', ''] : [''];
  // "um milhão e cem mil": one group is left.
  const zeros = /^(\d{1,3})(?:000)+$/.exec(String(rest));
  const group = zeros === null ? 1 : Number(zeros[1]);
  return zeros !== null && (group < 100 || group % 100 === 0) ? ['e', ''] : [''];
}

function grouped(value: bigint, isLong: boolean, isEuropean: boolean, gender?: Gender): Phrases {
  const size = isLong ? 1_000_000n : 1000n;
  const names = isLong ? LONG_SCALE : SHORT_SCALE;
  let power = 0;
  while (value / size ** BigInt(power) >= size) power++;
  if (power === 0)
    return isLong
      ? grouped(value, false, isEuropean, gender)
      : below1000(Number(value), isEuropean, gender);
  if (power >= names.length) return [];
  const unit = size ** BigInt(power);
  const [count, rest] = [value / unit, value % unit];
  const name = names[power]!;
  const isThousand = name === 'mil';
  const forms = isThousand || count === 1n ? name : name.replace('ão', 'ões');
  const counted =
    isThousand && count === 1n
      ? ['mil']
      : combine([grouped(count, false, isEuropean, isThousand ? gender : 'm'), forms]);
  return rest === 0n
    ? counted
    : combine([counted, joinOf(rest), grouped(rest, isLong, isEuropean, gender)]);
}

const MONTHS = numberList(
  'janeiro/jan, fevereiro/fev, março/mar, abril/abr, maio/mai, junho/jun, julho/jul, agosto/ago, setembro/set, outubro/out, novembro/nov, dezembro/dez',
);
const WEEKDAYS = numberList(
  'domingo/dom, segunda-feira/segunda/seg, terça-feira/terça/ter, quarta-feira/quarta/qua, quinta-feira/quinta/qui, sexta-feira/sexta/sex, sábado/sáb',
);

function dayPart(hour: number): string {
  if (hour < 6) return 'da madrugada';
  if (hour < 12) return 'da manhã';
  return hour < 19 ? 'da tarde' : 'da noite';
}

/** "meio quilograma", "três quartos de hora", "uma hora e meia". */
const share: ShareRule = (amount, { one, many, gender = 'm' }, numbers) => {
  const { whole, ratio } = amount;
  const said = numbers.quantity({ negative: false, integer: 0n, fraction: '', ratio });
  const part = isHalf(amount) ? [gender === 'f' ? 'meia' : 'meio'] : said.slice(0, 1);
  if (whole === 0n) return isHalf(amount) ? combine([part, one]) : combine([part, 'de', one]);
  return combine([numbers.cardinal(whole, gender), whole === 1n ? one : many, 'e', part]);
};
const RULES: NounRules = { joins: ['e', ''], ofMillions: 'de', share };

/** Portuguese of a region. @param tag such as pt, pt-BR, pt-PT. */
export function portuguese(tag: string): Language {
  const region = new Intl.Locale(tag).region ?? 'BR';
  const isEuropean = region !== 'BR';
  const cardinal = (value: bigint, gender?: Gender): Phrases => {
    if (value >= 10n ** 21n) return [];
    const own = grouped(value, isEuropean, isEuropean, gender);
    // Both scales differ from a thousand million on, and either is right somewhere.
    return value >= 10n ** 9n
      ? [...own.slice(0, 5), ...grouped(value, !isEuropean, isEuropean, gender).slice(0, 3)]
      : own;
  };
  const year = (value: number): Phrases =>
    value < 0
      ? fillPattern('{} antes de cristo', cardinal(BigInt(-value)))
      : cardinal(BigInt(value));
  const date = ({ day, month, year: of, weekday }: CalendarDate): Phrases =>
    combine([
      weekday === undefined ? '' : WEEKDAYS[weekday]![0]!,
      day === undefined ? '' : day === 1 ? ['primeiro', 'um'] : below1000(day, isEuropean),
      day === undefined || month === undefined ? '' : 'de',
      month === undefined ? '' : MONTHS[month - 1]![0]!,
      month === undefined || of === undefined ? '' : 'de',
      of === undefined ? '' : year(of),
    ]);
  const time = (value: ClockTime): Phrases => {
    const { hour, minute, second, half } = value;
    const hours = (count: number) =>
      combine([below1000(count, isEuropean, 'f'), count === 1 ? 'hora' : 'horas']);
    const unit = (count: number, noun: string) =>
      combine([below1000(count, isEuropean), count === 1 ? noun : `${noun}s`]);
    if (second !== undefined) {
      const exact = combine([
        hours(hour),
        'e',
        unit(minute, 'minuto'),
        'e',
        unit(second, 'segundo'),
      ]);
      // Spreadsheets write seconds that nobody means: "09:30:00".
      return second > 0 ? exact : [...time({ ...value, second: undefined }).slice(0, 6), ...exact];
    }
    const part = half === undefined ? '' : dayPart(hour24(value));
    if (minute === 0) return combine([hours(hour), part]);
    const said = combine([hours(hour), 'e', below1000(minute, isEuropean), part]);
    const withUnit = combine([hours(hour), 'e', unit(minute, 'minuto'), part]);
    const told =
      minute === 30 && hour <= 12 && hour > 0
        ? combine([below1000(hour, isEuropean, 'f'), 'e meia', part])
        : [];
    return [...said.slice(0, 3), ...withUnit.slice(0, 2), ...told];
  };
  const fraction = (numerator: bigint, denominator: bigint): Phrases => {
    if (denominator < 2n) return [];
    const names: Readonly<Record<string, string>> = { 2: 'meio', 3: 'terço' };
    const isNamed =
      denominator <= 10n ||
      denominator === 100n ||
      denominator === 1000n ||
      denominator === 1_000_000n;
    const name = names[String(denominator)] ?? (isNamed ? ordinals(denominator)[0]! : null);
    if (name === null)
      return combine([
        cardinal(numerator),
        cardinal(denominator),
        numerator === 1n ? ['avos', 'avo'] : 'avos',
      ]);
    return combine([cardinal(numerator), numerator === 1n ? name : `${name}s`]);
  };
  return {
    tag,
    cardinal,
    digit: (digit) => (digit === 6 && !isEuropean ? ['seis', 'meia'] : SMALL[digit]!),
    minus: ['menos'],
    plus: ['mais'],
    point: ['vírgula'],
    dot: 'ponto',
    spaceGroups: true,
    yearWords: /^ano$/,
    scales: {
      3: { one: ['mil'], many: ['mil'], written: /^mil$/ },
      6: { one: ['milhão'], many: ['milhões'], written: /^milh(?:ão|ões|oes|ao)$/ },
      9: { one: ['bilhão'], many: ['bilhões'], written: /^bilh(?:ão|ões|oes|ao)$/ },
      12: { one: ['trilhão'], many: ['trilhões'], written: /^trilh(?:ão|ões|oes|ao)$/ },
    },
    ordinal: (value, gender) =>
      gender === undefined
        ? [...ordinal(value).slice(0, 6), ...ordinal(value, 'f').slice(0, 2)]
        : ordinal(value, gender),
    pluralOrdinal: (value, gender) =>
      ordinal(value, gender).map((phrase) => phrase.replace(/[oa](?=\s|$)/g, '$&s')),
    counting: COUNTING.pt,
    ordinalSuffixes: /^\.?[ºª]$/,
    ordinalSuffix: (value, suffix) => {
      const written = suffix.replace(/^\./, '');
      return /^[ºo]$/.test(written)
        ? ordinal(value)
        : /^[ªa]$/.test(written)
          ? ordinal(value, 'f')
          : [];
    },
    fraction,
    mixed: (whole, share) =>
      share[0] === 'um meio'
        ? [
            ...combine([whole, 'e um meio']),
            ...combine([whole, 'e meio']),
            ...combine([whole, 'e meia']),
          ]
        : combine([whole, 'e', share]),
    percent: (amount) => fillPattern('{} por cento', amount),
    year,
    months: MONTHS,
    weekdays: WEEKDAYS,
    date,
    time,
    timeWords: /^da (?:manhã|tarde|noite|madrugada)$/,
    currencies: CURRENCIES,
    currency: (code) => withFullNames(isEuropean ? 'pt-PT' : 'pt', code, CURRENCIES[code]),
    money: moneyRule(RULES),
    unit: UNITS,
    measure: measureRule(RULES),
    range: (from, to) => [
      ...fillPattern('{} a {}', from, to).slice(0, 4),
      ...fillPattern('de {} a {}', from, to).slice(0, 4),
    ],
  };
}
