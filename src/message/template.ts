import { StitchError } from '../errors.ts';

/** A placeholder of a template. */
interface Slot {
  readonly name: string;
  /** Text to say without a usable value; null where the value is required. */
  readonly alternative: string | null;
}

/** A parsed template: text with slots for values. */
export interface Template {
  readonly text: string;
  /** Literal text and slots, in order. */
  readonly parts: readonly (string | Slot)[];
}

/** An alternative spoken instead of a value. */
export interface Alternative {
  /** The slot's name. */
  readonly name: string;
  readonly value: string;
  /** The alternative's text. */
  readonly said: string;
  /** Words to record so that the value can be said; none where the value was blank. */
  readonly needs: readonly string[];
}

/** A template with its slots filled. */
export interface Filled {
  readonly text: string;
  readonly alternatives: readonly Alternative[];
}

/** Parses a template: `{name}` and `{name|alternative}` are slots, all else is text. */
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

/** Names of a template's slots, each once. */
export function slotNames({ parts }: Template): readonly string[] {
  return [...new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [part.name])))];
}

/**
 * Fills a template. An alternative replaces a value that is absent, blank, or needs words without a
 * clip; without an alternative the value stays, and its missing words are reported like any others.
 * Values are text, not templates.
 * @param needsOf returns the words to record so that a text can be said: none when it can.
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
    const value = slotValue(values, name);
    const isBlank = value.trim() === '';
    if (alternative === null) {
      if (isBlank) throw new StitchError('usage/option', noValueMessage(name));
      text += value;
      continue;
    }
    const needs = isBlank ? [] : needsOf(value);
    if (isBlank || needs.length > 0) alternatives.push({ name, value, said: alternative, needs });
    text += isBlank || needs.length > 0 ? alternative : value;
  }
  return { text, alternatives };
}

/** Name of the first slot with neither value nor alternative; null where the template can be filled. */
export function unfilledSlot(
  { parts }: Template,
  values: Readonly<Record<string, string>>,
): string | null {
  for (const part of parts) {
    if (typeof part === 'string' || part.alternative !== null) continue;
    if (slotValue(values, part.name).trim() === '') return part.name;
  }
  return null;
}

/** Describes a slot with neither value nor alternative. */
export function noValueMessage(slot: string): string {
  return `{${slot}} has no value; give it one, or an alternative as in {${slot}|friend}`;
}

/** The value of a slot; "" where there is none. */
function slotValue(values: Readonly<Record<string, string>>, slot: string): string {
  return Object.hasOwn(values, slot) ? values[slot]! : '';
}
