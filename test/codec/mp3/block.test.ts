import { MPEGDecoder } from 'mpg123-decoder';
import { describe, expect, it } from 'vitest';
import { signalToNoiseDb } from '../../../bench/signal.ts';
import { sampleFrames } from '../../../src/audio/pcm.ts';
import { encodeBlock } from '../../../src/codec/mp3/block.ts';
import { framesPerMp3Frame, type Mp3Format } from '../../../src/codec/mp3/format.ts';
import { mp3 as mp3Codec } from '../../../src/codec/mp3/mp3.ts';
import { walkFrames } from '../../../src/codec/mp3/mpeg.ts';
import { labelled, sound } from './support.ts';

describe('encodeBlock', () => {
  it.each(labelled)(
    'encodes MP3 frames that need no others, with margins of silence, at %s',
    async (_, format) => {
      const unit = framesPerMp3Frame(format.sampleRateHz);
      const pcm = sound(0.25, format);
      const block = await encodeBlock(pcm, format);
      expect(block.frames).toBe(sampleFrames(pcm));
      expect(block).toMatchObject(mp3Codec.margins(pcm, format));
      expect(block.units).toBe(block.before + Math.ceil(block.frames / unit) + block.after);
      const { frames, end } = walkFrames(block.bytes, 0);
      expect([frames.length, end]).toEqual([block.units, block.bytes.length]);
      const raw = new MPEGDecoder({ enableGapless: false });
      await raw.ready;
      const [decoded] = raw.decode(block.bytes).channelData;
      raw.free();
      // The tone swells from nothing, so nothing of it may be heard before or a little after.
      const loudest = (part: Float32Array) => part.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      expect(loudest(decoded!.subarray(0, block.before * unit - 288))).toBeLessThan(0.001);
      expect(loudest(decoded!.subarray(block.before * unit + block.frames + 288))).toBeLessThan(
        0.001,
      );
      expect(loudest(decoded!)).toBeGreaterThan(0.4);
      // main_data_begin, the first 8 or 9 bits of the side information: no MP3 frame needs another's bits.
      for (const { start, header } of frames) {
        expect(block.bytes[start + 4]).toBe(0);
        if (header.version === '1') expect(block.bytes[start + 5]! & 0x80).toBe(0);
      }
    },
  );

  it('encodes a hard onset without pre-echo before its margin', async () => {
    const format: Mp3Format = { name: 'mp3', sampleRateHz: 44_100, channels: 1, bitRateKbps: 80 };
    const channel = Float32Array.from(
      { length: 13_230 },
      (_, f) => 0.5 * Math.sin((2 * Math.PI * 440 * f) / 44_100),
    );
    const block = await encodeBlock({ channels: [channel], sampleRateHz: 44_100 }, format);
    const raw = new MPEGDecoder({ enableGapless: false });
    await raw.ready;
    const decoded = raw.decode(block.bytes).channelData[0]!;
    raw.free();
    // 19.2 dB with three MP3 frames of silence before it, and 17.3 dB with one.
    const onset = channel.subarray(0, 1152);
    expect(signalToNoiseDb(onset, decoded.subarray(1152, 2 * 1152))).toBeGreaterThan(18.2);
  });
});
