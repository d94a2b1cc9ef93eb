// French: of France, and of Belgium and Switzerland with septante and nonante. Sources: CLDR 48 (fr, fr-BE) for
// numbers and names, NeMo-text-processing (Apache-2.0) and num2words for reading orders.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { COUNTING } from './counting.ts';
import { CURRENCIES, UNITS } from './fr-nouns.ts';
import { isHalf, measureRule, moneyRule, type NounRules, type ShareRule } from './nouns.ts';
import { groupedDecimals, withFullNames } from './romance.ts';
import { numberList } from './scales.ts';

const SMALL =
  'zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf'.split(
    ' ',
  );
const TENS = '- dix vingt trente quarante cinquante soixante septante huitante nonante'.split(' ');
const SCALES = ['', 'mille', 'million', 'milliard', 'billion', 'billiard', 'trillion', 'trilliard'];

/** Which tens a region has words of its own for. */
interface Tens {
  readonly septante: boolean;
  readonly huitante: boolean;
}

function below100(value: number, tens: Tens): string {
  if (value < 20) return SMALL[value]!;
  const ten = Math.floor(value / 10);
  const base = (ten === 7 || ten === 9) && !tens.septante ? ten - 1 : ten;
  const unit = value - base * 10;
  const isFourTwenties = base === 8 && !tens.huitante;
  const head = isFourTwenties ? 'quatre-vingt' : TENS[base]!;
  if (unit === 0) return isFourTwenties ? `${head}s` : head;
  const and = (unit === 1 || unit === 11) && !isFourTwenties ? ' et ' : '-';
  return `${head}${and}${SMALL[unit]}`;
}

/** @param isLast false before "mille", where "cents" and "vingts" lose their s. */
function below1000(value: number, tens: Tens, isLast = true): string {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const tail = rest > 0 || hundreds === 0 ? below100(rest, tens) : '';
  const head =
    hundreds === 0
      ? ''
      : hundreds === 1
        ? 'cent'
        : `${SMALL[hundreds]} cent${tail === '' ? 's' : ''}`;
  const whole = `${head} ${tail}`.trim();
  return isLast ? whole : whole.replace(/(cent|vingt)s$/, '$1');
}

function cardinalText(value: bigint, tens: Tens, gender?: Gender): string {
  const parts: string[] = [];
  for (let power = SCALES.length - 1; power >= 0; power--) {
    const group = Number((value / 1000n ** BigInt(power)) % 1000n);
    if (group === 0 && (power > 0 || parts.length > 0)) continue;
    if (power === 0) parts.push(below1000(group, tens));
    else if (power === 1)
      parts.push(group === 1 ? 'mille' : `${below1000(group, tens, false)} mille`);
    else parts.push(`${below1000(group, tens)} ${SCALES[power]}${group > 1 ? 's' : ''}`);
  }
  const whole = parts.join(' ');
  return gender === 'f' && value % 100n !== 11n ? whole.replace(/(^|[ -])un$/, '$1une') : whole;
}

function toOrdinal(phrase: string): string {
  const bare = phrase
    .replace(/(cent|vingt|million|milliard|billion|billiard)s$/, '$1')
    .replace(/^un (?=(?:million|milliard|billion|billiard)$)/, '');
  if (bare.endsWith('cinq')) return `${bare}uième`;
  if (bare.endsWith('neuf')) return `${bare.slice(0, -1)}vième`;
  return `${bare.replace(/e$/, '')}ième`;
}

const MONTHS = numberList(
  'janvier/janv, février/févr/fév, mars, avril/avr, mai, juin, juillet/juil, août/aout, septembre/sept, octobre/oct, novembre/nov, décembre/déc',
);
const WEEKDAYS = numberList(
  'dimanche/dim, lundi/lun, mardi/mar, mercredi/mer, jeudi/jeu, vendredi/ven, samedi/sam',
);

/** 1100 to 1999 also by hundreds: "dix-neuf cent quarante-sept". */
function year(value: number, tens: Tens): Phrases {
  if (value < 0) return fillPattern('{} avant jésus-christ', year(-value, tens));
  const whole = cardinalText(BigInt(value), tens);
  if (value < 1100 || value > 1999) return [whole];
  const rest = value % 100;
  const head = `${SMALL[Math.floor(value / 100)]} cent${rest === 0 ? 's' : ''}`;
  const hundreds = rest === 0 ? head : `${head} ${below100(rest, tens)}`;
  return [whole, hundreds];
}

function date({ day, month, year: of, weekday }: CalendarDate, tens: Tens): Phrases {
  const parts = (article: string) =>
    combine([
      weekday === undefined ? article : `${article} ${WEEKDAYS[weekday]![0]}`.trim(),
      day === undefined ? '' : day === 1 ? 'premier' : below100(day, tens),
      month === undefined ? '' : MONTHS[month - 1]![0]!,
      of === undefined ? '' : year(of, tens),
    ]);
  return day === undefined ? parts('') : [...parts('').slice(0, 4), ...parts('le').slice(0, 4)];
}

function time(value: ClockTime, tens: Tens): Phrases {
  const { hour, minute, second, half } = value;
  const feminine = (count: number) => cardinalText(BigInt(count), tens, 'f');
  const hours = (count: number) => `${feminine(count)} heure${count > 1 ? 's' : ''}`;
  if (second !== undefined && second > 0) {
    const unit = (count: number, name: string) =>
      `${feminine(count)} ${name}${count > 1 ? 's' : ''}`;
    return combine([hours(hour), unit(minute, 'minute'), ['et', ''], unit(second, 'seconde')]);
  }
  const minutes = minute === 0 ? '' : feminine(minute);
  const part =
    half === undefined
      ? ''
      : hour24(value) < 12
        ? 'du matin'
        : hour24(value) < 18
          ? "de l'après-midi"
          : 'du soir';
  const plain = combine([hours(hour), minutes, part]);
  const named = hour === 12 ? 'midi' : hour % 24 === 0 ? 'minuit' : null;
  const head = named !== null && half === undefined ? named : hours(hour);
  const quarter = minute === 15 ? 'et quart' : minute === 30 ? 'et demie' : '';
  const told =
    quarter !== '' && (hour <= 12 || named !== null) ? combine([head, quarter, part]) : [];
  const byName = named !== null && half === undefined ? combine([named, minutes]) : [];
  const next = hour === 11 ? 'midi' : hours((hour % 12) + 1);
  const before =
    minute === 45 && hour < 12 && hour > 0 ? combine([next, 'moins le quart', part]) : [];
  return [...plain, ...byName, ...told, ...before];
}

const DENOMINATORS: Readonly<Record<string, string>> = { 2: 'demi', 3: 'tiers', 4: 'quart' };

function fraction(numerator: bigint, denominator: bigint, tens: Tens): Phrases {
  if (denominator === 0n) return [];
  const over = combine([cardinalText(numerator, tens), 'sur', cardinalText(denominator, tens)]);
  if (denominator === 1n) return over;
  const name = DENOMINATORS[String(denominator)] ?? toOrdinal(cardinalText(denominator, tens));
  const form = numerator < 2n || name.endsWith('s') ? name : `${name}s`;
  return [...combine([cardinalText(numerator, tens), form]), ...over];
}

/** "un demi litre", "trois quarts de litre", "une heure et demie"; whole ones with another share are said in many ways. */
const share: ShareRule = (amount, { one, many, gender = 'm' }, numbers) => {
  const { whole, ratio } = amount;
  const isFeminine = gender === 'f';
  if (whole > 0n) {
    if (!isHalf(amount)) return [];
    const forms = whole === 1n ? one : many;
    return combine([numbers.cardinal(whole, gender), forms, 'et', isFeminine ? 'demie' : 'demi']);
  }
  if (isHalf(amount)) return combine([isFeminine ? 'une demi' : 'un demi', one]);
  const said = numbers.quantity({ negative: false, integer: 0n, fraction: '', ratio });
  return combine([said.slice(0, 1), 'de', one]);
};

/** Anything under two is singular: "1,5 litre". */
const RULES: NounRules = {
  share,
  joins: ['et', ''],
  ofMillions: 'de',
  isSingular: ({ integer, scale }) => integer < 2n && scale === undefined,
  bothForZero: true,
};

/** "de euros" is "d'euros". */
const elide = (phrases: Phrases): Phrases =>
  phrases.map((phrase) => phrase.replace(/ de (?=[aeiouéèêh])/g, " d'"));

/** French of a region. @param tag such as fr, fr-BE, fr-CH. */
export function french(tag: string): Language {
  const region = new Intl.Locale(tag).region ?? 'FR';
  const tens: Tens = { septante: /^(?:BE|CH|CD|RW|BI)$/.test(region), huitante: region === 'CH' };
  const cardinal = (value: bigint, gender?: Gender): Phrases =>
    value >= 10n ** 24n ? [] : [cardinalText(value, tens, gender)];
  const ordinal = (value: bigint, gender?: Gender): Phrases => {
    if (value === 0n) return [];
    if (value === 1n) return gender === 'f' ? ['première'] : ['premier'];
    const all = cardinal(value).map(toOrdinal);
    return value === 2n ? [...all, gender === 'f' ? 'seconde' : 'second'] : all;
  };
  const agreeingOrdinals = (value: bigint, gender?: Gender): Phrases => {
    const own = ordinal(value, gender);
    const others = gender === undefined && value === 1n ? ['première'] : [];
    return [...own, ...others, ...[...own, ...others].map((phrase) => `${phrase}s`)];
  };
  const money = moneyRule(RULES);
  const measure = measureRule(RULES);
  const small = (value: number) => below1000(value, tens);
  return {
    tag,
    cardinal,
    digit: (digit) => [SMALL[digit]!],
    minus: ['moins'],
    plus: ['plus'],
    point: ['virgule'],
    dot: 'point',
    singularBelowTwo: true,
    yearWords: /^(?:an|année)$/,
    decimals: (digits) => [
      groupedDecimals(digits, small),
      [...digits].map((digit) => SMALL[Number(digit)]).join(' '),
    ],
    scales: {
      6: { one: ['million'], many: ['millions'], written: /^millions?$/ },
      9: { one: ['milliard'], many: ['milliards'], written: /^milliards?$/ },
      12: { one: ['billion'], many: ['billions'], written: /^billions?$/ },
    },
    ordinal: agreeingOrdinals,
    pluralOrdinal: (value, gender) => ordinal(value, gender).map((phrase) => `${phrase}s`),
    counting: COUNTING.fr,
    ordinalSuffixes: /^(?:er|re|ère|e|è|ème|ième|eme|ieme|nd|nde|ᵉʳ|ᵉ|ʳᵉ)$/,
    ordinalSuffix: (value, suffix) => {
      if (/^(?:er|ᵉʳ)$/.test(suffix)) return value === 1n ? ['premier'] : [];
      if (/^(?:re|ère|ʳᵉ)$/.test(suffix)) return value === 1n ? ['première'] : [];
      if (/^nde?$/.test(suffix))
        return value === 2n ? [suffix === 'nd' ? 'second' : 'seconde'] : [];
      return value < 2n ? [] : ordinal(value).slice(0, 1);
    },
    fraction: (numerator, denominator) => fraction(numerator, denominator, tens),
    mixed: (whole, share) =>
      share[0] === 'un demi'
        ? [
            ...combine([whole, 'et demi']),
            ...combine([whole, 'et demie']),
            ...combine([whole, 'et', share]),
          ]
        : combine([whole, 'et', share]),
    percent: (amount) => fillPattern('{} pour cent', amount),
    year: (value) => year(value, tens),
    months: MONTHS,
    weekdays: WEEKDAYS,
    date: (value) => date(value, tens),
    time: (value) => time(value, tens),
    timeWords: /^(?:du matin|du soir|de l'après-midi)$/,
    currencies: CURRENCIES,
    currency: (code) => withFullNames('fr', code, CURRENCIES[code]),
    signs: { ...(region === 'CA' && { $: 'CAD' }), fr: 'CHF', fcfa: 'XOF', cfa: 'XOF', f: 'XOF' },
    money: (amount, currency, numbers) => elide(money(amount, currency, numbers)),
    unit: UNITS,
    measure: (amount, unit, numbers) => elide(measure(amount, unit, numbers)),
    range: (from, to) => [
      ...fillPattern('{} à {}', from, to).slice(0, 4),
      ...fillPattern('de {} à {}', from, to).slice(0, 4),
    ],
  };
}
