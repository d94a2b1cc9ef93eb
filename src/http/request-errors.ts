import type * as z from 'zod/mini';
import { formatValue } from '../options/schemas.ts';
import { nearestName } from '../util/nearest-name.ts';
import { expectedIn } from './request-fields.ts';

/** A fault of one field. */
export interface FieldError {
  /** Dot-separated for a field within another; "" for the whole. */
  readonly field: string;
  readonly detail: string;
}

/** Limit of the faults that a response lists. */
export const MAX_ERRORS = 10;
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
    return issue.keys.slice(0, MAX_ERRORS).map((key) => {
      const name = key.slice(0, MAX_NAME);
      const near = nearestField(name, known);
      const remedy =
        near === undefined ? `the fields are ${known.join(', ')}` : `did you mean ${near}?`;
      const detail = `${what} has an unknown field ${JSON.stringify(name)}; ${remedy}`;
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

/** The field that a name may stand for: it may lack the last words, be in camel case, or be misspelt. */
function nearestField(name: string, known: readonly string[]): string | undefined {
  const given = name.replace(/[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
  const longer = known.find((field) => field.startsWith(`${given}_`));
  if (longer !== undefined) return longer;
  const withoutUnits = new Map(known.map((field) => [field.replace(/_[a-z]+$/, ''), field]));
  const near = nearestName(given, [...known, ...withoutUnits.keys()]);
  return near && (withoutUnits.get(near) ?? near);
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
