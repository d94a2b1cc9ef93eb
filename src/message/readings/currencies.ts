import type { Language } from './language.ts';

/** Currencies by the sign that stands for one only, or is read the same whichever it is. */
const SIGNS: Readonly<Record<string, string>> = {
  $: 'USD',
  '£': 'GBP',
  '€': 'EUR',
  '₹': 'INR',
  '¥': 'JPY',
  '₩': 'KRW',
  '₺': 'TRY',
  '৳': 'BDT',
  '₦': 'NGN',
  '₵': 'GHS',
  '₽': 'RUB',
  '₱': 'PHP',
  '₴': 'UAH',
  '₫': 'VND',
  '฿': 'THB',
  '₪': 'ILS',
  '₡': 'CRC',
  '₲': 'PYG',
  '₧': 'ESP',
  '₨': 'INR',
  rs: 'INR',
  'rs.': 'INR',
  us$: 'USD',
  r$: 'BRL',
  ksh: 'KES',
  'ksh.': 'KES',
  kshs: 'KES',
  tsh: 'TZS',
  tshs: 'TZS',
  ush: 'UGX',
  mex$: 'MXN',
};

/** Currencies that are no longer, or not yet, in the list of `Intl`. */
const OTHER_CODES = ['ESP', 'FRF', 'DEM', 'ITL', 'PTE', 'GHS', 'ZMW', 'VES', 'PEN', 'CUC'];

let codes: ReadonlySet<string> | undefined;

/** All ISO 4217 codes. */
export function currencyCodes(): ReadonlySet<string> {
  codes ??= new Set([...Intl.supportedValuesOf('currency'), ...OTHER_CODES]);
  return codes;
}

/** The code that a sign or code stands for in a language; null for neither. @param written in any case. */
export function currencyOf(written: string, language: Language): string | null {
  const sign = written.toLowerCase();
  if (language.signs !== undefined && Object.hasOwn(language.signs, sign))
    return language.signs[sign]!;
  if (Object.hasOwn(SIGNS, sign)) return SIGNS[sign]!;
  const code = written.toUpperCase();
  return /^[A-Z]{3}$/.test(code) && currencyCodes().has(code) ? code : null;
}
