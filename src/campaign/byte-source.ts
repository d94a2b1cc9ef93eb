import { TextDecoder } from 'node:util';
import { MAX_ROW_BYTES } from './row.ts';

export const LF = 10;

/** Buffer of the bytes that are not consumed yet, filled from chunks on demand. */
export class ByteSource {
  bytes: Uint8Array = new Uint8Array();
  isAtEnd = false;
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async fill(): Promise<void> {
    const next = await this.chunks.next();
    if (next.done === true) this.isAtEnd = true;
    else
      this.bytes = this.bytes.length === 0 ? next.value : Buffer.concat([this.bytes, next.value]);
  }

  /** Buffers bytes until they are enough, exceed the limit of a row, or end. */
  async fillUntil(isEnough: (bytes: Uint8Array) => boolean): Promise<void> {
    while (!this.isAtEnd && this.bytes.length < MAX_ROW_BYTES && !isEnough(this.bytes)) {
      await this.fill();
    }
  }

  /** Skips past the next line break, buffering nothing before it. */
  async skipLine(): Promise<void> {
    while (!this.isAtEnd && !this.bytes.includes(LF)) {
      this.advanceTo(this.bytes.length);
      await this.fill();
    }
    const end = this.bytes.indexOf(LF);
    this.advanceTo(end < 0 ? this.bytes.length : end + 1);
  }

  /** Consumes the bytes before an offset. */
  advanceTo(byte: number): void {
    this.bytes = this.bytes.subarray(byte);
  }
}

/** True for a byte that is neither white space nor a control character. */
export function isVisible(byte: number): boolean {
  return byte > 32;
}

/** Removes a byte order mark, and converts UTF-16 to UTF-8. */
export async function* decodeToUtf8(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let decoder: TextDecoder | null = null;
  let head: Uint8Array | null = new Uint8Array();
  for await (let chunk of chunks) {
    if (head !== null) {
      chunk = Buffer.concat([head, chunk]);
      head = chunk.length < 3 ? chunk : null;
      if (head !== null) continue;
      if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le');
      if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be');
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3);
    }
    if (chunk.length === 0) continue;
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
  if (head !== null && head.length > 0) yield head;
}
