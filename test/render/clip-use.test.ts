import { expect, it } from 'vitest';
import type { Step } from '../../src/message/plan.ts';
import { parseOptions } from '../../src/options/render.ts';
import { clipUses, followsClosely } from '../../src/render/clip-use.ts';
import { timelineItems } from '../../src/render/layout.ts';

const clip = (name: string, start: number, end: number): Step => ({
  kind: 'clip',
  clip: `${name}.wav`,
  words: [name],
  span: { start, end },
});
const pause: Step = { kind: 'pause', pause: 'comma', span: { start: 2, end: 3 } };

const joinedIn = (steps: readonly Step[]) => clipUses(steps).map(({ joined }) => joined);

it('joins the clips of one value, and no others', () => {
  const steps = [clip('hundred', 0, 3), clip('forty', 3, 3), clip('five', 3, 3), clip('men', 4, 7)];
  expect(joinedIn(steps)).toEqual([2, 3, 1, 0]);
  expect(joinedIn([steps[0]!, pause, steps[1]!])).toEqual([0, 0]);
});

it('joins nothing where the text is not known', () => {
  const steps = [clip('a', 0, 0), clip('b', 0, 0)];
  expect(joinedIn(steps)).toEqual([0, 0]);
});

it('tells uses apart by their joined sides', () => {
  const steps = [clip('two', 0, 1), clip('two', 1, 1), clip('two', 2, 3)];
  expect(clipUses(steps)).toEqual([
    { key: 'two.wav', joined: 2 },
    { key: 'two.wav', joined: 1 },
    { key: 'two.wav', joined: 0 },
  ]);
  expect(clipUses(steps).map(followsClosely)).toEqual([false, true, false]);
});

it('lets joined clips follow without a gap', () => {
  const steps = [clip('forty', 0, 2), clip('five', 2, 2), clip('men', 3, 6)];
  const extent = { frames: 0, before: 0, after: 0 };
  const clips = clipUses(steps).map((use) => ({ use, extent }));
  const items = timelineItems(steps, parseOptions({}), clips);
  expect(items.map((item) => item.kind === 'clip' && item.follows)).toEqual([false, true, false]);
});
