import { describe, expect, it } from 'vitest';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { clipUses } from '../../src/render/clip-use.ts';
import { renderKey } from '../../src/render/render-key.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { FILES, soundOf, stitchCached, stitchPlain } from '../cached-stitcher.ts';
import { type Item, planOf } from './plans.ts';

/** The key of a plan whose clips have their names as content ids. */
function keyOf(
  items: readonly Item[],
  options: OptionsInput = {},
  { title = 'a title', content = '' } = {},
): string {
  const plan = planOf(...items);
  const uses = clipUses(plan.steps);
  return renderKey(plan, uses, parseOptions(options), title, (clip) => `${clip}${content}`);
}

describe('renderKey', () => {
  it('is 64 hexadecimal digits, the same each time', () => {
    expect(keyOf(['a.wav'])).toMatch(/^[0-9a-f]{64}$/);
    expect(keyOf(['a.wav'])).toBe(keyOf(['a.wav']));
  });

  it('changes with the content, order and number of clips', () => {
    const keys = [
      keyOf(['a.wav', 'b.wav']),
      keyOf(['a.wav', 'b.wav'], {}, { content: ' recorded again' }),
      keyOf(['b.wav', 'a.wav']),
      keyOf(['a.wav', 'b.wav', 'b.wav']),
      keyOf(['a.wav', 'comma', 'b.wav']),
      keyOf(['a.wav', 'stop', 'b.wav']),
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('is the same for words left out as for none', () => {
    const whole = keyOf(['a.wav', 'b.wav']);
    expect(keyOf(['a.wav', '?big', 'b.wav'], { missing: 'skip' })).toBe(whole);
    expect(keyOf(['a.wav', '?big', 'b.wav'], { missing: 'silence' })).not.toBe(whole);
  });

  it('depends on the title and the join only where the format does', () => {
    const keys = (options: OptionsInput) => [
      keyOf(['a.wav'], options),
      keyOf(['a.wav'], options, { title: 'another' }),
      keyOf(['a.wav'], { ...options, join: 'tight' }),
    ];
    expect(new Set(keys({ format: 'mp3' })).size).toBe(3);
    expect(new Set(keys({ format: 'wav' })).size).toBe(1);
  });

  const changes: readonly OptionsInput[] = [
    { gapSeconds: 0.4 },
    { pauses: { commaSeconds: 1 } },
    { join: 'tight' },
    { format: 'wav' },
    { sampleRateHz: 16000 },
    { bitRateKbps: 64 },
    { channels: 2 },
    { trim: false },
    { fade: false },
  ];
  it.each(changes.map((change) => [JSON.stringify(change), change] as const))(
    'changes with %s',
    async (_, change) => {
      const cache = new MemoryRepo();
      await stitchCached(new MemoryRepo(FILES), cache, 'hello, shreeshail');
      const changed = await stitchCached(new MemoryRepo(FILES), cache, 'hello, shreeshail', change);
      const plain = await stitchPlain(new MemoryRepo(FILES), 'hello, shreeshail', change);
      expect(changed.cached).toBe(false);
      expect(soundOf(changed)).toEqual(soundOf(plain));
    },
  );

  it('is the same where only pauses and words change that the message does not have', async () => {
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail');
    const options = { pauses: { commaSeconds: 1 }, missing: 'skip', lang: 'en-KE' } as const;
    expect(
      (await stitchCached(new MemoryRepo(FILES), cache, 'hello shreeshail', options)).cached,
    ).toBe(true);
  });

  it('changes with the level of noise between clips', () => {
    const options = parseOptions({ fill: 'noise' });
    const plan = planOf('a.wav');
    const withNoise = (noiseDb?: number) =>
      renderKey(plan, clipUses(plan.steps), options, 'a title', String, noiseDb);
    expect(withNoise(undefined)).toBe(keyOf(['a.wav']));
    expect(new Set([-60, -60.5, undefined].map(withNoise)).size).toBe(3);
  });

  it('changes with the title', async () => {
    const clipsCsv = Buffer.from('clip,text\nhello.wav,hello\nhello.wav,good day\n');
    const files = { 'hello.wav': FILES['hello.wav'], 'clips.csv': clipsCsv };
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(files), cache, 'hello');
    const other = await stitchCached(new MemoryRepo(files), cache, 'good day');
    expect(other.cached).toBe(false);
    expect(soundOf(other)).toEqual(soundOf(await stitchPlain(new MemoryRepo(files), 'good day')));
  });
});
