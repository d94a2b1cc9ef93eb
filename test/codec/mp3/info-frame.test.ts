import { describe, expect, it } from 'vitest';
import { skipId3v2, walkFrames } from '../../../src/codec/mp3/mpeg.ts';
import { audioFrames, labelled, sound, splice } from './support.ts';

describe('infoFrame', () => {
  it.each(labelled)(
    'has the length and bytes of the file, and room for them, at %s',
    async (_, format) => {
      const { mp3, timeline } = await splice([sound(0.2, format)], format);
      const start = skipId3v2(mp3);
      const info = walkFrames(mp3, start).frames[0]!;
      const tag = start + 4 + info.header.sideInfoBytes;
      const view = new DataView(mp3.buffer, mp3.byteOffset);
      expect(Buffer.from(mp3.subarray(tag, tag + 4)).toString()).toBe('Info');
      expect(view.getUint32(tag + 8)).toBe(audioFrames(mp3).length);
      expect(view.getUint32(tag + 12)).toBe(mp3.length - start);
      expect(info.header.frameBytes).toBeGreaterThanOrEqual(4 + info.header.sideInfoBytes + 156);
      const delays = (mp3[tag + 141]! << 16) | (mp3[tag + 142]! << 8) | mp3[tag + 143]!;
      expect(view.getUint16(tag + 154)).toBe(crc16(mp3.subarray(start, tag + 154)));
      const total = audioFrames(mp3).length * info.header.sampleFrames;
      expect(total - ((delays >> 12) + 529) - ((delays & 0xfff) - 529)).toBe(timeline.frames);
    },
  );
});

/** CRC-16/ARC by long division, bit by bit from the low end: x^16 + x^15 + x^2 + 1. */
function crc16(bytes: Uint8Array): number {
  const register = Array<number>(16).fill(0);
  for (const byte of bytes) {
    for (let bit = 0; bit < 8; bit++) {
      const feedback = register[15]! ^ ((byte >> bit) & 1);
      register.pop();
      register.unshift(feedback);
      register[2]! ^= feedback;
      register[15]! ^= feedback;
    }
  }
  return register.reduce((sum, one, i) => sum + one * 2 ** (15 - i), 0);
}
