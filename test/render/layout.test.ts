import { describe, expect, it } from 'vitest';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import {
  estimateBytes,
  layOutPlan,
  missingWarnings,
  timelineItems,
  usesIn,
} from '../../src/render/layout.ts';
import { settleProfile } from '../../src/render/profile.ts';
import { clipsOf, type Item, planOf } from './plans.ts';

/** Clips by name and silences by their seconds. */
function itemsOf(options: OptionsInput, ...items: readonly Item[]): readonly (string | number)[] {
  const plan = planOf(...items);
  return timelineItems(plan.steps, parseOptions(options), clipsOf(plan, {})).map((item) =>
    item.kind === 'clip' ? item.clip : item.seconds,
  );
}

/** A layout in WAV at 8 kHz, where all is exact. */
function layOutWav(
  options: OptionsInput,
  items: readonly Item[],
  frames: Readonly<Record<string, number>>,
  warnings: Readonly<Record<string, readonly string[]>> = {},
) {
  const plan = planOf(...items);
  const parsed = parseOptions({ format: 'wav', sampleRateHz: 8000, gapSeconds: 0, ...options });
  const clips = clipsOf(plan, frames, warnings);
  return layOutPlan(plan, parsed, settleProfile(parsed, 8000), clips);
}

describe('timelineItems', () => {
  it('turns pauses between clips into silences, and leaves out those at the edges', () => {
    const items = ['comma', 'a.wav', 'comma', 'b.wav', 'stop', 'a.wav', 'line'] as const;
    expect(itemsOf({}, ...items)).toEqual(['a.wav', 0.25, 'b.wav', 0.5, 'a.wav']);
  });

  it('makes the pauses around a word that is left out one, the longest', () => {
    const items = ['a.wav', 'comma', '?big', 'stop', 'comma', 'b.wav'] as const;
    expect(itemsOf({ missing: 'skip' }, ...items)).toEqual(['a.wav', 0.5, 'b.wav']);
    expect(itemsOf({ missing: 'silence' }, ...items)).toEqual(['a.wav', 0.25, 0.5, 0.5, 'b.wav']);
  });

  it('leaves out pauses of no length', () => {
    const pauses = { commaSeconds: 0, stopSeconds: 1, lineSeconds: 2 };
    expect(itemsOf({ pauses }, 'a.wav', 'comma', 'b.wav', 'line', 'a.wav')).toEqual([
      'a.wav',
      'b.wav',
      2,
      'a.wav',
    ]);
  });

  it('is empty where nothing is heard', () => {
    expect(itemsOf({ missing: 'skip' }, 'comma', '?big', 'stop')).toEqual([]);
  });
});

describe('layOutPlan', () => {
  it('places clips by their extents, with gaps and pauses between them', () => {
    const { timeline, durationSeconds, warnings } = layOutWav(
      { gapSeconds: 0.1 },
      ['a.wav', 'b.wav', 'comma', 'a.wav'],
      { 'a.wav': 4000, 'b.wav': 1000 },
    );
    expect(timeline.placed).toEqual([
      { clip: 'a.wav', start: 0, frames: 4000 },
      { clip: 'b.wav', start: 4800, frames: 1000 },
      { clip: 'a.wav', start: 8600, frames: 4000 },
    ]);
    expect([timeline.frames, durationSeconds, warnings]).toEqual([12_600, 1.575, []]);
  });

  it('warns of words left out, then of each clip once', () => {
    const items = ['a.wav', '?big', 'a.wav'] as const;
    const ofClips = { 'a.wav': ['is cut off', 'is loud'] };
    const { warnings } = layOutWav({ missing: 'skip' }, items, { 'a.wav': 100 }, ofClips);
    expect(warnings).toEqual([
      'left out 1 word without a clip: "big" at character 3',
      'a.wav is cut off',
      'a.wav is loud',
    ]);
  });

  it.each([
    [{ format: 'wav' }, 1],
    [{ format: 'mp3', join: 'tight' }, 1],
    [{ format: 'mp3' }, 12],
  ] as const)('throws message/too-long for %j past %d hours', (options, hours) => {
    const parsed = parseOptions({ sampleRateHz: 8000, gapSeconds: 0, ...options });
    const profile = settleProfile(parsed, 8000);
    const plan = planOf('a.wav');
    const layOut = (frames: number) =>
      layOutPlan(plan, parsed, profile, clipsOf(plan, { 'a.wav': frames }));
    const limit = hours * 3600 * 8000;
    expect(layOut(limit).timeline.frames).toBe(limit);
    expect(() => layOut(limit + 1)).toThrow(
      expect.objectContaining({
        code: 'message/too-long',
        message: expect.stringMatching(`^the message would last ${hours}\\.0 hours, the limit`),
      }),
    );
  });
});

describe('usesIn', () => {
  it('returns the clip of each clip step, in their order', () => {
    const plan = planOf('b.wav', 'a.wav', 'comma', 'b.wav', '?big');
    expect(usesIn(plan, 'memory').map(({ key }) => key)).toEqual(['b.wav', 'a.wav', 'b.wav']);
  });

  it('throws message/empty for a plan without clips, and names the words to record', () => {
    expect(() => usesIn(planOf('stop'), 'memory')).toThrow(
      'the message has no words; give it some',
    );
    expect(() => usesIn(planOf('?big', '?small'), 'memory')).toThrow(
      expect.objectContaining({
        code: 'message/empty',
        message: expect.stringContaining('record "big", "small" into memory'),
        details: { missing: planOf('?big', '?small').steps },
      }),
    );
  });
});

describe('missingWarnings', () => {
  it('says what became of the words, and nothing where the message fails anyway', () => {
    const warnings = (missing: 'skip' | 'silence' | 'fail') =>
      missingWarnings(planOf('?big', 'a.wav', '?big'), parseOptions({ missing }));
    expect(warnings('skip')).toEqual(['left out 2 words without a clip: "big" at characters 1, 5']);
    expect(warnings('silence')).toEqual([
      'a gap stands for 2 words without a clip: "big" at characters 1, 5',
    ]);
    expect(warnings('fail')).toEqual([]);
  });
});

describe('ignoredWarnings', () => {
  it('names a bit rate that the format has no use for', () => {
    const warnings = (options: OptionsInput) =>
      layOutWav(options, ['a.wav'], { 'a.wav': 1000 }).warnings;
    expect(warnings({ bitRateKbps: 64 })).toEqual([
      'wav has no bit rate to choose; 64 kbit/s is ignored',
    ]);
    expect(warnings({ bitRateKbps: 64, format: 'mp3' })).toEqual([]);
    expect(warnings({})).toEqual([]);
  });
});

describe('estimateBytes', () => {
  it('is exact for WAV', () => {
    expect(estimateBytes(layOutWav({}, ['a.wav'], { 'a.wav': 1000 }))).toBe(44 + 2000);
  });
});
