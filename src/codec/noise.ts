import { getOrCreate, memoizeByObject } from '../util/memoize.ts';
import type { AudioFormat, Block, Codec } from './codec.ts';

/** Runs that are kept as views: a message has few lengths of pause, but they are joined for each place. */
const MAX_KEPT_RUNS = 500;

/**
 * Comfort noise in a codec's units: views of one block, that of a silent clip on the format's ground. It is cut in whole
 * units and goes on from the block's end to its beginning.
 */
export class NoiseRuns {
  private readonly bytes: Uint8Array;
  /** Offsets of the loop's units, and of its end. */
  private readonly offsets: readonly number[];
  private readonly kept = new Map<string, readonly Uint8Array[]>();

  constructor(block: Block, offsets: readonly number[]) {
    this.bytes = block.bytes;
    this.offsets = offsets.slice(block.before, block.units - block.after + 1);
  }

  /**
   * So many units of noise.
   * @param before units by which they end before the loop does: the ground of the next block goes on from there.
   */
  pieces(units: number, before: number): readonly Uint8Array[] {
    return getOrCreate(
      this.kept,
      `${units} ${before}`,
      () => this.cut(units, before),
      MAX_KEPT_RUNS,
    );
  }

  private cut(units: number, before: number): readonly Uint8Array[] {
    const { bytes, offsets } = this;
    const loop = offsets.length - 1;
    const pieces: Uint8Array[] = [];
    let end = loop - (before % loop);
    for (let left = units; left > 0; ) {
      const start = Math.max(0, end - left);
      pieces.unshift(bytes.subarray(offsets[start], offsets[end]));
      left -= end - start;
      end = loop;
    }
    return pieces;
  }
}

const runsOf = memoizeByObject((_: Block) => new Map<AudioFormat, NoiseRuns>());

/** The noise of a block that `Codec.encodeBlock` made of a silent clip. */
export function noiseRuns<F extends AudioFormat>(
  block: Block,
  codec: Codec<F>,
  format: F,
): NoiseRuns {
  const make = () => new NoiseRuns(block, codec.unitOffsets(block, format));
  return getOrCreate(runsOf(block), format, make);
}
