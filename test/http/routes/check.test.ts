import { describe, expect, it } from 'vitest';
import { createStitcher } from '../../../src/stitcher.ts';
import { type Json, json, makeApi, twoClips } from '../service.ts';

describe('POST /check', () => {
  it('returns steps, missing words and length of a message', async () => {
    const { post } = await makeApi();
    const good = await json(post('/check', { message: 'hello, shreeshail' }));
    expect(good).toMatchObject({ can_be_said: true, missing: [], record: [] });
    const laidOut = await createStitcher(await twoClips()).layOut('hello, shreeshail');
    expect(good.duration_seconds).toBe(laidOut.durationSeconds);
    expect(good.steps.map((step: Json) => step.start_seconds ?? null)).toEqual([
      0,
      null,
      laidOut.timeline.placed[1]!.start / 22_050,
    ]);
    const bad = await json(post('/check', { message: 'helo shreeshail 7' }));
    expect(bad).toMatchObject({ can_be_said: false, record: ['helo', 'seven'] });
    expect(bad.missing[0].nearest[0]).toEqual({ clip: 'hello.wav', says: 'hello' });
    const nothing = await json(post('/check', { message: 'you' }));
    expect(nothing).toMatchObject({ can_be_said: false, duration_seconds: 0 });
    const skipped = await json(post('/check', { message: 'hello you', missing: 'skip' }));
    expect(skipped.can_be_said).toBe(true);
  });
});
