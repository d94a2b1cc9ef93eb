import { messageOf } from '../errors.ts';
import { hasExactDigits, roundTripsExactly } from '../util/exact-number.ts';
import { type ByteSource, LF } from './byte-source.ts';
import {
  type BadRow,
  badRow,
  hasReplacementCharacter,
  MAX_ROW_BYTES,
  NOT_UTF8,
  type Row,
  TOO_LONG,
} from './row.ts';

/** Reads rows of JSON lines. */
export async function* readJsonLines(source: ByteSource): AsyncIterable<readonly (Row | BadRow)[]> {
  let [row, line] = [0, 0];
  while (!source.isAtEnd || source.bytes.length > 0) {
    const { bytes } = source;
    const batch: (Row | BadRow)[] = [];
    let at = 0;
    for (let end = bytes.indexOf(LF); at < bytes.length; end = bytes.indexOf(LF, at)) {
      if (end < 0 && !source.isAtEnd) break;
      const stop = end < 0 ? bytes.length : end;
      const text = Buffer.from(bytes.subarray(at, stop)).toString().trim();
      line++;
      if (stop - at > MAX_ROW_BYTES) batch.push(badRow(++row, line, TOO_LONG));
      else if (text !== '') batch.push(jsonRow(text, ++row, line));
      at = stop + 1;
    }
    source.advanceTo(at);
    if (source.bytes.length > MAX_ROW_BYTES) {
      batch.push(badRow(++row, ++line, TOO_LONG));
      await source.skipLine();
    }
    if (batch.length > 0) yield batch;
    if (!source.isAtEnd) await source.fill();
  }
}

function jsonRow(text: string, row: number, line: number): Row | BadRow {
  if (hasReplacementCharacter(text)) return badRow(row, line, NOT_UTF8);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    return badRow(row, line, `it is not JSON: ${messageOf(cause)}`, cause);
  }
  const changed = changedNumber(text);
  return changed === null ? rowOf(given, row, line) : badRow(row, line, inexact(changed));
}

/** The key before the first number that parsing changes, as it has more digits than a double holds; null without one. */
function changedNumber(json: string): string | null {
  let key = '';
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g)) {
    if (token.startsWith('"')) key = token;
    else if (!hasExactDigits(token)) return JSON.parse(key || '""') as string;
  }
  return null;
}

/** Builds a row from a JSON object. Numbers that parsing may have changed are refused. */
export function rowOf(given: unknown, row: number, line: number): Row | BadRow {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return badRow(row, line, 'it is not a JSON object, as in {"id": 7, "name": "Abebe"}');
  }
  const values: Record<string, string> = Object.create(null);
  let problem: string | null = null;
  for (const [name, value] of Object.entries(given)) {
    const fault = faultOf(name, value);
    problem ??= fault;
    if (fault === null) values[name.normalize('NFC').trim()] = value === null ? '' : String(value);
  }
  return problem === null ? { row, line, values } : { ...badRow(row, line, problem), values };
}

/** Why a value cannot be used; null for one that can. */
function faultOf(name: string, value: unknown): string | null {
  if (typeof value === 'object' && value !== null)
    return `${JSON.stringify(name)} is not text, a number, true, false or null; give one of these`;
  return typeof value === 'number' && !roundTripsExactly(value) ? inexact(name) : null;
}

function inexact(name: string): string {
  return `${JSON.stringify(name)} has more digits than a number holds exactly; put it in quotes`;
}
