/**
 * A stretch of memory that threads see without a copy. What was given may be taken back all at once and used
 * again: new memory costs more than what is put into it.
 */
export class Slab {
  private readonly buffer: SharedArrayBuffer;
  private used = 0;

  constructor(bytes: number) {
    this.buffer = new SharedArrayBuffer(bytes);
  }

  /** Whether so many bytes are left. */
  fits(bytes: number): boolean {
    return this.used + bytes <= this.buffer.byteLength;
  }

  /** Gives memory that is the caller's until `reset`, whatever is in it; what does not fit gets its own. */
  readonly allocate = (bytes: number): Uint8Array => {
    if (!this.fits(bytes)) return new Uint8Array(new SharedArrayBuffer(bytes));
    const start = this.used;
    this.used += bytes;
    return new Uint8Array(this.buffer, start, bytes);
  };

  /** Takes back all that was given. */
  reset(): void {
    this.used = 0;
  }
}
