import { describe, expect, it } from 'vitest';
import { adtsDecoder } from '../../src/decode/adts.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { reference } from './reference.ts';

const NAME = 'adts.aac';
const whole = fixture(`formats/${NAME}`);
const FRAME_SAMPLES = 1024;

decoderContract(adtsDecoder, { own: [NAME] });

describe('adtsDecoder', () => {
  it('decodes to the samples of ffmpeg, without the first frame, which is priming', async () => {
    const { pcm, encoding } = await decodeClip(whole, NAME);
    const expected = reference(NAME).slice(FRAME_SAMPLES);
    expect([pcm.sampleRateHz, pcm.channels.length, encoding]).toEqual([16_000, 1, 'AAC']);
    const got = pcm.channels[0]!;
    expect(got.length).toBe(expected.length);
    expect(Math.max(...got.map((sample, i) => Math.abs(sample - expected[i]!)))).toBeLessThan(1e-4);
  });

  it('plays the whole frames of a cut file, with a warning', async () => {
    const { pcm, warnings } = await decodeClip(whole.subarray(0, whole.length - 1), NAME);
    expect(pcm.channels[0]!.length).toBe(reference(NAME).length - 2 * FRAME_SAMPLES);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it('skips the ID3 tags before and behind the sound', async () => {
    const before = Buffer.from('ID3\x04\0\0\0\0\0\x05hello', 'latin1');
    const behind = Buffer.from('TAG'.padEnd(128, '\0'));
    const tagged = await decodeClip(Buffer.concat([before, whole, behind]), NAME);
    expect(tagged).toEqual(await decodeClip(whole, NAME));
  });

  it('refuses a file that is too long', async () => {
    const long = Buffer.concat(Array(8000).fill(whole));
    await expect(decodeClip(long, NAME)).rejects.toThrow(/lasts \d+ minutes, the limit is 15/);
  });
});
