// English names of currencies and units. Source: CLDR 48 (en).
import { combine } from '../message/readings/reading.ts';
import { currencyTable, isHalf, type ShareRule, unitTable } from './nouns.ts';

/** "half a kilogram", "three quarters of an acre", "one and a half hours". */
export const share: ShareRule = (amount, { one, many }, numbers) => {
  const { whole, ratio } = amount;
  const said = numbers.quantity({ negative: false, integer: whole, fraction: '', ratio });
  if (whole > 0n) return combine([said, many]);
  const named = one.map((name) => `${/^(?:[aeiou]|hour)/.test(name) ? 'an' : 'a'} ${name}`);
  return isHalf(amount)
    ? combine([['half', 'half of'], named])
    : combine([said.slice(0, 1), 'of', named]);
};

/** Currencies by code: unit and hundredth. */
export const CURRENCIES = currencyTable({
  USD: 'dollar|dollars; cent|cents',
  CAD: 'dollar|dollars; cent|cents',
  AUD: 'dollar|dollars; cent|cents',
  EUR: 'euro|euros; cent|cents',
  GBP: 'pound|pounds; penny|pence',
  INR: 'rupee|rupees; paisa|paise',
  PKR: 'rupee|rupees; paisa|paise',
  NPR: 'rupee|rupees; paisa|paise',
  LKR: 'rupee|rupees; cent|cents',
  BDT: 'taka; poisha',
  KES: 'shilling|shillings; cent|cents',
  TZS: 'shilling|shillings; cent|cents',
  UGX: 'shilling|shillings; cent|cents',
  ETB: 'birr; santim',
  NGN: 'naira; kobo',
  GHS: 'cedi|cedis; pesewa|pesewas',
  ZAR: 'rand; cent|cents',
  RWF: 'franc|francs',
  XOF: 'franc|francs',
  XAF: 'franc|francs',
  CHF: 'franc|francs; centime|centimes',
  JPY: 'yen; sen',
  CNY: 'yuan; fen',
  KRW: 'won; jeon',
  MXN: 'peso|pesos; cent|cents/centavo|centavos',
  PHP: 'peso|pesos; centavo|centavos',
  BRL: 'real|reals/reais; centavo|centavos',
  TRY: 'lira; kurus',
  RUB: 'ruble|rubles; kopeck|kopecks',
  ZMW: 'kwacha; ngwee',
  MWK: 'kwacha; tambala',
});

/** Units by CLDR's names. */
export const UNITS = unitTable({
  kilogram: 'kilogram|kilograms',
  gram: 'gram|grams',
  milligram: 'milligram|milligrams',
  centigram: 'centigram|centigrams',
  decigram: 'decigram|decigrams',
  tonne: 'tonne/ton|tonnes/tons',
  quintal: 'quintal|quintals',
  pound: 'pound|pounds',
  ounce: 'ounce|ounces',
  stone: 'stone|stones',
  kilometer: 'kilometer/kilometre|kilometers/kilometres',
  meter: 'meter/metre|meters/metres',
  centimeter: 'centimeter/centimetre|centimeters/centimetres',
  millimeter: 'millimeter/millimetre|millimeters/millimetres',
  micrometer: 'micrometer|micrometers',
  mile: 'mile|miles',
  yard: 'yard|yards',
  foot: 'foot|feet',
  inch: 'inch|inches',
  'square-kilometer': 'square kilometer/square kilometre|square kilometers/square kilometres',
  'square-meter': 'square meter/square metre|square meters/square metres',
  'square-centimeter': 'square centimeter|square centimeters',
  'cubic-meter': 'cubic meter/cubic metre|cubic meters/cubic metres',
  hectare: 'hectare|hectares',
  acre: 'acre|acres',
  liter: 'liter/litre|liters/litres',
  milliliter: 'milliliter/millilitre|milliliters/millilitres',
  gallon: 'gallon|gallons',
  quart: 'quart|quarts',
  pint: 'pint|pints',
  'kilometer-per-hour': 'kilometer per hour|kilometers per hour/kilometres per hour',
  'mile-per-hour': 'mile per hour|miles per hour',
  'meter-per-second': 'meter per second|meters per second',
  'megabit-per-second': 'megabit per second|megabits per second',
  celsius: 'degree celsius|degrees celsius',
  fahrenheit: 'degree fahrenheit|degrees fahrenheit',
  kelvin: 'kelvin|kelvins',
  degree: 'degree|degrees',
  second: 'second|seconds',
  minute: 'minute|minutes',
  hour: 'hour|hours',
  day: 'day|days',
  week: 'week|weeks',
  month: 'month|months',
  year: 'year|years',
  kilowatt: 'kilowatt|kilowatts',
  'kilowatt-hour': 'kilowatt hour|kilowatt hours',
  watt: 'watt|watts',
  volt: 'volt|volts',
  kilobyte: 'kilobyte|kilobytes',
  megabyte: 'megabyte|megabytes',
  gigabyte: 'gigabyte|gigabytes',
});
