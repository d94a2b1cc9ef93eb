import { toAsciiDigits } from '../number-literal.ts';
import type { ClockTime, Language } from './language.ts';
import { languageName } from './language-name.ts';
import { MAX_WAYS, type Outcome, say, toWords } from './reading.ts';

/** Hours, minutes and seconds with ":", "." or "h", and am or pm. */
const TIME =
  /^(\d{1,2})(?:\s?[:.]\s?(\d{2})|\s?h(?:rs|r|oras)?\s?(\d{1,2})?\s?(?:m|min)?)?(?:(?:[:.\s]|(?<=m|min)\s?)(\d{2})\s?(?:s|seg)?)?\s?(a\.?\s?m\.?|p\.?\s?m\.?)?\s?h?\.?$/i;

/** Reads a text as a time of day. @param western counts hours from midnight also where the language does not. */
export function readTime(text: string, language: Language, western: boolean): Outcome {
  const zoned = ZONE.exec(text.trim());
  if (zoned !== null)
    return withZone(
      zoned,
      readTime(text.trim().slice(0, zoned.index), language, western),
      language,
    );
  const parts = splitWords(text, language);
  if (parts !== null) return withWords(parts, readTime(parts.time, language, western));
  const parsed = parseTime(text, western);
  if ('reason' in parsed) return { class: 'time', reason: parsed.reason };
  return say('time', language.time?.(parsed.time) ?? [], () => noTimeRules(text, language));
}

/** Time zones by the letters that people write, and hours from them. */
const ZONE =
  /\s?\b((?:utc|gmt|[ecmp][sd]t|[ecw]at|cet|cest|ist|pkt|npt)|e\.s\.t)\.?(?:\s?([+-])\s?(\d{1,2}))?$/i;

/** Adds the zone letter by letter, or as it is written. */
function withZone(zone: RegExpExecArray, outcome: Outcome, language: Language): Outcome {
  if ('reason' in outcome) return outcome;
  const letters = zone[1]!.toLowerCase().replaceAll('.', '');
  const sign = zone[2] === '+' ? language.plus[0] : zone[2] === '-' ? language.minus[0] : undefined;
  const hours = zone[3] === undefined ? '' : language.cardinal(BigInt(zone[3]))[0];
  const offset = toWords(`${sign ?? ''} ${hours ?? ''}`);
  const names = [letters.split(''), [letters]];
  const ways = names.flatMap((name) => outcome.ways.map((way) => [...way, ...name, ...offset]));
  return { ...outcome, ways: ways.slice(0, MAX_WAYS) };
}

/** A time with words of the part of the day before or after it. */
interface WordedTime {
  readonly before: string;
  readonly time: string;
  readonly after: string;
}

/** "रात के 11:50", "11:50 de la noche"; null without such words. */
function splitWords(text: string, { timeWords }: Language): WordedTime | null {
  const found = /^(\D*?)\s?(\p{Nd}.*?\p{Nd}\s?h?)\s?([^\p{Nd}]*)$/u.exec(text.trim());
  if (timeWords === undefined || found === null) return null;
  const [, before = '', time = '', after = ''] = found;
  const given = [before, after].filter((words) => words !== '');
  if (given.length !== 1 || !timeWords.test(given[0]!.toLowerCase())) return null;
  const hours = /^(\p{Nd}+)(.*)$/u.exec(toAsciiDigits(time))!;
  const hour = Number(hours[1]);
  // With the part of the day hours are told by twelve.
  return { before, after, time: hour > 12 && hour < 24 ? `${hour - 12}${hours[2]}` : time };
}

function withWords({ before, after }: WordedTime, outcome: Outcome): Outcome {
  if ('reason' in outcome) return outcome;
  const ways = outcome.ways.map((way) => [...toWords(before), ...way, ...toWords(after)]);
  return { ...outcome, ways };
}

function noTimeRules(text: string, { tag }: Language): string {
  return `"${text}" is a time, which is not supported in ${languageName(tag)}; write it in words`;
}

function parseTime(text: string, western: boolean): { time: ClockTime } | { reason: string } {
  const written = toAsciiDigits(text.trim());
  const found = TIME.exec(written);
  if (found === null)
    return { reason: `"${text}" is not a time; write hours and minutes, as in 09:05` };
  const [, hours, afterColon, afterH, seconds, half] = found;
  const isAlone = afterColon === undefined && half === undefined && !/h/i.test(written);
  if (isAlone) return { reason: `"${text}" is not a time; write it as ${hours}:00` };
  const time: ClockTime = {
    hour: Number(hours),
    minute: Number(afterColon ?? afterH ?? 0),
    second: seconds === undefined ? undefined : Number(seconds),
    half: half === undefined ? undefined : /^a/i.test(half) ? 'am' : 'pm',
    western,
  };
  const { hour, minute, second = 0 } = time;
  const isHour = time.half === undefined ? hour <= 24 : hour >= 1 && hour <= 12;
  if (!isHour || minute > 59 || second > 59 || (hour === 24 && (minute > 0 || second > 0)))
    return { reason: `"${text}" is not a time: ${whyImpossible(time, isHour)}; correct it` };
  return { time };
}

function whyImpossible({ hour, minute, second = 0 }: ClockTime, isHour: boolean): string {
  if (!isHour) return `there is no hour ${hour}`;
  if (minute > 59) return `there is no minute ${minute}`;
  return second > 59 ? `there is no second ${second}` : 'the day ends at 24:00';
}

/** Hour of the 24-hour clock, 0 to 23. */
export function hour24({ hour, half }: ClockTime): number {
  if (half === 'am') return hour % 12;
  return half === 'pm' ? (hour % 12) + 12 : hour % 24;
}
