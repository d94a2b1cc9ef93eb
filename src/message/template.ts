import { StitchError } from '../errors.ts';

/** A place of a template that a value takes. */
interface Slot {
  readonly name: string;
  /** What is said instead; null where only the value will do. */
  readonly alternative: string | null;
}

/** A message with places for values, taken apart. */
export interface Template {
  readonly text: string;
  /** Text as it stands, and slots, in order. */
  readonly parts: readonly (string | Slot)[];
}

/** An alternative that was said instead of a value. */
export interface Alternative {
  /** The slot's name. */
  readonly name: string;
  readonly value: string;
  readonly said: string;
  /** The words to record so that the value can be said; none where the value was blank. */
  readonly needs: readonly string[];
}

/** A template with its slots filled. */
export interface Filled {
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** Takes a template apart: `{name}` and `{name|alternative}` are slots, all else is text. */
export function parseTemplate(text: string): Template {
  const parts: (string | Slot)[] = [];
  let end = 0;
  for (const found of text.matchAll(/\{([^{}|]+)(?:\|([^{}]*))?\}/gu)) {
    if (found.index > end) parts.push(text.slice(end, found.index));
    parts.push({ name: found[1]!.trim(), alternative: found[2] ?? null });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return { text, parts };
}

/** The names of a template's slots, each once. */
export function slotNames({ parts }: Template): readonly string[] {
  return [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])))];
}

/**
 * Fills a template. An alternative is said where the value is absent, blank, or needs words that have no
 * clip; without an alternative the value stands as it is, and its missing words are reported like any
 * others. Values are text, not templates.
 * @param needsOf the words to record so that a text can be said: none when it can.
 * @throws StitchError usage/option for a slot that has neither value nor alternative.
 */
export function fillTemplate(
  template: Template,
  values: Readonly<Record<string, string>>,
  needsOf: (text: string) => readonly string[],
): Filled {
  let text = '';
  const alternatives: Alternative[] = [];
  for (const part of template.parts) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    const { name, alternative } = part;
    const value = Object.hasOwn(values, name) ? values[name]! : '';
    const isBlank = value.trim() === '';
    if (alternative === null) {
      if (isBlank) throw noValue(name);
      text += value;
      continue;
    }
    const needs = isBlank ? [] : needsOf(value);
    if (isBlank || needs.length > 0) alternatives.push({ name, value, said: alternative, needs });
    text += isBlank || needs.length > 0 ? alternative : value;
  }
  return { text, alternatives };
}

function noValue(name: string): StitchError {
  return new StitchError(
    'usage/option',
    `{${name}} has no value; give it one, or an alternative as in {${name}|friend}`,
  );
}
