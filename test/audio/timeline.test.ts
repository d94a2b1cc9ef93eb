import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { layOut, type TimelineItem } from '../../src/audio/timeline.ts';

const items = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('clip' as const),
      clip: fc.string(),
      frames: fc.integer({ min: 1, max: 5000 }),
      before: fc.integer({ min: 0, max: 3 }),
      after: fc.integer({ min: 0, max: 2 }),
    }),
    fc.record({
      kind: fc.constant('silence' as const),
      seconds: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  ),
  { maxLength: 12 },
);
const grids = fc.record({
  sampleRateHz: fc.constantFrom(8000, 16000, 44100),
  unitFrames: fc.constantFrom(1, 576, 1152),
  gapSeconds: fc.double({ min: 0, max: 0.5, noNaN: true }),
});

describe('layOut', () => {
  it('puts every clip on the grid, in order, within half a unit of the gap or by the margins', () => {
    fc.assert(
      fc.property(items, grids, (list, grid) => {
        const timeline = layOut(list as TimelineItem<string>[], grid);
        const clips = list.filter((item) => item.kind === 'clip');
        expect(timeline.placed.map(({ clip, frames }) => [clip, frames])).toEqual(
          clips.map(({ clip, frames }) => [clip, frames]),
        );
        let end = 0;
        timeline.placed.forEach(({ start, frames }, i) => {
          expect(start % grid.unitFrames).toBe(0);
          if (i > 0) {
            const gapUnits = clips[i - 1]!.after + clips[i]!.before;
            const least = (Math.ceil(end / grid.unitFrames) + gapUnits) * grid.unitFrames;
            expect(start).toBeGreaterThanOrEqual(least);
            const wanted =
              end +
              (silenceBefore(list as TimelineItem<string>[], i) + grid.gapSeconds) *
                grid.sampleRateHz;
            expect(start).toBeLessThanOrEqual(Math.max(least, wanted + grid.unitFrames / 2 + 1));
            expect(start).toBeGreaterThanOrEqual(wanted - grid.unitFrames / 2 - 1);
          }
          end = start + frames;
        });
        expect(timeline.frames).toBeGreaterThanOrEqual(end);
      }),
    );
  });

  it('rounds starts to the nearest unit', () => {
    const list: TimelineItem<string>[] = [
      { kind: 'clip', clip: 'hello', ...clip(10000) },
      { kind: 'silence', seconds: 0.25 },
      { kind: 'clip', clip: 'world', ...clip(8000) },
    ];
    const grid = { sampleRateHz: 16000, gapSeconds: 0.1 };
    expect(layOut(list, { ...grid, unitFrames: 1 })).toEqual({
      placed: [
        { clip: 'hello', start: 0, frames: 10000 },
        { clip: 'world', start: 15600, frames: 8000 },
      ],
      frames: 23600,
      sampleRateHz: 16000,
    });
    const spliced = layOut(list, { ...grid, unitFrames: 576 });
    expect(spliced.placed[1]!.start).toBe(27 * 576);
  });

  it('leaves the margins of both clips between them', () => {
    const list: TimelineItem<string>[] = [
      { kind: 'clip', clip: 'a', frames: 600, before: 1, after: 1 },
      { kind: 'clip', clip: 'b', frames: 600, before: 2, after: 1 },
    ];
    const grid = { sampleRateHz: 16000, gapSeconds: 0, unitFrames: 576 };
    expect(layOut(list, grid).placed[1]!.start).toBe((2 + 1 + 2) * 576);
  });

  it('keeps silence before the first clip and after the last', () => {
    const list: TimelineItem<string>[] = [
      { kind: 'silence', seconds: 0.5 },
      { kind: 'clip', clip: 'a', ...clip(100) },
      { kind: 'silence', seconds: 0.5 },
    ];
    const timeline = layOut(list, {
      sampleRateHz: 1000,
      unitFrames: 1,
      gapSeconds: 9,
    });
    expect(timeline).toEqual({
      placed: [{ clip: 'a', start: 500, frames: 100 }],
      frames: 1100,
      sampleRateHz: 1000,
    });
  });
});

function clip(frames: number) {
  return { frames, before: 1, after: 1 };
}

function silenceBefore(list: readonly TimelineItem<string>[], clip: number): number {
  let seen = -1;
  let seconds = 0;
  for (const item of list) {
    if (item.kind === 'silence') seconds += item.seconds;
    else if (++seen === clip) return seconds;
    else seconds = 0;
  }
  return seconds;
}
