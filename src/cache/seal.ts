import { createHash } from 'node:crypto';

/** What a sealed entry holds: facts as JSON, and bytes. */
export interface Sealed {
  readonly facts: unknown;
  readonly bytes: Uint8Array;
}

const MAGIC = 'stitch-cache-1';

/** SHA-256 in hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * Makes an entry that proves itself whole: a line with a mark, the hash of all that follows, and the facts'
 * length; then the entry's name with its facts, and the bytes. Under another name it is no entry.
 */
export function seal(name: string, { facts, bytes }: Sealed): Uint8Array {
  const head = Buffer.from(JSON.stringify([name, facts]));
  const body = Buffer.concat([head, bytes]);
  return Buffer.concat([
    Buffer.from(`${MAGIC} ${hashOf(body, head.length)} ${head.length}\n`),
    body,
  ]);
}

/** Opens what `seal` made under this name; null for anything else: cut off, damaged, foreign. */
export function unseal(name: string, entry: Uint8Array): Sealed | null {
  const buffer = Buffer.from(entry.buffer, entry.byteOffset, entry.byteLength);
  const lineEnd = buffer.subarray(0, 128).indexOf('\n');
  const [magic, hash, length] = buffer.toString('latin1', 0, Math.max(0, lineEnd)).split(' ');
  const body = buffer.subarray(lineEnd + 1);
  if (magic !== MAGIC || hash !== hashOf(body, Number(length))) return null;
  const [sealedName, facts] = JSON.parse(body.toString('utf8', 0, Number(length)));
  if (sealedName !== name) return null;
  return { facts, bytes: body.subarray(Number(length)) };
}

function hashOf(body: Uint8Array, factsLength: number): string {
  return createHash('sha256').update(`${factsLength} `).update(body).digest('hex');
}
