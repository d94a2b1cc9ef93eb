import { describe, expect, it } from 'vitest';
import type { Block } from '../../src/codec/codec.ts';
import { NoiseRuns } from '../../src/codec/noise.ts';
import { concat } from '../../src/util/bytes.ts';

/** Noise of four units of two letters, between margins of one unit. */
const block: Block = {
  bytes: Buffer.from('--aabbccdd--'),
  units: 6,
  frames: 40,
  before: 1,
  after: 1,
};
const runs = () => new NoiseRuns(block, [0, 2, 4, 6, 8, 10, 12]);
const text = (pieces: readonly Uint8Array[]) => Buffer.from(concat(pieces)).toString();

describe('NoiseRuns', () => {
  it('ends with the end of the loop, as the next block goes on with its beginning', () => {
    expect(text(runs().pieces(1, 0))).toBe('dd');
    expect(text(runs().pieces(3, 0))).toBe('bbccdd');
  });

  it('ends earlier by the units that the next block has of it', () => {
    expect(text(runs().pieces(2, 1))).toBe('bbcc');
    expect(text(runs().pieces(2, 3))).toBe('ddaa');
    expect(text(runs().pieces(1, 5))).toBe('cc');
  });

  it('goes round as often as needed', () => {
    expect(text(runs().pieces(10, 1))).toBe('bbccddaabbccddaabbcc');
  });

  it('is views of the block, the same ones for the same place', () => {
    const noise = runs();
    const pieces = noise.pieces(9, 2);
    for (const { buffer } of pieces) expect(buffer).toBe(block.bytes.buffer);
    expect(noise.pieces(9, 2)).toBe(pieces);
  });
});
