import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey } from '../../src/repo/repo.ts';
import { createStitcher, type Stitched } from '../../src/stitcher.ts';
import { concat } from '../../src/util/bytes.ts';
import { cacheKeys, FILES, soundOf, watched } from '../cached-stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { IS_SLOW } from '../slow.ts';

const HZ = 16_000;

/** A word of two tones in a noisy room, at a level at which levelling leaves it about where it is. */
function word(hz: number, noiseDb: number, seed: number): Uint8Array {
  const channel = new Float32Array(1.4 * HZ);
  channel.set(tone(0.2, HZ, hz, 0.3).channels[0]!, 0.4 * HZ);
  channel.set(tone(0.3, HZ, 1.3 * hz, 0.25).channels[0]!, 0.6 * HZ);
  const samples = new Float32Array(HZ);
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let f = 0; f < HZ; f++) samples[f] = next() + next() + next() + next();
  const power = samples.reduce((sum, x) => sum + x * x, 0) / HZ;
  const gain = Math.sqrt(10 ** (noiseDb / 10) / power);
  for (let f = 0; f < channel.length; f++) channel[f]! += gain * samples[f % HZ]!;
  return new Uint8Array(encodeWav({ channels: [channel], sampleRateHz: HZ }));
}

const CLIPS = {
  'one.wav': word(300, -49, 11),
  'two.wav': word(400, -52, 12),
  'three.wav': word(350, -55, 13),
};
const clips = new MemoryRepo(CLIPS);
const MESSAGE = 'one two, three. two one';

function levelDb(samples: Float32Array): number {
  return 10 * Math.log10(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
}

/** Levels of windows of 20 ms, one every 5 ms. */
function windowLevels(samples: Float32Array, hz: number): readonly number[] {
  const [window, step] = [Math.round(0.02 * hz), Math.round(0.005 * hz)];
  const levels: number[] = [];
  for (let at = 0; at + window <= samples.length; at += step)
    levels.push(levelDb(samples.subarray(at, at + window)));
  return levels;
}

/** The decoded sound, and all of it that lies between two clips. */
async function heard({ bytes, timeline, profile, mediaType }: Stitched) {
  const { format } = profile;
  const ending = mediaType === 'audio/basic' ? 'ulaw' : mediaType.slice('audio/'.length);
  const { pcm } = await decodeClip(bytes, `made.${ending}`);
  const [sound] = pcm.channels;
  const gaps = timeline.placed
    .slice(1)
    .map(({ start }, i) =>
      sound!.subarray(timeline.placed[i]!.start + timeline.placed[i]!.frames, start),
    );
  const between = Float32Array.from(gaps.flatMap((gap) => [...gap]));
  return { sound: sound!, between, noiseDb: format.noiseDb!, hz: format.sampleRateHz };
}

/**
 * How far the noise may be from its level in all, and 20 ms of it under that. Opus takes 1 to 4 dB off any noise, of the
 * clips, too: there the gaps are compared with the edges of the clips.
 */
const FORMATS: readonly (readonly [string, OptionsInput, number, number])[] = [
  ['wav', { format: 'wav' }, 0.2, 4],
  ['wav at 44.1 kHz, stereo', { format: 'wav', sampleRateHz: 44_100, channels: 2 }, 0.2, 4],
  ['ulaw', { format: 'ulaw' }, 0.3, 4],
  ['wav-alaw', { format: 'wav-alaw' }, 0.5, 4],
  ['mp3', {}, 0.8, 4.5],
  ['mp3 by LAME', { encoder: 'lame' }, 0.8, 4.5],
  ['mp3 at 44.1 kHz', { sampleRateHz: 44_100, encoder: 'lame' }, 0.8, 4.5],
  ['mp3, tight', { join: 'tight', encoder: 'lame' }, 0.8, 4.5],
];

const OFTEN = new Set(['wav', 'ulaw', 'mp3']);

describe('fill: noise', () => {
  it.each(FORMATS.filter(([name]) => IS_SLOW || OFTEN.has(name)))(
    'has the noise of the library between clips, without a hole: %s',
    async (...of) => {
      const [, options, toleranceDb, dipDb] = of;
      const made = await createStitcher(clips).stitch(MESSAGE, { ...options, fill: 'noise' });
      const { sound, between, noiseDb, hz } = await heard(made);
      expect(noiseDb).toBeGreaterThan(-60);
      expect(noiseDb).toBeLessThan(-45);
      expect(Math.abs(levelDb(between) - noiseDb)).toBeLessThan(toleranceDb);
      expect(Math.min(...windowLevels(sound, hz))).toBeGreaterThan(noiseDb - dipDb);
    },
  );

  it.each(['spliced', 'tight'] as const)(
    'has the noise that Opus makes of the clips: %s',
    async (join) => {
      const options = { format: 'ogg', join } as const;
      const made = await createStitcher(clips).stitch(MESSAGE, { ...options, fill: 'noise' });
      const { sound, between, noiseDb, hz } = await heard(made);
      // The middle clip, untrimmed, has the noise that is the library's.
      const alone = await createStitcher(clips).stitch('two', { ...options, trim: false });
      const edge = (await heard(alone)).sound.subarray(0.1 * hz, 0.35 * hz);
      expect(Math.abs(levelDb(between) - levelDb(edge))).toBeLessThan(1);
      expect(Math.min(...windowLevels(sound, hz))).toBeGreaterThan(noiseDb - 6);
    },
  );

  it.each<OptionsInput>([{ format: 'wav' }, { encoder: 'lame' }, { format: 'ogg' }])(
    'lays clips out as silence does, and makes the same file each time: %j',
    async (options) => {
      const stitch = (fill: 'silence' | 'noise') =>
        createStitcher(clips).stitch(MESSAGE, { ...options, fill });
      const made = await stitch('noise');
      expect((await stitch('noise')).bytes).toEqual(made.bytes);
      expect(made.timeline).toEqual((await stitch('silence')).timeline);
    },
  );

  const seldom: readonly OptionsInput[] = [{ format: 'wav' }, { join: 'tight', encoder: 'lame' }];
  it.each<OptionsInput>([{ encoder: 'lame' }, { format: 'ogg' }, ...(IS_SLOW ? seldom : [])])(
    'makes one message, a campaign and what is cached of either the same: %j',
    async (given) => {
      const options = { ...given, fill: 'noise' } as const;
      const alone = await createStitcher(clips).stitch(MESSAGE, options);
      const cache = new MemoryRepo();
      const stitcher = createStitcher(clips, { cache });
      const parsed = parseOptions(options);
      const plans = await Promise.all([MESSAGE, 'two', 'three one'].map((of) => stitcher.plan(of)));
      const { renderer } = stitcher;
      const key = await renderer.key(plans[0]!, parsed);
      for (let round = 0; round < 2; round++) {
        const [prepared] = await renderer.prepare(plans, parsed);
        if (prepared === undefined || prepared instanceof Error) throw prepared;
        expect(concat(await prepared.make())).toEqual(alone.bytes);
        expect(prepared.key).toBe(key);
      }
      const first = await createStitcher(clips, { cache }).stitch(MESSAGE, options);
      const reads = watched(new MemoryRepo(CLIPS));
      const again = await createStitcher(reads, { cache }).stitch(MESSAGE, options);
      expect([again.cached, again.cacheKey?.includes(key)]).toEqual([true, true]);
      expect(soundOf(again)).toEqual(soundOf(alone));
      expect(soundOf(first)).toEqual(soundOf(alone));
    },
  );

  it('keeps blocks and the level in the cache: a new message reads no clip of the library again', async () => {
    const cache = new MemoryRepo();
    const options = { format: 'wav', fill: 'noise' } as const;
    await createStitcher(clips, { cache }).stitch('one two', options);
    const later = watched(new MemoryRepo(CLIPS));
    const ids = watched(cache);
    await createStitcher(later, { cache: ids }).stitch('two one', options);
    expect(later.reads).toEqual([]);
    expect((await cacheKeys(cache)).filter((key) => key.startsWith('cache/blocks/'))).toHaveLength(
      3,
    );
  });

  it('makes what silence makes where the clips have digital silence around their words', async () => {
    const quiet = new MemoryRepo(FILES);
    for (const options of [{ encoder: 'lame' }, { format: 'wav' }, { format: 'ogg' }] as const) {
      const cache = new MemoryRepo();
      const silent = await createStitcher(quiet, { cache }).stitch('hello shreeshail', options);
      const filled = { ...options, fill: 'noise' } as const;
      const made = await createStitcher(quiet, { cache }).stitch('hello shreeshail', filled);
      expect(made.cached).toBe(true);
      expect(soundOf(made)).toEqual(soundOf(silent));
    }
  });

  it('fills what a clip itself lacks of the noise', async () => {
    // Of 400 ms between its words, a noise gate left nothing.
    const { pcm } = await decodeClip(CLIPS['one.wav'], 'one.wav');
    const gated = new Float32Array(2.4 * HZ);
    gated.set(pcm.channels[0]!.subarray(0, HZ), 0);
    gated.set(pcm.channels[0]!, HZ);
    gated.fill(0, 0.95 * HZ, 1.35 * HZ);
    const repo = new MemoryRepo({
      ...CLIPS,
      'four.wav': new Uint8Array(encodeWav({ channels: [gated], sampleRateHz: HZ })),
    });
    const options = { format: 'wav', fill: 'noise' } as const;
    const made = await createStitcher(repo).stitch('four two', options);
    const { sound, noiseDb } = await heard(made);
    expect(Math.min(...windowLevels(sound, HZ))).toBeGreaterThan(noiseDb - 4);
  });

  it('takes the level from 64 clips at most, those that cannot be read left out', async () => {
    const many: Record<string, Uint8Array> = { ...CLIPS, 'cut.wav': Buffer.from('RIFF....WAVE') };
    for (let i = 0; i < 300; i++) many[`words/${i}x.wav`] = word(300, -52, 100 + (i % 3));
    const repo = watched(new MemoryRepo(many));
    const options = { format: 'wav', fill: 'noise' } as const;
    const { profile } = await createStitcher(repo).stitch('one two', options);
    expect(new Set(repo.reads).size).toBeLessThanOrEqual(64 + 2);
    expect(profile.format.noiseDb).toBeLessThan(-50);
    const few = new MemoryRepo({ ...CLIPS, 'cut.wav': Buffer.from('RIFF....WAVE') });
    const made = await createStitcher(few).stitch('one two', options);
    expect(made.bytes).toEqual((await createStitcher(clips).stitch('one two', options)).bytes);
  });

  it('measures again when the clips change', async () => {
    const repo = new MemoryRepo(CLIPS);
    const stitcher = createStitcher(repo, { cache: new MemoryRepo() });
    const options = { format: 'wav', fill: 'noise' } as const;
    const before = (await stitcher.stitch('one', options)).profile.format.noiseDb!;
    for (const name of ['two.wav', 'three.wav'] as const)
      await repo.write(parseKey(name), word(330, -42, 40));
    await stitcher.refresh();
    const after = (await stitcher.stitch('one', options)).profile.format.noiseDb!;
    expect(after).toBeGreaterThan(before + 2);
  });

  it('is refused for Opus at high bit rates', async () => {
    const options = { format: 'ogg', bitRateKbps: 64, fill: 'noise' } as const;
    await expect(createStitcher(clips).stitch('one', options)).rejects.toMatchObject({
      code: 'profile/unsupported',
      message: 'Opus cannot have comfort noise at 64 kbit/s; choose 48 or less, or silence',
    });
    await expect(
      createStitcher(clips).stitch('one', { ...options, fill: 'silence' }),
    ).resolves.toBeDefined();
  });
});
