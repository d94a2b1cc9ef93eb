import { describe, expect, it } from 'vitest';
import { PlannerCache } from '../../src/library/planner-cache.ts';
import type { Planner } from '../../src/message/planner.ts';
import { warmStitcher } from '../warm-stitcher.ts';

const PLANNER = { language: 'en' } as unknown as Planner;

/** A cache of planners that are all the same, the languages that it loaded, and its clock. */
function plannerCache({ load = async () => PLANNER, holdMs = 0 } = {}) {
  const loaded: string[] = [];
  const clock = { nowMs: 0 };
  const cache = new PlannerCache(
    (lang) => {
      loaded.push(lang);
      return load();
    },
    holdMs,
    () => clock.nowMs,
  );
  return { cache, loaded, clock };
}

describe('PlannerCache', () => {
  it('loads a language once, and has it from then on', async () => {
    const { cache, loaded } = plannerCache();
    expect(cache.has('en')).toBe(false);
    const first = cache.get('en');
    expect(cache.has('en')).toBe(true);
    expect(await Promise.all([first, cache.get('en')])).toEqual([PLANNER, PLANNER]);
    expect(loaded).toEqual(['en']);
  });

  it('loads a language again after a failure', async () => {
    const outcomes = [Promise.reject(new Error('no')), Promise.resolve(PLANNER)];
    const { cache } = plannerCache({ load: () => outcomes.shift()! });
    await expect(cache.get('en')).rejects.toThrow('no');
    expect(cache.has('en')).toBe(false);
    expect(await cache.get('en')).toBe(PLANNER);
  });

  it('evicts for a language in use at once, and has others wait', async () => {
    const { cache } = plannerCache({ holdMs: 60_000 });
    for (let i = 0; i < 16; i++) await cache.get(`l${i}`, true);
    await expect(cache.get('other')).rejects.toMatchObject({ code: 'request/busy' });
    for (let i = 0; i < 40; i++) expect(await cache.get(`l${i % 20}`, true)).toBe(PLANNER);
    expect(cache.has('l0')).toBe(false);
    expect(cache.has('l19')).toBe(true);
  });

  it('evicts the language that was used least recently', async () => {
    const { cache } = plannerCache();
    for (let i = 0; i < 16; i++) await cache.get(`l${i}`);
    await cache.get('l0');
    await cache.get('new');
    expect(['l0', 'l1', 'l2', 'new'].map((lang) => cache.has(lang))).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it('names the seconds until a language may be evicted', async () => {
    const { cache, clock } = plannerCache({ holdMs: 60_000 });
    for (let i = 0; i < 16; i++) await cache.get(`l${i}`);
    clock.nowMs = 55_500;
    await expect(cache.get('new')).rejects.toMatchObject({
      code: 'request/busy',
      message: '16 languages are loaded, the limit; retry in 5 s',
      details: { retry_after_seconds: 5 },
    });
    clock.nowMs = 60_000;
    expect(await cache.get('new')).toBe(PLANNER);
  });

  it('loads all of its languages again when it is renewed', async () => {
    const { cache, loaded } = plannerCache();
    await cache.get('en');
    await cache.get('sw');
    cache.renew();
    await cache.get('en');
    expect(loaded).toEqual(['en', 'sw', 'en', 'sw']);
  });

  it('refuses a 17th language until one has been idle for a minute, and keeps those in use', async () => {
    const { stitcher, wait } = warmStitcher({ refreshSeconds: 1e4 });
    const say = (lang: string) => stitcher.plan('hello', { lang });
    for (let i = 0; i < 16; i++) expect((await say(`en-x-a${i}`)).steps.length).toBe(1);
    await expect(say('sw')).rejects.toMatchObject({ code: 'request/busy' });
    await expect(stitcher.library('sw')).rejects.toMatchObject({ code: 'request/busy' });
    wait(59_000);
    await say('en-x-a0');
    wait(2000);
    for (let i = 0; i < 15; i++) expect((await say(`sw-x-a${i}`)).steps.length).toBe(1);
    await say('en-x-a0');
    await expect(say('fr')).rejects.toMatchObject({ code: 'request/busy' });
  });
});
