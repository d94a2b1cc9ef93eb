import { describe, expect, it } from 'vitest';
import { createStitcher, MemoryRepo } from '../../src/index.ts';
import { CHANNEL_NAMES, CHANNELS } from '../../src/options/channels.ts';
import { parseOptions } from '../../src/options/render.ts';
import { fixture } from '../fixtures.ts';

const repo = () => new MemoryRepo({ 'hello.wav': fixture('audios/hello.wav') });

describe('the option "for"', () => {
  it.each(CHANNEL_NAMES)('settles format and sample rate for %s', async (name) => {
    const { format, sampleRateHz } = CHANNELS[name];
    expect(parseOptions({ for: name })).toMatchObject({
      format,
      sampleRateHz: sampleRateHz ?? 'auto',
      channels: 1,
    });
    const { profile } = await createStitcher(repo()).stitch('hello', { for: name });
    expect(profile.format).toMatchObject({ name: format, channels: 1 });
    if (sampleRateHz !== null) expect(profile.format.sampleRateHz).toBe(sampleRateHz);
  });

  it('gives way to the other options', () => {
    const given = { for: 'twilio', format: 'mp3', sampleRateHz: 16_000 } as const;
    expect(parseOptions(given)).toMatchObject({ format: 'mp3', sampleRateHz: 16_000 });
    // Another format has a rate of its own.
    expect(parseOptions({ for: 'asterisk', format: 'sln16' }).sampleRateHz).toBe('auto');
  });

  it('refuses messages past the limits of the caller', async () => {
    const long = createStitcher(repo()).stitch('hello. '.repeat(400), { for: 'amazon-connect' });
    await expect(long).rejects.toThrow(/would last 4\d\d s, the limit of amazon-connect is 300 s/);
    const large = createStitcher(repo()).stitch('hello. '.repeat(400), {
      for: 'genesys-cloud',
      sampleRateHz: 48_000,
    });
    await expect(large).rejects.toThrow(
      /would have \d+\.\d MB, the limit of genesys-cloud is 25 MB/,
    );
  });

  it('warns of voice notes that WhatsApp shows as a download', async () => {
    const note = (times: number) =>
      createStitcher(repo()).stitch('hello. '.repeat(times), { for: 'whatsapp' });
    expect((await note(10)).warnings).toEqual([]);
    expect((await note(300)).warnings).toEqual([expect.stringMatching(/over 512 KB/)]);
  });

  it('warns of them again where they are cached', async () => {
    const stitcher = createStitcher(repo(), { cache: new MemoryRepo() });
    for (const cached of [false, true]) {
      const note = await stitcher.stitch('hello. '.repeat(300), { for: 'whatsapp' });
      expect([note.cached, note.warnings]).toEqual([
        cached,
        [expect.stringMatching(/over 512 KB/)],
      ]);
    }
  });

  it('refuses an unknown caller', () => {
    expect(() => parseOptions({ for: 'nobody' })).toThrow(/for takes amazon-connect, .*"nobody"/);
  });
});
