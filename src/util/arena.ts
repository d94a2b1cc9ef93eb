/**
 * Shared memory that is allocated in order and freed all at once, to be reused: allocating new memory
 * costs more than filling it.
 */
export class Arena {
  private readonly buffer: SharedArrayBuffer;
  private used = 0;

  constructor(bytes: number) {
    this.buffer = new SharedArrayBuffer(bytes);
  }

  /** True where that many bytes are left. */
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

  /** Frees all that was allocated. */
  reset(): void {
    this.used = 0;
  }
}
