import { SingleFlight } from '../util/single-flight.ts';
import type { RenderKey } from './render-key.ts';

/** Files that were encoded whole, which takes long: each is made once for all who want it, and the last are kept. */
export class MemoryRenderStore {
  private readonly maxBytes: number;
  private readonly files = new Map<RenderKey, Uint8Array>();
  private readonly flights = new SingleFlight();
  private usedBytes = 0;

  /** @param maxBytes budget, which only the last file may exceed. */
  constructor(maxBytes: number) {
    this.maxBytes = maxBytes;
  }

  /** The file of a render. @throws what `work` throws; the signal's reason. */
  async make(
    key: RenderKey,
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    for (;;) {
      const known = this.files.get(key);
      if (known !== undefined) return known;
      await this.flights.run(key, signal, async (shared) => this.keep(key, await work(shared)));
    }
  }

  private keep(key: RenderKey, bytes: Uint8Array): void {
    this.usedBytes += bytes.length;
    this.files.set(key, bytes);
    for (const [oldest, { length }] of this.files) {
      if (oldest === key || this.usedBytes <= this.maxBytes) return;
      this.files.delete(oldest);
      this.usedBytes -= length;
    }
  }
}
