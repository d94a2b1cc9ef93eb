import { describe, expect, it } from 'vitest';
import { gsmDecoder } from '../../src/decode/gsm.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { reference } from './reference.ts';

const NAME = 'gsm-raw.gsm';
const whole = fixture(`formats/${NAME}`);

decoderContract(gsmDecoder, { own: [NAME] });

describe('gsmDecoder', () => {
  it('decodes to the very samples of ffmpeg', async () => {
    const { pcm } = await decodeClip(whole, NAME);
    expect(pcm).toEqual({ channels: [reference(NAME)], sampleRateHz: 8000 });
  });

  it('plays the whole frames of a cut file, with a warning', async () => {
    const { pcm, warnings } = await decodeClip(whole.subarray(0, 70), NAME);
    expect(pcm.channels[0]!.length).toBe(320);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it('declines a file whose first frame has no mark', async () => {
    await expect(decodeClip(new Uint8Array(330), NAME)).rejects.toMatchObject({
      code: 'clip/not-audio',
    });
  });

  it('refuses a file that is too long', async () => {
    const long = new Uint8Array(33 * 50 * 60 * 16).fill(0xd0);
    await expect(decodeClip(long, NAME)).rejects.toThrow('lasts 16 minutes');
  });
});
