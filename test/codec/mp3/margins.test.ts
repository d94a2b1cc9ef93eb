import { MPEGDecoder } from 'mpg123-decoder';
import { expect, it } from 'vitest';
import { mp3 } from '../../../src/codec/mp3/mp3.ts';
import { splice } from '../../../src/codec/splice.ts';
import { concat } from '../../../src/util/bytes.ts';

/** A tone that begins and ends at full level, after so many sample frames of silence. */
function hard(sampleRateHz: number, quietFrames: number) {
  const channel = Float32Array.from({ length: sampleRateHz / 4 }, (_, f) =>
    f < quietFrames ? 0 : 0.8 * Math.sin((2 * Math.PI * 440 * f) / sampleRateHz + 1),
  );
  return { channels: [channel], sampleRateHz };
}

const FORMATS = [
  [8000, 24],
  [16_000, 40],
  [22_050, 48],
  [24_000, 56],
  [44_100, 80],
] as const;

it.each(FORMATS)(
  'leaves no click before a clip cut hard at %i Hz: under -45 dBFS from 30 to 8 ms before it',
  async (sampleRateHz, bitRateKbps) => {
    const format = { name: 'mp3', sampleRateHz, channels: 1, bitRateKbps } as const;
    const block = await mp3.encodeBlock(hard(sampleRateHz, 0), format);
    const { unitFrames } = mp3.grid(format);
    const gap = Math.ceil(block.frames / unitFrames) + block.after + block.before;
    const placed = [0, gap * unitFrames].map((start) => {
      return { clip: block, start, frames: block.frames };
    });
    const frames = placed[1]!.start + block.frames;
    const body = splice({ placed, frames, sampleRateHz }, mp3, format);
    const decoder = new MPEGDecoder();
    await decoder.ready;
    const [sound] = decoder.decode(concat(mp3.wrap(body, format, { title: '' }))).channelData;
    decoder.free();
    const at = (seconds: number) => placed[1]!.start - Math.round(seconds * sampleRateHz);
    const peak = sound!.subarray(at(0.03), at(0.008)).reduce((a, x) => Math.max(a, Math.abs(x)), 0);
    expect(20 * Math.log10(peak)).toBeLessThan(-45);
  },
);

it.each(FORMATS)(
  'keeps the gap of a clip with silence before it at %i Hz',
  (sampleRateHz, bitRateKbps) => {
    const format = { name: 'mp3', sampleRateHz, channels: 1, bitRateKbps } as const;
    // Trimming keeps 50 ms of silence.
    const trimmed = mp3.margins(hard(sampleRateHz, 0.05 * sampleRateHz), format);
    expect(trimmed).toEqual({ before: 1, after: 1 });
    const isShort = sampleRateHz <= 24_000;
    expect(mp3.margins(hard(sampleRateHz, 0), format).before).toBe(isShort ? 2 : 1);
  },
);

it('leaves two MP3 frames before an onset on one of two channels', () => {
  const format = { name: 'mp3', sampleRateHz: 16_000, channels: 2, bitRateKbps: 64 } as const;
  const [loud] = hard(16_000, 0).channels;
  const channels = [new Float32Array(loud!.length), loud!];
  expect(mp3.margins({ channels, sampleRateHz: 16_000 }, format).before).toBe(2);
});
