import { codecOf, formatOfExtension } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import type { Key, ObjectMetadata, WriteOptions } from './repo.ts';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
};

const MAX_METADATA_BYTES = 2048;
const MAX_LINK_SECONDS = 604_800;

/** Media type of a key's extension. */
export function contentTypeOf(key: Key): string {
  const extension = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  const format = formatOfExtension(extension);
  if (format !== undefined) return codecOf(format).mediaTypes[0];
  return CONTENT_TYPES[extension] ?? 'application/octet-stream';
}

/** Metadata to keep beside a value. @throws StitchError usage/option for metadata that not every repo can keep. */
export function objectMetadata(
  key: Key,
  { contentType, metadata = {} }: WriteOptions,
): ObjectMetadata {
  const pairs = Object.entries(metadata);
  const bytes = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const isWrong = ([name, value]: [string, string]) =>
    !/^[a-z0-9-]+$/.test(name) || !/^([!-~]([ -~]*[!-~])?)?$/.test(value);
  const wrong = pairs.find(isWrong);
  if (wrong !== undefined || bytes > MAX_METADATA_BYTES) {
    throw new StitchError(
      'usage/option',
      `the metadata ${wrong === undefined ? `of ${key}` : JSON.stringify(wrong[0])} cannot be kept; ` +
        `give names of a-z, 0-9 and "-", values of printable ASCII, and at most 2 KB`,
    );
  }
  return { contentType: contentType ?? contentTypeOf(key), metadata };
}

/** Checks a link's lifetime. @throws StitchError usage/option. */
export function checkLinkSeconds(seconds: number): void {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_LINK_SECONDS) return;
  throw new StitchError(
    'usage/option',
    `a link cannot last ${seconds} seconds; give a whole number from 1 to ${MAX_LINK_SECONDS} (7 days)`,
  );
}
