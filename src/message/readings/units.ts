import { memoizeByObject } from '../../util/memoize.ts';
import type { Language } from './language.ts';

/** Symbols by unit, CLDR's name; those after "/" stand for other words too, and are read in marked values only. */
const SYMBOLS: Readonly<Record<string, string>> = {
  kilogram: 'kg kgs',
  gram: 'g gm gms',
  milligram: 'mg',
  centigram: 'cg',
  decigram: 'dg',
  tonne: '/ t',
  quintal: '/ q',
  pound: 'lb lbs',
  ounce: 'oz',
  stone: '/ st',
  kilometer: 'km kms',
  meter: '/ m',
  centimeter: 'cm cms',
  millimeter: 'mm',
  micrometer: 'µm μm',
  mile: '/ mi',
  yard: 'yd',
  foot: 'ft',
  inch: '/ in',
  'square-kilometer': 'km2 km²',
  'square-meter': 'm2 m²',
  'square-centimeter': 'cm2 cm²',
  'cubic-meter': 'm3 m³',
  hectare: '/ ha',
  acre: 'ac',
  liter: 'l ltr',
  milliliter: 'ml',
  gallon: 'gal',
  quart: 'qt',
  pint: '/ pt',
  'kilometer-per-hour': 'km/h kmh kph km/hr',
  'mile-per-hour': 'mph mi/h mi/hr',
  'meter-per-second': 'm/s',
  'megabit-per-second': 'mbps',
  celsius: '°c ℃',
  fahrenheit: '°f ℉',
  kelvin: '/ k',
  degree: '°',
  second: '/ s sec secs seg',
  minute: 'min mins',
  hour: 'hrs / h hr',
  day: '/ d',
  week: '/ wk wks',
  month: '/ mo',
  year: '/ yr yrs',
  kilowatt: 'kw',
  'kilowatt-hour': 'kwh',
  watt: '/ w',
  volt: '/ v',
  kilobyte: 'kb',
  megabyte: 'mb',
  gigabyte: 'gb',
};

/** Names of all units. */
export const UNITS: readonly string[] = Object.keys(SYMBOLS);

const bySymbol = new Map<string, { readonly unit: string; readonly isPlain: boolean }>();
for (const [unit, list] of Object.entries(SYMBOLS)) {
  const [plain = '', marked = ''] = list.split(/(?:^|\s)\/(?:\s|$)/);
  for (const symbol of plain.split(' ')) bySymbol.set(symbol, { unit, isPlain: true });
  for (const symbol of marked.split(' ')) bySymbol.set(symbol, { unit, isPlain: false });
  bySymbol.set(unit, { unit, isPlain: false });
}
bySymbol.delete('');

const namesOf = memoizeByObject((language: Language): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const unit of UNITS) {
    const words = language.unit?.(unit) ?? null;
    if (words === null) continue;
    for (const form of [...words.one, ...words.many, ...(words.few ?? [])])
      if (!names.has(form)) names.set(form, unit);
  }
  return names;
});

/** The unit that a word of the language names: "kilograms"; null for none. */
export function unitNamed(word: string, language: Language): string | null {
  return namesOf(language).get(word.toLowerCase()) ?? null;
}

/** The unit that a symbol or CLDR's name stands for; null for none. @param isMarked takes symbols with other meanings. */
export function unitOf(symbol: string, isMarked: boolean): string | null {
  const found = bySymbol.get(symbol.toLowerCase().replace(/\.$/, ''));
  // "4G" is a network.
  const isPlain = found?.isPlain === true && symbol !== 'G';
  return found !== undefined && (isMarked || isPlain) ? found.unit : null;
}
