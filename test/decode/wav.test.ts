import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { riffHeader } from '../../src/codec/pcm/riff.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { wavDecoder } from '../../src/decode/wav.ts';
import { fixture, fixtureNames } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { FORMATS, interleave, reference } from './reference.ts';

decoderContract(wavDecoder, { own: FORMATS.filter((name) => name.endsWith('.wav')) });

const HAS_FACT = ['ima-adpcm.wav', 'gsm.wav'];

describe('wavDecoder', () => {
  it.each(FORMATS.filter((name) => name.endsWith('.wav')))(
    'decodes %s to the samples of ffmpeg or sox',
    async (name) => {
      const { pcm, warnings } = await decodeClip(fixture(`formats/${name}`), name);
      const expected = reference(name);
      const got = interleave(pcm.channels);
      // sox and ffmpeg take no notice of a fact chunk that says where the last block ends.
      expect(got.length).toBe(HAS_FACT.includes(name) ? 802 : expected.length);
      expect(got.findIndex((sample, i) => sample !== expected[i])).toBe(-1);
      expect(warnings).toEqual([]);
    },
  );

  it.each(fixtureNames('defects').filter((name) => name.startsWith('played-')))(
    'decodes %s as if it were undamaged',
    async (name) => {
      const { pcm, warnings } = await decodeClip(fixture(`defects/${name}`), name);
      expect(pcm.channels[0]!.length).toBe(1600);
      expect(warnings).toEqual([]);
      const hash = createHash('sha256')
        .update(new Uint8Array(pcm.channels[0]!.buffer))
        .digest('hex');
      expect(hash.slice(0, 16)).toBe('962cb3bdc39d5794');
    },
  );

  it('decodes what is there of cut data, in whole sample frames, with a warning', async () => {
    const { pcm, warnings } = await decodeClip(
      fixture('defects/cut-in-data.wav'),
      'cut-in-data.wav',
    );
    expect(pcm.channels[0]!.length).toBe(500);
    expect(warnings).toEqual(['ends before its samples do; what is there is played']);
  });

  it.each([6, 7])('decodes tag %i of more channels than any recording has', async (tag) => {
    const format = { tag, channels: 40_000, sampleRateHz: 8000, blockBytes: 40_000, bits: 8 };
    const bytes = Buffer.concat([riffHeader(format, 80_000), Buffer.alloc(80_000, 0xd5)]);
    const { pcm } = await decodeClip(bytes, 'x.wav');
    expect([pcm.channels.length, pcm.channels[0]!.length]).toEqual([40_000, 2]);
  });
});
