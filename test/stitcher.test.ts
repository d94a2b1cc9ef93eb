import { describe, expect, it } from 'vitest';
import { decodeClip } from '../src/decode/registry.ts';
import { createStitcher, MemoryRepo, type Progress, stitch } from '../src/index.ts';
import { missingSteps, spokenWords } from '../src/message/plan.ts';
import { encodeWav, fixture, tone } from './fixtures.ts';

const hello = fixture('audios/hello.wav');
const shreeshail = fixture('audios/shreeshail.wav');
const repo = new MemoryRepo({ 'hello.wav': hello, 'shreeshail.wav': shreeshail });

describe('stitch and createStitcher', () => {
  it('reports a render that the cache has as cached, though its clips are in memory', async () => {
    const cached = createStitcher(repo, { cache: new MemoryRepo() });
    const first = await cached.stitch('hello');
    const second = await cached.stitch('hello');
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.bytes).toEqual(first.bytes);
    expect((await createStitcher(repo).stitch('hello')).cached).toBe(false);
  });

  it('renders an MP3 of exactly the length of its timeline', async () => {
    const made = await stitch('hello shreeshail', repo);
    expect(made.mediaType).toBe('audio/mpeg');
    expect(spokenWords(made.plan)).toEqual(['hello', 'shreeshail']);
    const { pcm } = await decodeClip(made.bytes, 'made');
    expect(pcm.sampleRateHz).toBe(22050);
    expect(pcm.channels[0]!.length).toBe(made.timeline.frames);
    expect(made.durationSeconds).toBe(made.timeline.frames / 22050);
    expect(made.warnings).toEqual([]);
  });

  it('returns the same bytes each time, whatever was stitched before', async () => {
    const stitcher = createStitcher(repo);
    const first = await stitcher.stitch('hello shreeshail');
    await stitcher.stitch('shreeshail hello hello');
    expect((await stitcher.stitch('hello shreeshail')).bytes).toEqual(first.bytes);
    expect(
      (
        await stitch('Hello, shreeshail', repo, {
          pauses: { commaSeconds: 0, stopSeconds: 0, lineSeconds: 0 },
        })
      ).bytes,
    ).toEqual(first.bytes);
  });

  it('places clips sample for sample in a WAV', async () => {
    const clip = (hz: number) => encodeWav(tone(0.2, 16000, hz));
    const tones = new MemoryRepo({ 'a.wav': clip(440), 'b.wav': clip(660) });
    const made = await stitch('a b', tones, {
      format: 'wav',
      trim: false,
      levelDb: false,
      fade: false,
      gapSeconds: 0.01,
    });
    const got = (await decodeClip(made.bytes, 'made')).pcm.channels[0]!;
    const [a, b] = [
      (await decodeClip(clip(440), 'a')).pcm.channels[0]!,
      (await decodeClip(clip(660), 'b')).pcm.channels[0]!,
    ];
    expect(got.length).toBe(3200 + 160 + 3200);
    expect(got.subarray(0, 3200)).toEqual(a);
    expect(got.subarray(3200, 3360).every((sample) => sample === 0)).toBe(true);
    expect(got.subarray(3360)).toEqual(b);
  });

  it('leaves no gap with join tight', async () => {
    const tight = await stitch('hello shreeshail', repo, { join: 'tight', gapSeconds: 0 });
    const [first, second] = tight.timeline.placed;
    expect(second!.start).toBe(first!.frames);
    expect((await decodeClip(tight.bytes, 'made')).pcm.channels[0]!.length).toBe(
      tight.timeline.frames,
    );
  });

  it.each([16_000, 44_100])('keeps a pause of 3 seconds whole at %d Hz', async (sampleRateHz) => {
    const made = await stitch('hello, shreeshail', repo, {
      sampleRateHz,
      pauses: { commaSeconds: 3 },
    });
    const [first, second] = made.timeline.placed;
    const silent = [first!.start + first!.frames, second!.start] as const;
    expect((silent[1] - silent[0]) / sampleRateHz).toBeGreaterThan(3);
    const got = (await decodeClip(made.bytes, 'made')).pcm.channels[0]!;
    expect(got.length).toBe(made.timeline.frames);
    const unit = sampleRateHz === 44_100 ? 1152 : 576;
    const pause = got.subarray(silent[0] + 2 * unit, silent[1] - unit);
    expect(pause.length).toBeGreaterThan(2.8 * sampleRateHz);
    expect(pause.every((sample) => Math.abs(sample) < 1e-4)).toBe(true);
    const loud = got.subarray(second!.start, second!.start + second!.frames);
    expect(loud.some((sample) => Math.abs(sample) > 0.05)).toBe(true);
  });

  it('keeps one MP3 frame between spliced clips that end in quiet, whatever the gap', async () => {
    const { timeline } = await stitch('hello shreeshail', repo, { gapSeconds: 0 });
    const [first, second] = timeline.placed;
    expect(second!.start).toBe((Math.ceil(first!.frames / 576) + 1) * 576);
  });

  it('renders stereo, other sample rates and bit rates', async () => {
    const made = await stitch('hello', repo, {
      channels: 2,
      sampleRateHz: 44100,
      bitRateKbps: 128,
    });
    const { pcm, encoding } = await decodeClip(made.bytes, 'made');
    expect([pcm.channels.length, pcm.sampleRateHz, encoding]).toEqual([2, 44100, 'MP3 128 kbit/s']);
  });

  it('takes the highest sample rate among the clips in use, of any format', async () => {
    const mixed = new MemoryRepo({
      'a.wav': encodeWav(tone(0.2, 8000)),
      'b.mp3': fixture('formats/stereo.mp3'),
      'c.wav': encodeWav(tone(0.2, 8000)),
    });
    const rate = async (message: string, options = {}) =>
      (await stitch(message, mixed, options)).profile.format.sampleRateHz;
    expect(await rate('a b')).toBe(44100);
    expect(await rate('b a')).toBe(44100);
    expect(await rate('a c')).toBe(16000);
    expect(await rate('a c', { format: 'wav' })).toBe(8000);
  });

  it('throws message/missing with all words, their places and nearest clips', async () => {
    await expect(stitch('helo big shreeshal', repo)).rejects.toMatchObject({
      code: 'message/missing',
      message:
        '3 words of the message have no clip: "helo" at character 1 (nearest: hello); "big" at character 6; ' +
        '"shreeshal" at character 10 (nearest: shreeshail)\n' +
        'record "helo", "big", "shreeshal" into memory',
      details: { missing: [{ word: 'helo' }, { word: 'big' }, { word: 'shreeshal' }] },
    });
  });

  it('leaves missing words out, or silent, with a warning', async () => {
    const plain = await stitch('hello shreeshail', repo, { format: 'wav' });
    const skipped = await stitch('hello big shreeshail', repo, { format: 'wav', missing: 'skip' });
    expect(skipped.bytes).toEqual(plain.bytes);
    expect(skipped.warnings).toEqual(['left out 1 word without a clip: "big" at character 7']);
    const silent = await stitch('hello big shreeshail big', repo, {
      format: 'wav',
      missing: 'silence',
    });
    expect(silent.durationSeconds - plain.durationSeconds).toBeCloseTo(1, 3);
    expect(silent.warnings[0]).toMatch(/^a gap stands for 2 words without a clip/);
    expect(missingSteps(silent.plan).length).toBe(2);
  });

  it('pauses at punctuation between clips, and not at the edges', async () => {
    const seconds = async (message: string) =>
      (await stitch(message, repo, { format: 'wav' })).durationSeconds;
    const plain = await seconds('hello shreeshail');
    expect((await seconds('hello, shreeshail')) - plain).toBeCloseTo(0.25, 3);
    expect((await seconds('hello. Shreeshail')) - plain).toBeCloseTo(0.5, 3);
    expect((await seconds('hello.\nShreeshail')) - plain).toBeCloseTo(0.8, 3);
    expect(await seconds('... hello shreeshail!\n')).toBe(plain);
  });

  it('merges the pauses around a word that is left out', async () => {
    const seconds = async (message: string) =>
      (await stitch(message, repo, { format: 'wav', missing: 'skip' })).durationSeconds;
    const plain = await seconds('hello, shreeshail');
    expect(await seconds('hello, big, shreeshail')).toBe(plain);
    expect((await seconds('hello, big. small, shreeshail')) - plain).toBeCloseTo(0.25, 3);
  });

  it('fills a template from values', async () => {
    const stitcher = createStitcher(repo);
    const words = async (values: Record<string, string>) =>
      spokenWords(await stitcher.plan('hello {name|hello}', { values }));
    expect(await words({ name: 'Shreeshail' })).toEqual(['hello', 'shreeshail']);
    expect(await words({ name: 'Abebe' })).toEqual(['hello', 'hello']);
  });

  it('plays named clips in order', async () => {
    const stitcher = createStitcher(repo);
    const files = await stitcher.stitch(await stitcher.planFiles(['shreeshail.wav', 'hello.wav']));
    expect(files.bytes).toEqual((await stitcher.stitch('shreeshail hello')).bytes);
    await expect(stitcher.planFiles(['nobody.wav'])).rejects.toThrow(
      'no clip nobody.wav in memory; give its path there, with extension, as in digits/4.wav',
    );
    await expect(stitcher.planFiles(['../x.wav'])).rejects.toMatchObject({ code: 'repo/bad-key' });
  });

  it.each([
    ['', 'message/empty', 'the message has no words; give it some'],
    ['... !', 'message/empty', 'the message has no words; give it some'],
  ])('throws for the message %j', async (message, code, text) => {
    await expect(stitch(message, repo)).rejects.toMatchObject({ code, message: text });
  });

  it('throws for a message or library without words', async () => {
    await expect(stitch('big', repo, { missing: 'skip' })).rejects.toMatchObject({
      code: 'message/empty',
    });
    await expect(stitch('hello', new MemoryRepo())).rejects.toMatchObject({
      code: 'library/empty',
    });
  });

  it('throws message/too-long for a render past the limit of hours', async () => {
    const options = { gapSeconds: 60, format: 'wav' } as const;
    await expect(stitch('hello '.repeat(200), repo, options)).rejects.toMatchObject({
      code: 'message/too-long',
      message: expect.stringMatching(/would last 3\.\d hours, the limit of wav is 1; shorten it/),
    });
  });

  it('throws message/too-long for long texts, and usage/option for what is not text', async () => {
    await expect(stitch('a'.repeat(100_001), repo)).rejects.toThrow(
      'the message has 100001 characters, the limit is 100000; split it',
    );
    await expect(stitch(`a${'\u0301\u0316'.repeat(16)}`, repo)).rejects.toThrow(
      /more than 30 marks/,
    );
    await expect(
      createStitcher(repo).plan('{a|b}', { values: { a: 'x'.repeat(100_001) } }),
    ).rejects.toMatchObject({ code: 'message/too-long' });
    await expect(stitch('x'.repeat(9000), repo)).rejects.toThrow(
      `"${'x'.repeat(60)}…" at character 1`,
    );
    await expect(stitch(5 as never, repo)).rejects.toThrow(
      'the message has to be text, not number',
    );
  });

  it('names a clip that cannot be read', async () => {
    const bad = new MemoryRepo({ 'x/hello.wav': fixture('defects/g726.wav') });
    await expect(stitch('hello', bad)).rejects.toThrow(
      'x/hello.wav has G.726, which cannot be read; convert it to 16-bit PCM',
    );
  });

  it('names a recording of a missing word that is there in a format that is not read', async () => {
    const files = { 'hello.wav': fixture('audios/hello.wav'), 'lako.wma': new Uint8Array(9) };
    await expect(stitch('hello lako', new MemoryRepo(files))).rejects.toThrow(
      '"lako" at character 7 (lako.wma is there, but not in a supported format)',
    );
  });

  it('throws for unknown options and values out of range', async () => {
    await expect(stitch('hello', repo, { gapSeconds: -1 })).rejects.toThrow(
      'gapSeconds takes seconds from 0 to 60, such as 0.05, not -1',
    );
    await expect(stitch('hello', repo, { lang: 'not a tag' })).rejects.toThrow(
      /lang takes a language such as en/,
    );
    await expect(stitch('hello', repo, { sampleRate: 8000 } as never)).rejects.toThrow(
      /sampleRate is not an option; the options are /,
    );
    await expect(stitch('hello', repo, { bitRateKbps: 9 })).rejects.toMatchObject({
      code: 'profile/unsupported',
    });
  });

  it('reports its progress', async () => {
    const seen: Progress[] = [];
    await stitch('hello shreeshail hello', repo, { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([
      { stage: 'read', done: 1, total: 2 },
      { stage: 'read', done: 2, total: 2 },
      { stage: 'encode', done: 1, total: 2 },
      { stage: 'encode', done: 2, total: 2 },
    ]);
  });

  it('lists the clips once, and retries after a failure', async () => {
    let lists = 0;
    const counting = Object.assign(new MemoryRepo({ 'hello.wav': hello }), {
      list: () => {
        if (lists++ === 0) throw new Error('a passing fault');
        return repo.list();
      },
    });
    const stitcher = createStitcher(counting);
    await expect(stitcher.plan('hello')).rejects.toThrow('a passing fault');
    await stitcher.plan('hello');
    await stitcher.plan('hello');
    expect(lists).toBe(2);
  });

  it('throws clip/not-found for a clip that has gone since it was listed', async () => {
    const stitcher = createStitcher(
      Object.assign(new MemoryRepo({ 'hello.wav': hello }), { read: async () => null }),
    );
    await expect(stitcher.stitch('hello')).rejects.toMatchObject({ code: 'clip/not-found' });
  });
});
