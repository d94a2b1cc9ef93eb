// Spanish. Sources: the Real Academia's Ortografía (2010) for numbers and ordinals, CLDR 48 (es) for names,
// NeMo-text-processing (Apache-2.0) for reading orders.
import type { CalendarDate, ClockTime, Language } from '../message/readings/language.ts';
import { combine, fillPattern, type Gender, type Phrases } from '../message/readings/reading.ts';
import { hour24 } from '../message/readings/time.ts';
import { CURRENCIES } from './es-currencies.ts';
import { measureRule, moneyRule, unitTable } from './nouns.ts';
import { groupedDecimals, withFullNames } from './romance.ts';
import { numberList } from './scales.ts';

const SMALL =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  );
const TENS = '- diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const HUNDREDS =
  '- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  );

/** Without a gender a number stands alone: "uno"; before a noun it is "un" or "una". */
function below1000(value: number, gender?: Gender): string {
  if (value === 100) return 'cien';
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const head =
    hundreds === 0
      ? ''
      : gender === 'f' && hundreds > 1
        ? HUNDREDS[hundreds]!.replace(/os$/, 'as')
        : HUNDREDS[hundreds]!;
  const unit = rest % 10;
  const tail =
    rest < 30
      ? SMALL[rest]!
      : unit === 0
        ? TENS[rest / 10]!
        : `${TENS[(rest - unit) / 10]} y ${SMALL[unit]}`;
  const agreed = unit === 1 && rest !== 11 ? agree(tail, gender) : tail;
  return rest === 0 && hundreds > 0 ? head : `${head} ${agreed}`.trim();
}

function agree(word: string, gender?: Gender): string {
  if (gender === 'f') return word.replace(/uno$/, 'una');
  if (gender === undefined || gender === 'n') return word;
  return word.replace(/veintiuno$/, 'veintiún').replace(/uno$/, 'un');
}

function below1e6(value: number, gender?: Gender): string {
  const [thousands, rest] = [Math.floor(value / 1000), value % 1000];
  // "veintiún mil", in the feminine "veintiuna mil".
  const head =
    thousands === 0
      ? ''
      : thousands === 1
        ? 'mil'
        : `${below1000(thousands, gender === 'f' ? 'f' : 'm')} mil`;
  return rest === 0 && thousands > 0 ? head : `${head} ${below1000(rest, gender)}`.trim();
}

const MILLIONS = ['', 'millón', 'billón', 'trillón', 'cuatrillón', 'quintillón'];

function cardinalText(value: bigint, gender?: Gender): string {
  const parts: string[] = [];
  for (let power = MILLIONS.length - 1; power > 0; power--) {
    const count = Number((value / 10n ** BigInt(6 * power)) % 1_000_000n);
    if (count === 0) continue;
    const name = count === 1 ? MILLIONS[power]! : MILLIONS[power]!.replace('ón', 'ones');
    parts.push(`${below1e6(count, 'm')} ${name}`);
  }
  const rest = Number(value % 1_000_000n);
  if (rest > 0 || parts.length === 0) parts.push(below1e6(rest, gender));
  return parts.join(' ');
}

function cardinal(value: bigint, gender?: Gender): Phrases {
  return value >= 10n ** 36n ? [] : [cardinalText(value, gender)];
}

const ORDINAL_UNITS = ' primero segundo tercero cuarto quinto sexto séptimo octavo noveno'.split(
  ' ',
);
const ORDINAL_TENS =
  ' décimo vigésimo trigésimo cuadragésimo quincuagésimo sexagésimo septuagésimo octogésimo nonagésimo'.split(
    ' ',
  );
const ORDINAL_HUNDREDS =
  ' centésimo ducentésimo tricentésimo cuadringentésimo quingentésimo sexcentésimo septingentésimo octingentésimo noningentésimo'.split(
    ' ',
  );

/** Masculine ordinals; up to 29 as one word first: "decimotercero", "vigesimoprimero". */
function masculineOrdinals(value: number): string[] {
  const [hundreds, rest] = [Math.floor(value / 100), value % 100];
  const [tens, unit] = [Math.floor(rest / 10), rest % 10];
  const spaced = [ORDINAL_TENS[tens]!, ORDINAL_UNITS[unit]!].filter(Boolean).join(' ');
  // "decimoctavo": two o become one.
  const joined = ((tens === 1 ? 'decimo' : 'vigesimo') + ORDINAL_UNITS[unit]!).replace('oo', 'o');
  const isJoined = unit > 0 && (tens === 1 || tens === 2);
  const below100 = !isJoined
    ? [spaced]
    : rest === 11
      ? ['undécimo', joined, spaced]
      : rest === 12
        ? ['duodécimo', joined, spaced]
        : [joined, spaced];
  return hundreds === 0
    ? below100
    : below100.map((phrase) => `${ORDINAL_HUNDREDS[hundreds]} ${phrase}`.trim());
}

function ordinalsOf(value: bigint): string[] {
  if (value === 0n) return [];
  if (value < 1000n) return masculineOrdinals(Number(value));
  if (value === 1_000_000n) return ['millonésimo'];
  if (value >= 1_000_000n) return [];
  const [thousands, rest] = [value / 1000n, value % 1000n];
  const head =
    thousands === 1n ? 'milésimo' : `${cardinalText(thousands, 'm').replaceAll(' ', '')}milésimo`;
  return rest === 0n
    ? [head]
    : masculineOrdinals(Number(rest)).map((phrase) => `${head} ${phrase}`);
}

function ordinal(value: bigint, gender?: Gender): Phrases {
  const all = ordinalsOf(value);
  return gender === 'f' ? all.map((phrase) => phrase.replace(/o(?=\s|$)/g, 'a')) : all;
}

/** All genders without one; then the form before a noun, and the plural. */
function agreeingOrdinals(value: bigint, gender?: Gender): Phrases {
  const own = ordinal(value, gender);
  if (gender === 'f') return [...own, ...own.map((phrase) => `${phrase}s`)];
  const short = shortOrdinal(value).filter((phrase) => !own.includes(phrase));
  const others = gender === undefined ? ordinal(value, 'f').slice(0, 2) : [];
  const plurals = own.map((phrase) => `${phrase}s`);
  return [...own.slice(0, 3), ...short.slice(0, 2), ...others, ...plurals];
}

/** Before a masculine noun: "primer", "tercer". */
function shortOrdinal(value: bigint): Phrases {
  const all = value === 11n ? ['decimoprimer', 'décimo primer'] : ordinalsOf(value);
  return all.map((phrase) => phrase.replace(/(primer|tercer)o$/, '$1'));
}

const DENOMINATORS =
  '- - medio tercio cuarto quinto sexto séptimo octavo noveno décimo onceavo'.split(' ');

function fraction(numerator: bigint, denominator: bigint): Phrases {
  if (denominator === 0n) return [];
  const over = combine([cardinal(numerator), 'sobre', cardinal(denominator)]);
  const name = denominatorName(denominator);
  if (name === null) return over;
  const forms = numerator === 1n ? name : name.replace(/o$/, 'os');
  return [...combine([cardinal(numerator, 'm'), forms]), ...over];
}

function denominatorName(denominator: bigint): string | null {
  if (denominator < 2n) return null;
  if (denominator < 12n) return DENOMINATORS[Number(denominator)]!;
  if (denominator < 100n) {
    const joined = cardinalText(denominator).replaceAll(' y ', 'i');
    const plain = joined
      .normalize('NFD')
      .replace(/\u0301/g, '')
      .normalize('NFC');
    return `${plain.replace(/(?<=un)o$|a$/, '')}avo`;
  }
  const isRound =
    (denominator < 1000n && denominator % 100n === 0n) ||
    denominator === 1000n ||
    denominator === 1_000_000n;
  return isRound ? ordinalsOf(denominator)[0]! : null;
}

const MONTHS = numberList(
  'enero/ene, febrero/feb, marzo/mar, abril/abr, mayo/may, junio/jun, julio/jul, agosto/ago, septiembre/setiembre/sept/sep, octubre/oct, noviembre/nov, diciembre/dic',
);
const WEEKDAYS = numberList(
  'domingo/dom, lunes/lun, martes/mart, miércoles/mié/miér, jueves/jue/juev, viernes/vie/vier, sábado/sáb',
);

function date({ day, month, year, weekday }: CalendarDate): Phrases {
  const years = year === undefined ? '' : cardinal(BigInt(year));
  const days = day === undefined ? '' : day === 1 ? ['primero', 'uno'] : [below1000(day)];
  const name = weekday === undefined ? '' : WEEKDAYS[weekday]![0]!;
  const monthName = month === undefined ? '' : MONTHS[month - 1]![0]!;
  const of = day === undefined || month === undefined ? '' : 'de';
  const ofYear = year === undefined || month === undefined ? '' : ['de', 'del'];
  return combine([name, days, of, monthName, ofYear, years]);
}

function dayPart(hour: number): string {
  if (hour === 0 || hour >= 20) return 'de la noche';
  if (hour < 6) return 'de la madrugada';
  return hour < 12 ? 'de la mañana' : 'de la tarde';
}

function time(value: ClockTime): Phrases {
  const { hour, minute, second, half } = value;
  const name = (of: number) => below1000(of, 'f');
  if (second !== undefined && second > 0) {
    const unit = (count: number, noun: string, gender: Gender) =>
      `${below1000(count, gender)} ${noun}${count === 1 ? '' : 's'}`;
    const whole = `${unit(hour, 'hora', 'f')} ${unit(minute, 'minuto', 'm')}`;
    return [
      `${whole} y ${unit(second, 'segundo', 'm')}`,
      `${whole} ${unit(second, 'segundo', 'm')}`,
    ];
  }
  const minutes =
    minute === 0
      ? ['']
      : minute === 15
        ? ['y cuarto', 'y quince']
        : minute === 30
          ? ['y media', 'y treinta']
          : [`y ${below1000(minute)}`];
  const plain = combine([name(hour), minutes]);
  const next = (hour % 12) + 1;
  const told = minute === 45 && hour <= 12 && hour > 0 ? [`${name(next)} menos cuarto`] : [];
  const isAm = hour24(value) < 12;
  // "a.m." is the morning until noon, as the small hours are in some countries only "de la madrugada".
  const part =
    half === undefined
      ? ''
      : isAm && hour24(value) > 0
        ? ['de la mañana', dayPart(hour24(value))]
        : dayPart(hour24(value));
  const bare = combine([[...plain, ...told], part]);
  const article = (phrase: string) => `${phrase.startsWith('una') ? 'la' : 'las'} ${phrase}`;
  const by12 =
    half === undefined && hour > 12
      ? combine([name(hour - 12), minutes.slice(0, 1), dayPart(hour % 24)])
      : [];
  return [...bare.slice(0, 3), ...bare.slice(0, 2).map(article), ...by12, ...by12.map(article)];
}

const RULES = { joins: ['con', '', 'y'], ofMillions: 'de' };

const UNITS = unitTable({
  kilogram: 'kilogramo/kilo|kilogramos/kilos',
  gram: 'gramo|gramos',
  milligram: 'miligramo|miligramos',
  tonne: 'f:tonelada|toneladas',
  quintal: 'quintal|quintales',
  pound: 'f:libra|libras',
  ounce: 'f:onza|onzas',
  kilometer: 'kilómetro|kilómetros',
  meter: 'metro|metros',
  centimeter: 'centímetro|centímetros',
  millimeter: 'milímetro|milímetros',
  micrometer: 'micrómetro|micrómetros',
  mile: 'f:milla|millas',
  yard: 'f:yarda|yardas',
  foot: 'pie|pies',
  inch: 'f:pulgada|pulgadas',
  'square-kilometer': 'kilómetro cuadrado|kilómetros cuadrados',
  'square-meter': 'metro cuadrado|metros cuadrados',
  'square-centimeter': 'centímetro cuadrado|centímetros cuadrados',
  'cubic-meter': 'metro cúbico|metros cúbicos',
  hectare: 'f:hectárea|hectáreas',
  acre: 'acre|acres',
  liter: 'litro|litros',
  milliliter: 'mililitro|mililitros',
  gallon: 'galón|galones',
  quart: 'cuarto|cuartos',
  pint: 'f:pinta|pintas',
  'kilometer-per-hour': 'kilómetro por hora|kilómetros por hora',
  'mile-per-hour': 'f:milla por hora|millas por hora',
  'meter-per-second': 'metro por segundo|metros por segundo',
  celsius: 'grado celsius/grado centígrado|grados celsius/grados centígrados',
  fahrenheit: 'grado fahrenheit|grados fahrenheit',
  kelvin: 'kelvin|kelvins',
  degree: 'grado|grados',
  second: 'segundo|segundos',
  minute: 'minuto|minutos',
  hour: 'f:hora|horas',
  day: 'día|días',
  week: 'f:semana|semanas',
  month: 'mes|meses',
  year: 'año|años',
  kilowatt: 'kilovatio|kilovatios',
  'kilowatt-hour': 'kilovatio hora|kilovatios hora',
  watt: 'vatio|vatios',
  volt: 'voltio|voltios',
  kilobyte: 'kilobyte|kilobytes',
  megabyte: 'megabyte|megabytes',
  gigabyte: 'gigabyte|gigabytes',
  'megabit-per-second': 'megabit por segundo|megabits por segundo',
});

/** "medio metro", "un metro y medio", "tres quintos de milla"; otherwise as amounts of money. */
const measure: NonNullable<Language['measure']> = (amount, unit, numbers) => {
  const { ratio, integer } = amount;
  if (ratio === undefined) return measureRule(RULES)(amount, unit, numbers);
  const gender = unit.gender ?? 'm';
  const isHalf = ratio.numerator === 1n && ratio.denominator === 2n;
  const half = gender === 'f' ? 'media' : 'medio';
  const share = fraction(ratio.numerator, ratio.denominator).slice(0, 1);
  if (integer === 0n) return isHalf ? combine([half, unit.one]) : combine([share, 'de', unit.one]);
  const whole = cardinal(integer, gender);
  if (!isHalf) return combine([whole, 'y', share, 'de', unit.one]);
  const forms = integer === 1n ? unit.one : unit.many;
  const alone = gender === 'f' ? whole : cardinal(integer);
  return [
    ...combine([whole, forms, 'y', half]),
    ...combine([alone, 'y', half, [...unit.one, ...unit.many]]),
  ];
};

/** Spanish of a region: they differ in what "$" means. */
export function spanish(tag: string): Language {
  const region = new Intl.Locale(tag).region ?? '';
  const pesos: Readonly<Record<string, string>> = {
    MX: 'MXN',
    AR: 'ARS',
    CL: 'CLP',
    CO: 'COP',
    UY: 'UYU',
    DO: 'DOP',
    CU: 'CUP',
  };
  const dollar = pesos[region];
  return {
    tag,
    cardinal,
    digit: (digit) => [SMALL[digit]!],
    minus: ['menos'],
    plus: ['más'],
    point: ['coma', 'punto'],
    dot: 'punto',
    pointIsDecimal: true,
    spaceGroups: true,
    yearWords: /^año$/,
    decimals: (digits, gender) => [
      groupedDecimals(digits, (value) => below1000(value, gender)),
      [...digits].map((digit) => SMALL[Number(digit)]).join(' '),
    ],
    scales: {
      3: { one: ['mil'], many: ['mil'], written: /^mil$/ },
      6: { one: ['millón'], many: ['millones'], written: /^mill(?:ón|on|ones)$/ },
      12: { one: ['billón'], many: ['billones'], written: /^bill(?:ón|on|ones)$/ },
      18: { one: ['trillón'], many: ['trillones'], written: /^trill(?:ón|on|ones)$/ },
    },
    ordinal: agreeingOrdinals,
    ordinalSuffixes: /^\.?(?:[ºª]|ᵉʳ|er|ro|do|to|mo|vo|no|ra|da|ta|ma|va|na)$/,
    ordinalSuffix: (value, suffix) => {
      if (/^\.?(?:ᵉʳ|er)$/.test(suffix)) return shortOrdinal(value);
      const isFeminine = /[ªa]$/.test(suffix);
      const all = ordinal(value, isFeminine ? 'f' : 'm');
      const written = suffix.replace(/^\./, '');
      return /^[ºªoa]$/.test(written) ? all : all.filter((phrase) => phrase.endsWith(written));
    },
    fraction,
    mixed: (whole, share) =>
      share[0] === 'un medio'
        ? [
            ...combine([whole, 'y medio']),
            ...combine([whole, 'y media']),
            ...combine([whole, 'y', share]),
          ]
        : combine([whole, 'y', share]),
    percent: (amount) => fillPattern('{} por ciento', amount),
    year: (value) =>
      value < 0
        ? fillPattern('{} antes de cristo', cardinal(BigInt(-value)))
        : cardinal(BigInt(value)),
    months: MONTHS,
    weekdays: WEEKDAYS,
    date,
    time,
    timeWords: /^(?:de la (?:mañana|tarde|noche|madrugada)|del mediodía)$/,
    currencies: CURRENCIES,
    currency: (code) => withFullNames('es', code, CURRENCIES[code]),
    signs: {
      ...(dollar && { $: dollar }),
      rs: 'INR',
      kr: 'SEK',
      fr: 'CHF',
      mk: 'DEM',
      q: 'GTQ',
      's/': 'PEN',
      's/.': 'PEN',
      pts: 'ESP',
    },
    money: moneyRule(RULES),
    unit: UNITS,
    measure,
    range: (from, to) => [
      ...fillPattern('{} a {}', from, to).slice(0, 4),
      ...fillPattern('de {} a {}', from, to).slice(0, 4),
    ],
  };
}
