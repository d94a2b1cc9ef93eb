import type { DescribedEntry, Entry, Key } from '../repo.ts';

/** What every answer about an object has. */
export interface Answer {
  readonly ContentLength?: number | undefined;
  readonly LastModified?: Date | undefined;
  readonly ETag?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

/** What a HEAD or GET tells of a value. */
export function describedEntry(key: Key, answer: Answer): DescribedEntry {
  return {
    ...entryOf(key, answer.ContentLength, answer.LastModified, answer.ETag),
    contentType: answer.ContentType ?? 'application/octet-stream',
    metadata: answer.Metadata ?? {},
  };
}

/** What a listing tells of a value: MD5 or not, the ETag is another one once the value is. */
export function entryOf(key: Key, size = 0, modified = new Date(0), etag = ''): Entry {
  // A service that gives no ETag tells nothing of the content.
  const version = etag === '' ? null : `${etag.replaceAll('"', '')}-${size}`;
  return { key, sizeBytes: size, modifiedMs: modified.getTime(), version, contentId: version };
}

/** A name as a listing has it: %-encoded, a space as "+". "" for what is no UTF-8, and so no key. */
export function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
