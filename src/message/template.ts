import { StitchError } from '../errors.ts';
import type { MarkedSpan } from './marked-text.ts';
import { type Mark, parseMark } from './readings/mark.ts';
import { type IsJoined, placeFault } from './slot-edges.ts';

/** A placeholder of a template. */
interface Slot {
  readonly name: string;
  /** How its value is read; null for text. */
  readonly mark: Mark | null;
  /** Text to say without a usable value; null where the value is required. */
  readonly alternative: string | null;
}

/** A part that is said only if all its slots can be: `[… {name} …]`. */
interface Optional {
  readonly optional: readonly (string | Slot)[];
}

/** A parsed template: text with slots for values. */
export interface Template {
  readonly text: string;
  /** Literal text, slots and optional parts, in order. */
  readonly parts: readonly (string | Slot | Optional)[];
}

/** An alternative spoken instead of a value. */
export interface Alternative {
  /** The slot's name. */
  readonly name: string;
  readonly value: string;
  /** The alternative's text; "" where an optional part was left out. */
  readonly said: string;
  /** Words to record so that the value can be said; none where the value was blank or refused. */
  readonly needs: readonly string[];
  /** Why the value cannot be read, where it is refused. */
  readonly reason?: string;
}

/** A template with its slots filled. */
export interface Filled {
  readonly text: string;
  /** Values with marks in the text, in order. */
  readonly marked: readonly MarkedSpan[];
  readonly alternatives: readonly Alternative[];
}

/** Whether a value can be said: words to record, or why it cannot be read; neither where it can. */
export interface Sayable {
  readonly needs: readonly string[];
  readonly reason?: string | undefined;
}

/** Finds out whether a value can be said. */
export type Judge = (value: string, mark: Mark | null) => Sayable;

/** Text with slots, and no optional parts. */
export interface SlotText {
  readonly text: string;
  readonly parts: readonly (string | Slot)[];
}

/** Parses slots alone: brackets are text. @throws StitchError usage/option for an unknown mark. */
export function parseSlots(text: string): SlotText {
  return { text, parts: slotsIn(text) };
}

/** Limit of a template's slots and optional parts together. */
const MAX_PARTS = 1000;

/**
 * Parses a template: `{name}`, `{name|alternative}`, `{name:mark}` and `{name:mark|alternative}` are slots,
 * `[… {name} …]` is an optional part, all else is text.
 * @throws StitchError usage/option for an unknown mark, or too many parts.
 */
export function parseTemplate(text: string): Template {
  const parts: (string | Slot | Optional)[] = [];
  let end = 0;
  for (const found of text.matchAll(/\[((?:[^[\]{}]|\{[^{}]*\})*)\]/gu)) {
    const optional = slotsIn(found[1]!);
    if (optional.every((part) => typeof part === 'string')) continue; // brackets are punctuation
    if (found.index > end) parts.push(...slotsIn(text.slice(end, found.index)));
    parts.push({ optional });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(...slotsIn(text.slice(end)));
  const what = `the template has ${parts.length} parts, the limit is ${MAX_PARTS}; split it`;
  if (parts.length > MAX_PARTS) throw new StitchError('usage/option', what);
  return { text, parts };
}

function slotsIn(text: string): (string | Slot)[] {
  const parts: (string | Slot)[] = [];
  let end = 0;
  for (const found of text.matchAll(/\{([^{}|:]+)(?::([^{}|]*))?(?:\|([^{}]*))?\}/gu)) {
    if (found.index > end) parts.push(text.slice(end, found.index));
    const mark = found[2] === undefined ? null : parseMark(found[2]);
    parts.push({ name: found[1]!.trim(), mark, alternative: found[3] ?? null });
    end = found.index + found[0].length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** Names of a template's slots, each once. */
export function slotNames({ parts }: Template): readonly string[] {
  const slots = parts.flatMap((part) => (isOptional(part) ? part.optional : [part]));
  return [...new Set(slots.flatMap((part) => (typeof part === 'string' ? [] : [part.name])))];
}

/** Literal texts of a template. */
export function literalTexts({ parts }: Template): readonly string[] {
  const all = parts.flatMap((part) => (isOptional(part) ? part.optional : [part]));
  return all.filter((part) => typeof part === 'string');
}

function isOptional(part: string | Slot | Optional): part is Optional {
  return typeof part === 'object' && 'optional' in part;
}

/**
 * Fills a template. An alternative replaces a value that is absent, blank, or cannot be said; without an
 * alternative the value stays, and what it lacks is reported like any other word; an optional part is left
 * out. Values are text, not templates.
 * @throws StitchError usage/option for a slot that has neither value nor alternative.
 */
export function fillTemplate(
  template: Template,
  values: Readonly<Record<string, string>>,
  judge: Judge,
  isJoined: IsJoined = () => false,
): Filled {
  const filler = new Filler(values, judge, isJoined);
  for (const part of template.parts) {
    if (isOptional(part)) filler.addOptional(part.optional);
    else filler.add(part);
  }
  return filler;
}

class Filler implements Filled {
  text = '';
  readonly marked: MarkedSpan[] = [];
  readonly alternatives: Alternative[] = [];
  private readonly values: Readonly<Record<string, string>>;
  private readonly judge: Judge;
  private readonly isJoined: IsJoined;
  /** The last value without a mark, and where it ends. */
  private last: { name: string; value: string; end: number } | null = null;

  constructor(values: Readonly<Record<string, string>>, judge: Judge, isJoined: IsJoined) {
    this.values = values;
    this.judge = judge;
    this.isJoined = isJoined;
  }

  add(part: string | Slot): void {
    if (typeof part === 'string') {
      this.text += part;
      return;
    }
    const { name, alternative } = part;
    const value = slotValue(this.values, name);
    if (alternative === null) {
      if (isBlank(value)) throw new StitchError('usage/option', noValueMessage(name));
      this.addValue(part, value);
      return;
    }
    const unsaid = this.unsaid(part, value);
    if (unsaid === null) this.addValue(part, value);
    else {
      this.alternatives.push({ name, value, said: alternative, ...unsaid });
      this.text += alternative;
    }
  }

  /** Adds an optional part if all its slots can be said where they stand. */
  addOptional(parts: readonly (string | Slot)[]): void {
    const { text, last } = this;
    const [marked, alternatives] = [this.marked.length, this.alternatives.length];
    for (const part of parts) {
      const isNeeded = typeof part !== 'string' && part.alternative === null;
      const value = isNeeded ? slotValue(this.values, part.name) : '';
      const unsaid = isNeeded ? this.unsaid(part, value) : null;
      if (isNeeded && unsaid !== null) {
        Object.assign(this, { text, last });
        this.marked.splice(marked);
        this.alternatives.splice(alternatives);
        this.alternatives.push({ name: part.name, value, said: '', ...unsaid });
        return;
      }
      this.add(part);
    }
  }

  /** What a value lacks; null where it can be said. */
  private unsaid(slot: Slot, value: string): Pick<Alternative, 'needs' | 'reason'> | null {
    if (isBlank(value)) return { needs: [] };
    const { needs, reason = this.placeFault(slot, value) } = this.judge(value, slot.mark);
    if (reason !== undefined) return { needs: [], reason };
    return needs.length > 0 ? { needs } : null;
  }

  private addValue(slot: Slot, value: string): void {
    const { name, mark } = slot;
    const reason = this.placeFault(slot, value);
    const [start, end] = [this.text.length, this.text.length + value.length];
    this.text += value;
    if (mark !== null) this.marked.push({ start, end, mark });
    else if (reason !== undefined) this.marked.push({ start, end, reason });
    this.last = mark === null ? { name, value, end } : null;
  }

  private placeFault({ name, mark }: Slot, value: string): string | undefined {
    if (mark !== null) return undefined;
    const { last, text } = this;
    return placeFault({ name, value, last, text }, this.isJoined) ?? undefined;
  }
}

/** Name of the first slot with neither value nor alternative; null where the template can be filled. */
export function unfilledSlot(
  { parts }: Template,
  values: Readonly<Record<string, string>>,
): string | null {
  for (const part of parts) {
    if (typeof part === 'string' || isOptional(part) || part.alternative !== null) continue;
    if (isBlank(slotValue(values, part.name))) return part.name;
  }
  return null;
}

/** Characters that are said: letters, digits, signs, and punctuation that stands for a word. */
const SPOKEN = /[\p{L}\p{N}\p{M}\p{S}%&@#*/\\+]/u;

/** Whether a value says nothing: "", " ", "-" and "???". */
function isBlank(value: string): boolean {
  return !SPOKEN.test(value);
}

/** Describes a slot with neither value nor alternative. */
export function noValueMessage(slot: string): string {
  return `{${slot}} has no value; give it one, or an alternative as in {${slot}|friend}`;
}

/** The value of a slot; "" where there is none. */
function slotValue(values: Readonly<Record<string, string>>, slot: string): string {
  return Object.hasOwn(values, slot) ? values[slot]! : '';
}
