import { describe, expect, it } from 'vitest';
import { riffHeader, riffHeaderBytes } from '../../../src/codec/pcm/riff.ts';
import { parseWav } from '../../../src/decode/riff.ts';

const format = { channels: 2, sampleRateHz: 8000 };

describe('riffHeader', () => {
  it('is 44 bytes for PCM: a format chunk of 16, and the samples', () => {
    const header = Buffer.from(riffHeader({ ...format, tag: 1, blockBytes: 4, bits: 16 }, 400));
    expect(header.length).toBe(riffHeaderBytes(1));
    expect([header.length, header.readUInt32LE(4), header.readUInt32LE(16)]).toEqual([44, 436, 16]);
    expect([header.toString('latin1', 36, 40), header.readUInt32LE(40)]).toEqual(['data', 400]);
  });

  it.each([6, 7])('has the size of an extension, and a fact chunk, for tag %i', (tag) => {
    const header = Buffer.from(riffHeader({ ...format, tag, blockBytes: 2, bits: 8 }, 401));
    expect(header.length).toBe(riffHeaderBytes(tag));
    expect([header.length, header.readUInt32LE(4), header.readUInt32LE(16)]).toEqual([58, 452, 18]);
    expect(header.readUInt16LE(36)).toBe(0);
    expect(header.toString('latin1', 38, 42)).toBe('fact');
    expect([header.readUInt32LE(42), header.readUInt32LE(46)]).toEqual([4, 200]);
    const parts = parseWav(Buffer.concat([header, Buffer.alloc(402)]), 'x.wav');
    expect([parts.format.tag, parts.data.length, parts.factSampleFrames]).toEqual([tag, 401, 200]);
  });
});
