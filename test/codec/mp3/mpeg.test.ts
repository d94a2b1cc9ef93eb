import { describe, expect, it } from 'vitest';
import { emptyFrame } from '../../../src/codec/mp3/empty-frame.ts';
import {
  bitRates,
  parseHeader,
  skipId3v2,
  versionOf,
  walkFrames,
} from '../../../src/codec/mp3/mpeg.ts';

describe('parseHeader', () => {
  it('parses every sample rate and bit rate of layer III, and nothing else', () => {
    let valid = 0;
    for (let second = 0; second < 256; second++) {
      for (let third = 0; third < 256; third++) {
        const header = parseHeader(Uint8Array.of(0xff, second, third, 0xc4), 0);
        if (header === null) continue;
        valid++;
        expect(bitRates(header.version)).toContain(header.bitRateKbps);
        expect(versionOf(header.sampleRateHz)).toBe(header.version);
        expect(header.channels).toBe(1);
      }
    }
    // 3 versions, with and without checksum, 14 bit rates, 3 rates, padding and the private bit
    expect(valid).toBe(3 * 2 * 14 * 3 * 2 * 2);
  });

  it('returns null for a reserved emphasis, free format and a header that is cut off', () => {
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50, 0xc6), 0)).toBeNull();
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x00, 0xc4), 0)).toBeNull();
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50), 0)).toBeNull();
  });

  it('returns the bytes of MP3 frames, padding included', () => {
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x50, 0xc4), 0)).toMatchObject({
      sampleRateHz: 44100,
      bitRateKbps: 64,
      frameBytes: 208,
      sampleFrames: 1152,
      sideInfoBytes: 17,
      hasChecksum: false,
    });
    expect(parseHeader(Uint8Array.of(0xff, 0xfb, 0x52, 0x04), 0)).toMatchObject({
      frameBytes: 209,
      channels: 2,
      sideInfoBytes: 32,
    });
    expect(parseHeader(Uint8Array.of(0xff, 0xe3, 0x48, 0xc4), 0)).toMatchObject({
      version: '2.5',
      sampleRateHz: 8000,
      frameBytes: 288,
      sideInfoBytes: 9,
    });
  });
});

describe('walkFrames', () => {
  const frame = (sampleRateHz: number, channels: 1 | 2) =>
    emptyFrame({ sampleRateHz, channels, bitRateKbps: 64 }).bytes;

  it.each([
    ['another channel count', frame(16_000, 2)],
    ['another sample rate', frame(24_000, 1)],
    ['a frame that is cut off', frame(16_000, 1).subarray(0, -1)],
  ])('ends before %s', (_, next) => {
    const first = frame(16_000, 1);
    const { frames, end } = walkFrames(Buffer.concat([first, next]), 0);
    expect([frames.length, end]).toEqual([1, first.length]);
  });
});

describe('skipId3v2', () => {
  it('skips several tags, with a footer where they have one', () => {
    const tag = (flags: number, rest: number) =>
      Buffer.concat([Buffer.from([0x49, 0x44, 0x33, 4, 0, flags, 0, 0, 1, 2]), Buffer.alloc(rest)]);
    expect(skipId3v2(Buffer.concat([tag(0, 130), Buffer.alloc(9)]))).toBe(140);
    expect(skipId3v2(Buffer.concat([tag(0x10, 140), tag(0, 130), Buffer.alloc(9)]))).toBe(290);
  });
});
