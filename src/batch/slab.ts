/** Room for the files of a window, most often. */
const SLAB_BYTES = 4 * 1024 * 1024;

/**
 * A stretch of memory that is used again and again, for files on their way: new memory for each file costs
 * more than the file. Threads see it without a copy.
 */
export class Slab {
  private readonly buffer = new SharedArrayBuffer(SLAB_BYTES);
  private used = 0;

  /** Gives memory that is the caller's until `reset`; what does not fit gets its own. */
  readonly allocate = (bytes: number): Uint8Array => {
    if (this.used + bytes > SLAB_BYTES) return new Uint8Array(bytes);
    const start = this.used;
    this.used += bytes;
    return new Uint8Array(this.buffer, start, bytes);
  };

  /** Takes back all that was given. */
  reset(): void {
    this.used = 0;
  }
}
