import { TextDecoder } from 'node:util';
import { MAX_ROW_BYTES } from './row.ts';

export const LF = 10;
export const CR = 13;
/** Limit in bytes of what one `fill` adds: a campaign may be given as a single chunk. */
const MAX_FILL_BYTES = 256 * 1024;

/** Buffer of the bytes that are not consumed yet, filled from chunks on demand. */
export class ByteSource {
  bytes: Uint8Array = new Uint8Array();
  isAtEnd = false;
  /** Bytes after those of the buffer that were read already. */
  private ahead: Uint8Array = new Uint8Array();
  private readonly chunks: AsyncIterator<Uint8Array>;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.chunks = chunks[Symbol.asyncIterator]();
  }

  async fill(): Promise<void> {
    if (this.ahead.length === 0) {
      const next = await this.chunks.next();
      this.isAtEnd = next.done === true;
      if (next.done === true) return;
      this.ahead = next.value;
    }
    const more = this.ahead.subarray(0, MAX_FILL_BYTES);
    this.ahead = this.ahead.subarray(more.length);
    this.bytes = this.bytes.length === 0 ? more : Buffer.concat([this.bytes, more]);
  }

  /** Buffers as many bytes again, so that parsing all of them after each read takes time in proportion to their number. */
  async grow(): Promise<void> {
    const wanted = Math.min(2 * this.bytes.length, MAX_ROW_BYTES);
    do await this.fill();
    while (!this.isAtEnd && this.bytes.length < wanted);
  }

  /** Buffers bytes until they are enough, exceed the limit of a row, or end. */
  async fillUntil(isEnough: (bytes: Uint8Array) => boolean): Promise<void> {
    while (!this.isAtEnd && this.bytes.length < MAX_ROW_BYTES && !isEnough(this.bytes)) {
      await this.grow();
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

  /** Skips the line breaks that are buffered, and returns their number. */
  async skipLineBreaks(): Promise<number> {
    for (let lines = 0, at = 0; ; lines++) {
      // CR may be half of CRLF.
      while (!this.isAtEnd && this.bytes[at] === CR && at + 1 === this.bytes.length) {
        await this.fill();
      }
      const length = lineBreakLength(this.bytes, at);
      at += length;
      if (length > 0) continue;
      this.advanceTo(at);
      return lines;
    }
  }

  /** Consumes the bytes before an offset. */
  advanceTo(byte: number): void {
    this.bytes = this.bytes.subarray(byte);
  }

  /** Keeps the bytes after an offset to be filled in again. */
  postpone(byte: number): void {
    this.ahead = Buffer.concat([this.bytes.subarray(byte), this.ahead]);
    this.bytes = this.bytes.subarray(0, byte);
    this.isAtEnd = false;
  }
}

/** Bytes of the line break at an offset: LF, CR or CRLF; 0 where there is none. */
export function lineBreakLength(bytes: Uint8Array, at: number): number {
  if (bytes[at] === LF) return 1;
  if (bytes[at] !== CR) return 0;
  return bytes[at + 1] === LF ? 2 : 1;
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
