import { describe, expect, it } from 'vitest';
import type { OptionsInput } from '../../src/options/render.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { FILES, soundOf, stitchCached } from '../cached-stitcher.ts';

describe('renderKey', () => {
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
      const plain = await createStitcher(new MemoryRepo(FILES)).stitch('hello, shreeshail', change);
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

  it('changes with the title', async () => {
    const clipsCsv = Buffer.from('clip,text\nhello.wav,hello\nhello.wav,good day\n');
    const files = { 'hello.wav': FILES['hello.wav'], 'clips.csv': clipsCsv };
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(files), cache, 'hello');
    const other = await stitchCached(new MemoryRepo(files), cache, 'good day');
    expect(other.cached).toBe(false);
    expect(soundOf(other)).toEqual(
      soundOf(await createStitcher(new MemoryRepo(files)).stitch('good day')),
    );
  });
});
