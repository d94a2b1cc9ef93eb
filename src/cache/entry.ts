import { createHash, hash } from 'node:crypto';

/** Facts as JSON, and bytes. */
export interface CacheEntry {
  readonly facts: unknown;
  readonly bytes: Uint8Array;
}

const MAGIC = 'stitch-cache-1';

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return hash('sha256', bytes, 'hex');
}

/** Bytes hashed in one go: more would block this thread too long. */
const MAX_BYTES_AT_ONCE = 4 * 1024 * 1024;

/** SHA-256 in hexadecimal; many bytes are hashed outside this thread. */
export async function hashOf(bytes: Uint8Array): Promise<string> {
  if (bytes.length <= MAX_BYTES_AT_ONCE) return sha256(bytes);
  const digest = await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>);
  return Buffer.from(digest).toString('hex');
}

/**
 * Encodes an entry so that damage is noticed: a line with a mark, the hash of all that follows, and the
 * facts' length; then the entry's name with its facts, and the bytes. It decodes under its own name only.
 */
export function encodeEntry(name: string, { facts, bytes }: CacheEntry): Uint8Array {
  const head = Buffer.from(JSON.stringify([name, facts]));
  const body = Buffer.concat([head, bytes]);
  return Buffer.concat([
    Buffer.from(`${MAGIC} ${hashOfEntry(body, head.length)} ${head.length}\n`),
    body,
  ]);
}

/** Decodes an entry of this name; null for anything else: cut off, damaged, foreign. */
export function decodeEntry(name: string, entry: Uint8Array): CacheEntry | null {
  const buffer = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  const lineEnd = buffer.subarray(0, 128).indexOf('\n');
  const [magic, hash, length] = buffer.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
  const body = buffer.subarray(lineEnd + 1);
  if (magic !== MAGIC || hash !== hashOfEntry(body, Number(length))) return null;
  const [entryName, facts] = JSON.parse(body.toString('utf8', 0, Number(length)));
  if (entryName !== name) return null;
  return { facts, bytes: body.subarray(Number(length)) };
}

function hashOfEntry(body: Uint8Array, factsLength: number): string {
  return createHash('sha256').update(`${factsLength} `).update(body).digest('hex');
}
