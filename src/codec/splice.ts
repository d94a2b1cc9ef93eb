import type { Timeline } from '../audio/timeline.ts';
import type { AudioFormat, Block, Codec, Spliced } from './codec.ts';
import { noiseRuns } from './noise.ts';

/**
 * Puts blocks into their places and silence or noise between them; nothing is encoded and no block copied.
 * @param timeline of blocks, laid out on the codec's grid. @param noise the noise's block, of a format that has noise.
 */
export function splice<F extends AudioFormat>(
  { placed, frames }: Timeline<Block>,
  codec: Codec<F>,
  format: F,
  noise?: Block,
): Spliced {
  const grid = codec.grid(format);
  const [first] = placed;
  const needed = first === undefined ? 0 : first.clip.before - first.start / grid.unitFrames;
  const leadUnits = Math.max(grid.leadUnits, needed);
  const pieces: Uint8Array[] = [];
  let units = 0;
  const runs = noise === undefined ? null : noiseRuns(noise, codec, format);
  const fillTo = (end: number, before = 0) => {
    const count = end - units;
    if (count <= 0) return;
    pieces.push(...(runs === null ? codec.silence(count, format) : runs.pieces(count, before)));
    units = end;
  };
  for (const { clip: block, start } of placed) {
    fillTo(leadUnits + start / grid.unitFrames - block.before, block.before);
    pieces.push(block.bytes);
    units += block.units;
  }
  fillTo(leadUnits + Math.ceil(frames / grid.unitFrames) + grid.tailUnits);
  return { pieces, units, leadUnits, frames };
}
