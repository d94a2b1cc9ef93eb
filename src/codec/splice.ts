import type { Timeline } from '../audio/timeline.ts';
import type { AudioFormat, Block, Codec, Spliced } from './codec.ts';

/**
 * Puts blocks into their places and silence between them; nothing is encoded and no block copied.
 * @param timeline of blocks, laid out on the codec's grid.
 */
export function splice<F extends AudioFormat>(
  { placed, frames }: Timeline<Block>,
  codec: Codec<F>,
  format: F,
): Spliced {
  const grid = codec.grid(format);
  const [first] = placed;
  const needed = first === undefined ? 0 : first.clip.before - first.start / grid.unitFrames;
  const leadUnits = Math.max(grid.leadUnits, needed);
  const pieces: Uint8Array[] = [];
  let units = 0;
  const fillTo = (end: number) => {
    if (end > units) pieces.push(...codec.silence(end - units, format));
    units = Math.max(units, end);
  };
  for (const { clip: block, start } of placed) {
    fillTo(leadUnits + start / grid.unitFrames - block.before);
    pieces.push(block.bytes);
    units += block.units;
  }
  fillTo(leadUnits + Math.ceil(frames / grid.unitFrames) + grid.tailUnits);
  return { pieces, units, leadUnits, frames };
}
