import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { encodeWav, tone } from '../fixtures.ts';

describe('raw telephony files', () => {
  const samples = encodeWav(tone(0.1, 8000)).subarray(44);

  it.each([
    ['x.sln', 8000],
    ['x.RAW', 8000],
    ['x.sln16', 16_000],
    ['x.sln44', 44_100],
  ])('decodes %s as 16-bit PCM at the rate of its ending', async (name, rate) => {
    const { pcm, warnings } = await decodeClip(samples, name);
    const expected = (await decodeClip(encodeWav(tone(0.1, 8000)), 'x.wav')).pcm.channels;
    expect([pcm.sampleRateHz, warnings]).toEqual([rate, []]);
    expect(pcm.channels).toEqual(expected);
  });

  it('warns of a file that ends within a sample', async () => {
    const { warnings } = await decodeClip(samples.subarray(0, 101), 'x.sln');
    expect(warnings).toEqual(['ends within a sample; what is there is played']);
  });

  it('knows a file with a mark by its mark, whatever its ending', async () => {
    const { encoding } = await decodeClip(encodeWav(tone(0.1, 22_050)), 'x.ulaw');
    expect(encoding).toBe('16-bit PCM');
  });

  it('refuses an empty file', async () => {
    await expect(decodeClip(new Uint8Array(), 'x.ulaw')).rejects.toMatchObject({
      code: 'clip/empty',
    });
    await expect(decodeClip(new Uint8Array(1), 'x.sln')).rejects.toMatchObject({
      code: 'clip/empty',
    });
  });
});
