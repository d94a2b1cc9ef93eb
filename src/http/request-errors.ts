import type * as z from 'zod/mini';
import { formatValue } from '../options/schemas.ts';
import { expectedIn } from './request-fields.ts';

/** A fault of one field. */
export interface FieldError {
  /** Dot-separated for a field within another; "" for the whole. */
  readonly field: string;
  readonly detail: string;
}

/** Characters of a name that are shown. */
const MAX_NAME = 80;

/**
 * The faults that an issue of zod stands for.
 * @param given the whole input. @param what names it in errors. @param known the fields of its schema.
 */
export function fieldErrors(
  issue: z.core.$ZodIssue,
  given: unknown,
  what: string,
  known: readonly string[],
): readonly FieldError[] {
  const path = pathOf(issue);
  const [top] = path;
  if (issue.code === 'unrecognized_keys' && top === undefined) {
    return issue.keys.map((key) => {
      const name = key.slice(0, MAX_NAME);
      const detail = `${what} has an unknown field ${JSON.stringify(name)}; the fields are ${known.join(', ')}`;
      return { field: name, detail };
    });
  }
  if (top === undefined) {
    return [{ field: '', detail: `${what} must be a JSON object, not ${kindOf(given)}` }];
  }
  // Text that stands for several values is wrong as a whole.
  const isInner = path.length > 1 && typeof valueAt(given, [top]) === 'object';
  const wrong = isInner ? path : [top];
  const field = wrong.map((part) => String(part).slice(0, MAX_NAME)).join('.');
  const expects = expectedIn(String(top)) ?? 'another value';
  const takes = `${String(top).slice(0, MAX_NAME)} takes ${expects}`;
  const shown = formatAny(valueAt(given, wrong));
  return [{ field, detail: isInner ? `${takes}; ${field} is ${shown}` : `${takes}, not ${shown}` }];
}

/** The path to the fault; in a union, that of the last alternative among those that got furthest. */
function pathOf(issue: z.core.$ZodIssue): readonly PropertyKey[] {
  if (issue.code !== 'invalid_union') return issue.path;
  const inner = issue.errors.flat().map((each) => pathOf(each));
  const deepest = inner.reduce((a, b) => (b.length >= a.length ? b : a), []);
  return [...issue.path, ...deepest];
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((of, part) => (of as Record<PropertyKey, unknown>)?.[part], given);
}

function formatAny(value: unknown): string {
  return typeof value === 'object' && value !== null ? kindOf(value) : formatValue(value);
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
