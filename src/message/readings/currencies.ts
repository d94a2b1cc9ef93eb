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

/** Codes of currencies that are words of a language in capitals. */
const WORD_CODES = new Set('ALL TOP TRY CUP MAD PEN GEL SOS COP BAM RON LAK DOP MOP'.split(' '));

/** True for a code, sign or abbreviation that is a currency where it stands beside a number. */
export function isPlainCurrency(text: string, language: Language): boolean {
  if (/^[A-Z]{3}$/.test(text))
    return (
      currencyCodes().has(text) &&
      !WORD_CODES.has(text) &&
      Object.hasOwn(language.currencies ?? {}, text)
    );
  const isSign = /\p{Sc}/u.test(text) || /^(?:K[Ss]h\.?|KShs|Tshs?|TSh|USh|R\$|Rs\.?)$/.test(text);
  return isSign && currencyOf(text, language) !== null;
}
