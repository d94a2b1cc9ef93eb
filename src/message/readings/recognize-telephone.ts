import { toAsciiDigits } from '../number-literal.ts';
import { at, type Core, type Found, type Scan } from './scan.ts';
import { readTelephone } from './values.ts';

/** A telephone number that can be nothing else. */
export function telephone(scan: Scan, i: number): Found | null {
  return international(scan, i) ?? national(scan, i) ?? inGroups(scan, i);
}

/** "+254712345678", also in groups. */
function international({ words, text, language }: Scan, i: number): Found | null {
  const first = words[i]!.text;
  if (!/^\+\p{Nd}[\p{Nd}\-().]*$/u.test(first)) return null;
  let digits = first.replace(/\P{Nd}/gu, '').length;
  let to = i;
  const isGroup = (core: Core | undefined) =>
    core !== undefined &&
    /^\(?\p{Nd}[\p{Nd}\-)]*$/u.test(core.text) &&
    // Only spaces stand before it.
    /^\s*\(?$/u.test(text.slice(words[to]!.end, core.start));
  while (digits < 11 && isGroup(words[to + 1])) {
    to++;
    digits += words[to]!.text.replace(/\P{Nd}/gu, '').length;
  }
  if (digits < 7 || digits > 15) return null;
  const written = text.slice(words[i]!.start, words[to]!.end);
  return at(i, readTelephone(written, language), to);
}

/** "0712-345678", "(020) 7946-0958" and "555-010-9999": digits in groups that no other number has; addresses. */
function national({ words, language }: Scan, i: number): Found | null {
  const word = toAsciiDigits(words[i]!.text);
  const isNational = /^0\p{Nd}{1,6}-\p{Nd}{3,8}(?:-\p{Nd}{3,4})?$/u.test(word);
  // "1800-180-1551": a date has fewer digits.
  const isInGroups = /^(?=(?:-?\p{Nd}){9,13}$)\p{Nd}{3,5}(?:-\p{Nd}{2,5}){2,3}$/u.test(word);
  const isAddress = language.dot !== undefined && /^\p{Nd}{1,3}(?:\.\p{Nd}{1,3}){3}$/u.test(word);
  return isNational || isInGroups || isAddress ? at(i, readTelephone(word, language)) : null;
}

/** Groups after the first that eleven digits have at most, and one more. */
const MAX_GROUPS = 5;

/** "0712 345 678", "0712 345678", "(020) 7946 0958": groups of digits, the first with a zero before it. */
function inGroups({ words, text, language }: Scan, i: number): Found | null {
  if (!/^0\p{Nd}{2,4}$/u.test(toAsciiDigits(words[i]!.text))) return null;
  let to = i;
  const isGroup = (core: Core | undefined) =>
    core !== undefined &&
    /^\p{Nd}{2,7}$/u.test(core.text) &&
    /^\)?\s$/u.test(text.slice(words[to]!.end, core.start));
  while (to - i < MAX_GROUPS && isGroup(words[to + 1])) to++;
  const written = text.slice(words[i]!.start, words[to]!.end);
  const digits = written.replace(/\P{Nd}/gu, '').length;
  return to > i && digits >= 9 && digits <= 11 ? at(i, readTelephone(written, language), to) : null;
}
