import { describe, expect, it } from 'vitest';
import { skipId3v2, walkFrames } from '../../src/codec/mp3/mpeg.ts';
import { encodeWholeMp3 } from '../../src/codec/mp3/whole.ts';
import { mp3Decoder } from '../../src/decode/mp3.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture, tone } from '../fixtures.ts';
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

  describe('of a file that was cut off', () => {
    const format = { name: 'mp3', sampleRateHz: 16_000, channels: 1, bitRateKbps: 40 } as const;
    const warned = ['ends before its samples do; what is there is played'];
    const whole = encodeWholeMp3(tone(1, 16_000), format, '');

    it('warns where it has fewer MP3 frames than its Info tag tells', async () => {
      const mp3 = await whole;
      expect((await decodeClip(mp3, 'x')).warnings).toEqual([]);
      const { frames } = walkFrames(mp3, skipId3v2(mp3));
      const half = await decodeClip(mp3.subarray(0, frames[14]!.end), 'x');
      expect(half.warnings).toEqual(warned);
      expect(half.pcm.channels[0]!.length).toBeGreaterThan(0.4 * 16_000);
    });

    it('warns where it ends in zeros, as a download into a file of full length does', async () => {
      const mp3 = fixture('formats/mono.mp3');
      const { frames } = walkFrames(mp3, skipId3v2(mp3));
      const begun = frames[Math.floor(frames.length / 2)]!.end;
      expect((await decodeClip(mp3.slice().fill(0, begun), 'x')).warnings).toEqual(warned);
    });
  });

  it('skips an APEv2 tag at the beginning, whatever its picture holds', async () => {
    const mp3 = fixture('formats/mono.mp3');
    const sound = mp3.subarray(skipId3v2(mp3));
    const { pcm } = await decodeClip(sound, 'x');
    const picture = Buffer.concat([
      Buffer.from('\0\0\0\0Cover Art (Front)\0'),
      sound.subarray(0, 3000),
    ]);
    const header = Buffer.alloc(32);
    header.write('APETAGEX');
    header.writeUInt32LE(2000, 8);
    header.writeUInt32LE(picture.length + 32, 12);
    header.writeUInt32LE(1, 16);
    const footer = Buffer.from(header);
    header.writeUInt32LE(0xa0000000, 20);
    footer.writeUInt32LE(0x80000000, 20);
    for (const before of [Buffer.alloc(0), mp3.subarray(0, skipId3v2(mp3))]) {
      const tagged = Buffer.concat([before, header, picture, footer, sound]);
      const decoded = await decodeClip(tagged, 'x');
      expect([decoded.warnings, decoded.pcm]).toEqual([[], pcm]);
    }
  });
});
