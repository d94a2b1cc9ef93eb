import { describe, expect, it } from 'vitest';
import { mp3Decoder } from '../../src/decode/mp3.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';
import { decoderContract } from './contract.ts';
import { FORMATS, interleave, reference } from './reference.ts';

decoderContract(mp3Decoder, {
  own: FORMATS.filter((name) => name.endsWith('.mp3')),
  mistaken: { 'stereo-pcm-16.wav': 'its tone repeats bytes like MP3 headers a frame apart' },
});

describe('mp3Decoder', () => {
  it.each(FORMATS.filter((name) => name.endsWith('.mp3')))(
    'decodes %s to the samples of ffmpeg, within 0.0001',
    async (name) => {
      const { pcm } = await decodeClip(fixture(`formats/${name}`), name);
      const expected = reference(name);
      const got = interleave(pcm.channels);
      expect(got.length).toBe(expected.length);
      expect(Math.max(...got.map((sample, i) => Math.abs(sample - expected[i]!)))).toBeLessThan(
        1e-4,
      );
    },
  );

  it('decodes an MP3 with tags around it, and warns of junk behind it', async () => {
    const mp3 = fixture('formats/mono.mp3');
    const plain = (await decodeClip(mp3, 'x')).pcm.channels[0]!;
    const id3v1 = Buffer.concat([mp3, Buffer.from('TAG'.padEnd(128, '\0'))]);
    expect((await decodeClip(id3v1, 'x')).warnings).toEqual([]);
    const junk = await decodeClip(Buffer.concat([mp3, Buffer.from('some TAG and junk')]), 'x.mp3');
    expect(junk.warnings[0]).toMatch(/^ends in bytes that are not MP3/);
    expect(junk.pcm.channels[0]!.length).toBe(plain.length);
  });

  /** Bytes like the header of an MP3 frame of 208 bytes, without a second one. */
  const falseFrame = Buffer.alloc(300, 0x55);
  falseFrame.set([0xff, 0xfb, 0x50, 0xc4]);

  it('does not take one false MP3 header in junk for an MP3', async () => {
    const junk = Buffer.concat([Buffer.alloc(500, 0x55), falseFrame, Buffer.alloc(500, 0x55)]);
    await expect(decodeClip(junk, 'junk.mp3')).rejects.toMatchObject({ code: 'clip/not-audio' });
  });

  it('skips a false MP3 header before an MP3', async () => {
    const mp3 = fixture('formats/mono.mp3');
    const { pcm } = await decodeClip(Buffer.concat([falseFrame, mp3]), 'x.mp3');
    expect(pcm).toEqual((await decodeClip(mp3, 'x.mp3')).pcm);
  });

  it('decodes the whole MP3 frames of a damaged file, with a warning', async () => {
    const { warnings } = await decodeClip(fixture('defects/damaged.mp3'), 'damaged.mp3');
    expect(warnings[0]).toMatch(/^ends in bytes that are not MP3/);
  });
});
