import { normalizeWord } from '../normalize.ts';
import { toAsciiDigits } from '../number-literal.ts';
import { type Core, type Found, isNextTo, type Scan } from './scan.ts';

/** Words that a part of the day has at most: "de la noche". */
const MAX_WORDS = 3;

/**
 * A time and the part of the day beside it: one that its reading says already is said once, and one that it contradicts
 * is refused. "9:00 asubuhi" is said with its own part; "3:00 asubuhi" and "saa 3:00" are by the other clock, or wrong.
 */
export function withDayPart(scan: Scan, found: Found): Found {
  const { words, text, language } = scan;
  const { outcome, from, to } = found;
  const parts = language.dayParts ?? language.timeWords;
  if (parts === undefined || outcome.class !== 'time' || 'reason' in outcome) return found;
  const refuse = (first: number, last: number, why: (written: string) => string): Found => {
    const written = text.slice(words[first]!.start, words[last]!.end);
    return { outcome: { class: 'time', reason: why(written) }, from: first, to: last };
  };
  const said = ` ${outcome.ways[0]!.join(' ')} `;
  const [first, last] = partBeside(scan, found, parts);
  if (first === from && last === to) {
    const isOfNoun = words.slice(from, to + 1).some((core) => isNoun(core, scan));
    const hour = Number(/\d+/.exec(toAsciiDigits(text.slice(words[from]!.start, words[to]!.end))));
    if (language.localClock !== true || !isOfNoun || hour < 1 || hour > 12) return found;
    return refuse(from, to, (written) => {
      const time = /\p{Nd}\S*/u.exec(written)![0];
      return `"${written}" may be by either clock; mark the time, as in {…:time}, or write it in words, not "${time}"`;
    });
  }
  const given = words.slice(first < from ? first : to + 1, first < from ? from : last + 1);
  // "सुबह" of "सुबह के", "asubuhi" of "ya asubuhi".
  const names = given.map((core) => normalizeWord(core.text));
  const name = names.find((each) => parts.test(each)) ?? names.join(' ');
  if (said.includes(` ${name} `)) return { outcome, from: first, to: last };
  const isToldElse = wordRuns(outcome.ways[0]!).some((run) => parts.test(run));
  if (language.localClock !== true && !isToldElse) return found;
  const part = given.map((core) => core.text).join(' ');
  return refuse(first, last, (written) =>
    language.localClock === true
      ? `"${written}" may be by either clock; write the time from midnight, as in 09:00, without "${part}"`
      : `"${written}" is not in that part of the day; correct it, or leave out "${part}"`,
  );
}

/** The words of a time with those of the part of the day before or after it. */
function partBeside(
  { words, text }: Scan,
  { from, to }: Found,
  parts: RegExp,
): readonly [number, number] {
  const isPart = (first: number, last: number) =>
    first >= 0 &&
    last < words.length &&
    parts.test(text.slice(words[first]!.start, words[last]!.end).toLowerCase());
  for (let n = MAX_WORDS; n > 0; n--) {
    if (isPart(from - n, from - 1) && isNextTo(text, words[from - 1], words[from]))
      return [from - n, to];
    if (isPart(to + 1, to + n) && isNextTo(text, words[to], words[to + 1])) return [from, to + n];
  }
  return [from, to];
}

function isNoun(core: Core, { language }: Scan): boolean {
  return language.timeNoun?.test(core.text.toLowerCase()) === true;
}

/** Runs of up to three words. */
function wordRuns(words: readonly string[]): readonly string[] {
  return words.flatMap((_, i) =>
    Array.from({ length: MAX_WORDS }, (__, n) => words.slice(i, i + n + 1).join(' ')),
  );
}
