import { describe, expect, it } from 'vitest';
import { amrDecoder } from '../../src/decode/amr.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { reference } from './reference.ts';

const OWN = ['amr-narrow.amr', 'amr-wide.awb'];

decoderContract(amrDecoder, { own: OWN });

describe('amrDecoder', () => {
  it.each([
    ...OWN.map((name) => [name, name.includes('wide') ? 16_000 : 8000] as const),
    ['amr-in-3gp.3gp', 8000] as const,
  ])('decodes %s as ffmpeg does, without the delay of the coder', async (name, rate) => {
    const { pcm, warnings } = await decodeClip(fixture(`formats/${name}`), name);
    expect([pcm.sampleRateHz, pcm.channels.length, warnings]).toEqual([rate, 1, []]);
    const expected = reference(name).slice(rate === 8000 ? 40 : 95);
    const got = pcm.channels[0]!;
    expect(got.length).toBe(expected.length);
    // ffmpeg's decoder is not bit-exact: of the power nearly all is the same.
    const power = (of: Float32Array) => of.reduce((sum, sample) => sum + sample ** 2, 0);
    const error = power(got.map((sample, i) => sample - expected[i]!));
    expect(error / power(expected)).toBeLessThan(0.01);
  });

  const whole = fixture('formats/amr-narrow.amr');

  it('plays the whole frames of a cut or damaged file, with a warning', async () => {
    const warned = ['ends before its samples do; what is there is played'];
    const cut = await decodeClip(whole.subarray(0, 6 + 32 + 10), 'x.amr');
    expect([cut.pcm.channels[0]!.length, cut.warnings]).toEqual([160 - 40, warned]);
    const damaged = whole.slice();
    damaged[6 + 2 * 32] = 0x58; // a type that no frame has
    const played = await decodeClip(damaged, 'x.amr');
    expect([played.pcm.channels[0]!.length, played.warnings]).toEqual([320 - 40, warned]);
  });

  it('refuses a file without frames, and one that is too long', async () => {
    const mark = whole.subarray(0, 6);
    await expect(decodeClip(mark, 'x.amr')).rejects.toMatchObject({ code: 'clip/empty' });
    const long = new Uint8Array(60_006).fill(0x7c); // frames without data
    long.set(mark);
    await expect(decodeClip(long, 'x.amr')).rejects.toThrow('x.amr lasts 20 minutes');
  });
});
