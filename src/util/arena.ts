/**
 * A stretch of memory that threads share, given out in order. All of it can be taken back at once and used
 * again: new memory costs more than what is put into it.
 */
export class Arena {
  private readonly buffer: SharedArrayBuffer;
  private used = 0;

  constructor(bytes: number) {
    this.buffer = new SharedArrayBuffer(bytes);
  }

  /** Whether that many bytes are left. */
  fits(bytes: number): boolean {
    return this.used + bytes <= this.buffer.byteLength;
  }

  /** Allocates memory, its content undefined, until `reset`; a request that does not fit gets its own. */
  readonly allocate = (bytes: number): Uint8Array => {
    if (!this.fits(bytes)) return new Uint8Array(new SharedArrayBuffer(bytes));
    const start = this.used;
    this.used += bytes;
    return new Uint8Array(this.buffer, start, bytes);
  };

  /** Takes back all that was allocated. */
  reset(): void {
    this.used = 0;
  }
}
