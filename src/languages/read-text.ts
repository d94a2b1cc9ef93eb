import { StitchError } from '../errors.ts';
import { tokenizeMarked } from '../message/marked-text.ts';
import { readMarked } from '../message/marked-value.ts';
import { refuseLong } from '../message/planner.ts';
import type { Language } from '../message/readings/language.ts';
import { parseMark } from '../message/readings/mark.ts';
import { combine, MAX_WAYS, type SemioticClass } from '../message/readings/reading.ts';
import { isSsml, parseSsml } from '../message/ssml.ts';
import { readingsOf } from '../message/token-readings.ts';
import type { WordToken } from '../message/tokenize.ts';
import { memoizeAsync } from '../util/memoize.ts';
import { findLanguage } from './find-language.ts';
import { loadLanguage } from './registry.ts';

/** A value of a text, and how it is said. */
export interface ReadValue {
  readonly text: string;
  readonly class: SemioticClass;
  /** Up to 8 ways, in order of preference. */
  readonly ways: readonly (readonly string[])[];
}

/** How a text is said, whatever clips there are. */
export interface TextReading {
  /** The first way of the whole text. */
  readonly words: readonly string[];
  /** Up to 8 ways of the whole text, in order of preference. */
  readonly readings: readonly (readonly string[])[];
  readonly values: readonly ReadValue[];
}

const rulesByTag = new Map<string, Promise<Language | null>>();

/**
 * Reads a text without clips, as a message would be said.
 * @param lang a BCP 47 tag. @param as a mark, such as "date dmy", to read the whole text as one value.
 * @throws StitchError usage/option for an unknown language or mark, or SSML that cannot be said;
 * message/unreadable for a value that is refused; message/too-long.
 */
export async function readText(text: string, lang: string, as?: string): Promise<TextReading> {
  refuseLong(text);
  const tag = findLanguage(lang);
  if (rulesByTag.size > 100) rulesByTag.clear();
  const rules = await memoizeAsync(rulesByTag, tag, () => loadLanguage(tag));
  if (as !== undefined) {
    const outcome = readMarked(text, parseMark(as), tag, rules);
    if ('reason' in outcome) throw new StitchError('message/unreadable', outcome.reason);
    return {
      words: outcome.ways[0]!,
      readings: outcome.ways,
      values: [{ text, class: outcome.class, ways: outcome.ways }],
    };
  }
  const message = isSsml(text) ? parseSsml(text, tag) : text;
  const spoken = typeof message === 'string' ? message : message.text;
  const tokens = tokenizeMarked(message, tag, rules).filter((token) => token.kind === 'word');
  const ways = tokens.map((token) => waysOf(token, tag, rules));
  const readings = wholeReadings(ways);
  return { words: readings[0] ?? [], readings, values: valuesOf(tokens, ways, spoken) };
}

/** The ways of a token: a number's and a compound's as they are spoken, not as they stand. */
function waysOf(
  token: WordToken,
  tag: string,
  rules: Language | null,
): readonly (readonly string[])[] {
  const { value } = token;
  if (value !== undefined && 'reason' in value)
    throw new StitchError('message/unreadable', value.reason);
  if (value !== undefined) return value.ways;
  const [own, ...others] = readingsOf(token, tag, rules);
  if (token.isNumber) return others.length > 0 ? others : [own!];
  return /\p{Nd}/u.test(token.text) ? others.slice(-1) : [own!];
}

/** Limit of the tokens whose other ways are combined: past it the first way of each is enough. */
const MAX_VARIED = 200;

function wholeReadings(
  ways: readonly (readonly (readonly string[])[])[],
): readonly (readonly string[])[] {
  const lists = ways.map((own) => own.map((words) => words.join(' ')));
  const varied = lists.filter((list) => list.length > 1).length;
  if (varied === 0 || lists.length > MAX_VARIED)
    return lists.length === 0 ? [] : [ways.flatMap((own) => own[0] ?? [])];
  return combine(lists, MAX_WAYS).map((phrase) => phrase.split(' '));
}

function valuesOf(
  tokens: readonly WordToken[],
  ways: readonly (readonly (readonly string[])[])[],
  text: string,
): ReadValue[] {
  return tokens.flatMap((token, i) => {
    const { value, isNumber, span } = token;
    if (value === undefined && !isNumber) return [];
    const name = value?.class ?? (token.text.includes('.') ? 'decimal' : 'cardinal');
    return [
      { text: text.slice(span.start, span.end), class: name, ways: ways[i]!.slice(0, MAX_WAYS) },
    ];
  });
}
