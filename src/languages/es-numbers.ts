// Spanish numbers, ordinals and fractions. Source: the Real Academia's Ortografía (2010).
import { combine, type Gender, type Phrases } from '../message/readings/reading.ts';

export const SMALL =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  );
const TENS = '- diez veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ');
const HUNDREDS =
  '- ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  );

/** Without a gender a number stands alone: "uno"; before a noun it is "un" or "una". */
export function below1000(value: number, gender?: Gender): string {
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

/** The last word in the form before a noun of a gender: "un", "veintiuna". */
export function agree(word: string, gender?: Gender): string {
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

export function cardinal(value: bigint, gender?: Gender): Phrases {
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

/** Masculine ordinals: 13 to 19 as one word first, "decimotercero", the others as two, of which fewer clips say all. */
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
        : tens === 1
          ? [joined, spaced]
          : [spaced, joined];
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

export function ordinal(value: bigint, gender?: Gender): Phrases {
  const all = ordinalsOf(value);
  return gender === 'f' ? all.map((phrase) => phrase.replace(/o(?=\s|$)/g, 'a')) : all;
}

/** All genders and the plural without a gender; the form before a noun. */
export function agreeingOrdinals(value: bigint, gender?: Gender): Phrases {
  const own = ordinal(value, gender);
  if (gender === 'f') return own;
  const short = shortOrdinal(value).filter((phrase) => !own.includes(phrase));
  const others = gender === undefined ? ordinal(value, 'f').slice(0, 2) : [];
  const plurals = own.map((phrase) => `${phrase}s`);
  const unsure = gender === undefined ? [...others, ...plurals] : [];
  return [...own.slice(0, 3), ...short.slice(0, 2), ...unsure];
}

/** In the plural, where all words agree: "vigésimos primeros". */
export function pluralOrdinals(value: bigint, gender?: Gender): Phrases {
  const all =
    gender === undefined ? [...ordinal(value), ...ordinal(value, 'f')] : ordinal(value, gender);
  return all.map((phrase) => phrase.replace(/[oa](?=\s|$)/g, '$&s'));
}

/** Before a masculine noun: "primer", "tercer". */
export function shortOrdinal(value: bigint): Phrases {
  const all = value === 11n ? ['decimoprimer', 'décimo primer'] : ordinalsOf(value);
  return all.map((phrase) => phrase.replace(/(primer|tercer)o$/, '$1'));
}

const DENOMINATORS =
  '- - medio tercio cuarto quinto sexto séptimo octavo noveno décimo onceavo'.split(' ');

export function fraction(numerator: bigint, denominator: bigint): Phrases {
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
