import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeWav } from '../src/decode/wav.ts';
import { encodeWav, tone } from './fixtures.ts';

describe('encodeWav', () => {
  it('decodes to what was encoded, to 16 bits', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 2 }),
        fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 50 }),
        async (channels, samples) => {
          const channel = Float32Array.from(samples);
          const { pcm } = await decodeWav(
            encodeWav({
              channels: Array.from({ length: channels }, () => channel),
              sampleRateHz: 8000,
            }),
            'x',
          );
          expect(pcm.channels.length).toBe(channels);
          pcm.channels[channels - 1]!.forEach((sample, f) => {
            expect(Math.abs(sample - Math.min(channel[f]!, 32767 / 32768))).toBeLessThanOrEqual(
              0.5 / 32768,
            );
          });
        },
      ),
    );
  });

  it('clamps samples beyond full scale', async () => {
    const loud = { channels: [Float32Array.of(3, -3)], sampleRateHz: 8000 };
    const { pcm } = await decodeWav(encodeWav(loud), 'x');
    expect([...pcm.channels[0]!]).toEqual([32767 / 32768, -1]);
  });

  it('writes the bytes that it always wrote', () => {
    const hash = createHash('sha256')
      .update(encodeWav(tone(0.01, 8000)))
      .digest('hex');
    expect(hash.slice(0, 16)).toBe('267cae3f322f7cc0');
  });
});
