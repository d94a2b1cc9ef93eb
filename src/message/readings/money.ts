import { numberAt, toAsciiDigits } from '../number-literal.ts';
import { currencyOf } from './currencies.ts';
import type { Language } from './language.ts';
import { languageName } from './language-name.ts';
import { parseQuantity, quantityPhrases } from './quantity.ts';
import { type Outcome, say } from './reading.ts';
import { noRules } from './values.ts';

/** Reads an amount of money. @param code the currency of an amount without one. */
export function readMoney(text: string, language: Language, code: string | null): Outcome {
  const written = text.trim();
  const refuse = (reason: string): Outcome => ({ class: 'money', reason });
  const found =
    /^([-\u2212]?)\s?([\p{L}\p{Sc}]{0,4}\p{Sc}|[\p{L}]{2,4}\.?)?\s?([-\u2212]?[\p{Nd}.,].*?)\s?([\p{L}]?\p{Sc}|\/=|\/-)?$/u.exec(
      written,
    );
  if (found === null) return refuse(`"${text}" is not an amount of money; write it as KES 500`);
  const [, sign, before, rest, after] = found;
  const [number, trailing] = splitTrailing(rest!, language);
  const symbol = before ?? (after?.startsWith('/') ? undefined : after) ?? trailing;
  const ofText = symbol === undefined ? code : currencyOf(symbol, language);
  if (ofText === null)
    return refuse(
      symbol === undefined
        ? `"${text}" has no currency; write KES ${text} or {…:money KES}`
        : `"${symbol}" is not a known currency; write its code, as in KES 500`,
    );
  const isOther = code !== null && symbol !== undefined && ofText !== code;
  if (isOther && !isSignOf(symbol, code) && !isNamed(written, code, language))
    return refuse(`"${text}" is in ${ofText}, not in ${code}; correct one of them`);
  const parsed = parseQuantity(number, language, true);
  if ('reason' in parsed) return refuse(parsed.reason);
  const currency = code ?? ofText;
  const words = language.currency?.(currency) ?? language.currencies?.[currency] ?? null;
  if (words === null || language.money === undefined)
    return refuse(`${currency} has no words in ${languageName(language.tag)}; write it in words`);
  const { fraction, integer } = parsed.quantity;
  if (words.minorDigits !== 3 && isThousands(number, symbol, language)) {
    const whole = `${integer}${fraction}`;
    return refuse(`"${text}" may be ${whole} or less; write ${whole} or two decimals`);
  }
  const amount = { ...parsed.quantity, negative: parsed.quantity.negative || sign !== '' };
  return say('money', language.money(amount, words, quantityPhrases(language)), () =>
    noRules('money', text, language),
  );
}

/** "KES 1.500" and Spanish "$1,500" may be 1500, as other languages write it; in English "$1.500" is not. */
function isThousands(number: string, symbol: string | undefined, { tag }: Language): boolean {
  const isEnglish = /^en\b/.test(tag) && /[$£]/.test(symbol ?? '');
  return (
    !isEnglish &&
    /^[-\u2212]?[1-9]\d{0,2}[.,]\d{3}$/.test(toAsciiDigits(number)) &&
    !isGrouped(number, tag)
  );
}

/** Whether the separator groups digits in the language. */
function isGrouped(number: string, tag: string): boolean {
  return numberAt(toAsciiDigits(number), 0, tag)?.canonical.includes('.') !== true;
}

/** "$" may stand for any dollar or peso that a mark names. */
function isSignOf(symbol: string, code: string): boolean {
  if (/^rs\.?$/i.test(symbol)) return /^(?:INR|PKR|LKR|NPR|MUR|SCR)$/.test(code);
  return (
    symbol === '$' &&
    /^(?:USD|CAD|AUD|NZD|SGD|HKD|MXN|ARS|CLP|COP|UYU|BRL|JMD|TTD|LRD|NAD|ZWL)$/.test(code)
  );
}

/** Whether an amount ends in a name of the currency, which others may have too: "500 shillings" of TZS. */
function isNamed(text: string, code: string, language: Language): boolean {
  const name = /[\p{L}\p{M}]+$/u.exec(text)?.[0].toLowerCase() ?? '';
  const { unit } = language.currency?.(code) ?? language.currencies?.[code] ?? {};
  return unit !== undefined && [...unit.one, ...unit.many].includes(name);
}

/** Splits "500 KES" and "1.5 million yen" into number and currency. */
function splitTrailing(text: string, language: Language): readonly [string, string | undefined] {
  const found = /^(.*?[\p{Nd}\p{L}])\s?((?:de |of )?[\p{L}\p{M}]{2,20}|[A-Z]{3})$/u.exec(text);
  if (found === null) return [text, undefined];
  const name = found[2]!.replace(/^(?:de|of) /, '');
  const code = currencyOf(name, language) ?? currencyByName(name, language);
  return code === null ? [text, undefined] : [found[1]!, code];
}

/** The code of a currency that is written out, as in "2 million yen". */
function currencyByName(name: string, { currencies = {} }: Language): string | null {
  const lower = name.toLowerCase();
  for (const [code, { unit }] of Object.entries(currencies)) {
    if (unit.one.includes(lower) || unit.many.includes(lower)) return code;
  }
  return null;
}
