import { describe, expect, it } from 'vitest';
import type { AudioFormat, Block, BlockGrid, Codec } from '../../src/codec/codec.ts';
import { splice } from '../../src/codec/splice.ts';
import { concat } from '../../src/util/bytes.ts';

/** A codec of one letter a unit: silence is dots, a block its letters, its margins dashes. */
function codecWith(grid: Partial<BlockGrid>): Codec {
  return {
    grid: () => ({ unitFrames: 10, leadUnits: 0, tailUnits: 0, ...grid }),
    silence: (units: number) => [Buffer.from('.'.repeat(units))],
    unitOffsets: ({ units }: Block) => Array.from({ length: units + 1 }, (_, i) => i),
  } as unknown as Codec;
}

function blockOf(text: string, margin = 0): Block {
  const dashes = '-'.repeat(margin);
  const bytes = Buffer.from(`${dashes}${text}${dashes}`);
  const frames = 10 * text.length;
  return { bytes, units: bytes.length, frames, before: margin, after: margin };
}

/** The spliced text. @param places blocks by the unit where they start. */
function spliced(
  places: readonly (readonly [unit: number, block: Block])[],
  frames: number,
  grid: Partial<BlockGrid> = {},
  noise?: Block,
) {
  const placed = places.map(([unit, clip]) => ({ clip, start: 10 * unit, frames: clip.frames }));
  const made = splice(
    { placed, frames, sampleRateHz: 1000 },
    codecWith(grid),
    {} as unknown as AudioFormat,
    noise,
  );
  return { ...made, text: Buffer.from(concat(made.pieces)).toString() };
}

describe('splice', () => {
  it('fills all that is not a block with silence', () => {
    const { text, units, leadUnits } = spliced(
      [
        [1, blockOf('aa')],
        [5, blockOf('b')],
      ],
      80,
    );
    expect(text).toBe('.aa..b..');
    expect([units, leadUnits]).toEqual([8, 0]);
  });

  it('takes the margins of blocks out of the silence', () => {
    expect(
      spliced(
        [
          [2, blockOf('aa', 1)],
          [6, blockOf('b', 1)],
        ],
        80,
      ).text,
    ).toBe('.-aa--b-');
  });

  it('begins with the lead and ends with the tail of the grid', () => {
    const made = spliced([[0, blockOf('aa')]], 20, { leadUnits: 2, tailUnits: 1 });
    expect([made.text, made.leadUnits]).toEqual(['..aa.', 2]);
  });

  it('begins earlier where the margin of the first block needs it', () => {
    const made = spliced([[0, blockOf('aa', 3)]], 20, { leadUnits: 1 });
    expect([made.text, made.leadUnits]).toEqual(['---aa---', 3]);
  });

  it('rounds the end up to a whole unit', () => {
    expect(spliced([[0, blockOf('a')]], 21).text).toBe('a..');
  });

  it('is silent for a timeline without clips', () => {
    const { text, frames } = spliced([], 30, { leadUnits: 1 });
    expect([text, frames]).toEqual(['....', 30]);
  });

  it('fills up with noise in place of silence, which ends where the next block goes on', () => {
    const places = [
      [1, blockOf('aa', 1)],
      [8, blockOf('b', 1)],
    ] as const;
    expect(spliced(places, 120, {}, blockOf('wxyz', 1)).text).toBe('-aa-wxy-b-yz');
  });

  it('copies no block', () => {
    const block = blockOf('a');
    expect(
      spliced(
        [
          [0, block],
          [1, block],
        ],
        20,
      ).pieces,
    ).toEqual([block.bytes, block.bytes]);
    expect(spliced([[0, block]], 10).pieces[0]).toBe(block.bytes);
  });
});
