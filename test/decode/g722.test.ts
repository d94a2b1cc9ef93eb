import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { g722Decoder } from '../../src/decode/g722.ts';
import { decodeG722, G722_DELAY_SAMPLES } from '../../src/decode/g722-adpcm.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { reference } from './reference.ts';

const NAME = 'g722-raw.g722';
const whole = fixture(`formats/${NAME}`);

decoderContract(g722Decoder, { own: [NAME] });

describe('g722Decoder', () => {
  it('decodes to the very samples of ffmpeg, without the delay of its filters', async () => {
    const { pcm } = await decodeClip(whole, NAME);
    const expected = reference(NAME).slice(G722_DELAY_SAMPLES);
    expect(pcm).toEqual({ channels: [expected], sampleRateHz: 16_000 });
  });

  it('refuses a file that is too short for its delay, and one that is too long', async () => {
    await expect(decodeClip(whole.subarray(0, 11), NAME)).rejects.toMatchObject({
      code: 'clip/empty',
    });
    const long = new Uint8Array(8000 * 60 * 16);
    await expect(decodeClip(long, NAME)).rejects.toThrow('lasts 16 minutes');
  });
});

describe('decodeG722', () => {
  it('decodes every code after every other as ffmpeg 5.1 does', () => {
    let seed = 1;
    const noise = Uint8Array.from({ length: 50_000 }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed >>> 24;
    });
    const { buffer } = decodeG722(noise);
    // ffmpeg -f g722 -i noise -f s16le - | sha256sum
    expect(createHash('sha256').update(new Uint8Array(buffer)).digest('hex')).toBe(
      'ccf0881038944da984e7feee6130fefd6cfea167c8fdd3418a95aaee8e607b39',
    );
  });
});
