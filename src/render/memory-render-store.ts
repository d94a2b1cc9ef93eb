import type { ReadyPlan } from './renderer.ts';
import { Flights } from '../util/single-flight.ts';
import { joined } from '../codec/splice.ts';

/** Files that are encoded whole, which takes long: each is made once for all who want it, and the last are kept. */
export class WholeRenders {
  private readonly mostBytes: number;
  private readonly files = new Map<string, Uint8Array>();
  private readonly flights = new Flights();
  private heldBytes = 0;

  /** @param mostBytes of those that are kept, but for the last. */
  constructor(mostBytes: number) {
    this.mostBytes = mostBytes;
  }

  /** The file of a plan. @throws StitchError as `ReadyPlan.make`; the signal's reason. */
  async make({ id, make }: ReadyPlan, signal: AbortSignal | undefined): Promise<Uint8Array> {
    for (;;) {
      const known = this.files.get(id);
      if (known !== undefined) return known;
      await this.flights.do([id], signal, async (whileWanted) => {
        this.keep(id, joined(await make(undefined, whileWanted)));
      });
    }
  }

  private keep(id: string, bytes: Uint8Array): void {
    this.heldBytes += bytes.length;
    this.files.set(id, bytes);
    for (const [oldest, { length }] of this.files) {
      if (oldest === id || this.heldBytes <= this.mostBytes) return;
      this.files.delete(oldest);
      this.heldBytes -= length;
    }
  }
}
