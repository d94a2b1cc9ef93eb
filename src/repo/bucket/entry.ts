import type { DescribedEntry, Entry, Key } from '../repo.ts';

/** Fields common to all answers about an object. */
export interface Answer {
  readonly ContentLength?: number | undefined;
  readonly LastModified?: Date | undefined;
  readonly ETag?: string | undefined;
  readonly ContentType?: string | undefined;
  readonly Metadata?: Record<string, string> | undefined;
}

/** Builds the entry from the answer to a HEAD or GET. */
export function describedEntry(key: Key, answer: Answer): DescribedEntry {
  return {
    ...entryOf(key, answer.ContentLength, answer.LastModified, answer.ETag),
    contentType: answer.ContentType ?? 'application/octet-stream',
    metadata: answer.Metadata ?? {},
  };
}

/** Builds an entry. The ETag, MD5 or not, changes whenever the value changes. */
export function entryOf(key: Key, size = 0, modified = new Date(0), etag = ''): Entry {
  // Without an ETag nothing is known of the content.
  const version = etag === '' ? null : `${etag.replaceAll('"', '')}-${size}`;
  return { key, sizeBytes: size, modifiedMs: modified.getTime(), version, contentId: version };
}

/** Decodes a name of a listing: %-encoded, a space as "+". "" for a name that is not UTF-8, and so not a key. */
export function decodeName(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    return '';
  }
}

/** The ETag of an object that was read. */
export function etagOf({ version, sizeBytes }: Entry): string | undefined {
  const end = `-${sizeBytes}`;
  return version?.endsWith(end) ? `"${version.slice(0, -end.length)}"` : undefined;
}
