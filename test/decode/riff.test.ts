import { describe, expect, it } from 'vitest';
import { isWav, parseWav } from '../../src/decode/riff.ts';
import { fixture } from '../fixtures.ts';

const PCM_16 = fixture('formats/pcm-16.wav');

/** A chunk, padded to an even length. */
function chunk(id: string, body: Uint8Array): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(id), size, body, Buffer.alloc(body.length % 2)]);
}

/** The fixture's format chunk. */
const FMT = chunk('fmt ', PCM_16.subarray(20, 36));

function wav(...chunks: readonly Uint8Array[]): Uint8Array {
  const body = Buffer.concat([Buffer.from('WAVE'), ...chunks]);
  return chunk('RIFF', body);
}

describe('isWav', () => {
  it('is true of the four containers of WAVE, and of nothing shorter than their header', () => {
    for (const id of ['RIFF', 'RIFX', 'RF64', 'BW64'])
      expect(isWav(Buffer.from(`${id}    WAVE`))).toBe(true);
    expect(isWav(Buffer.from('RIFF    AVI '))).toBe(false);
    expect(isWav(Buffer.from('OggS    WAVE'))).toBe(false);
    expect(isWav(Buffer.from('RIFF    WAV'))).toBe(false);
  });
});

describe('parseWav', () => {
  it('returns the format and a view of the data', () => {
    const { format, data, ...rest } = parseWav(PCM_16, 'x');
    expect(format).toMatchObject({ tag: 1, channels: 1, blockBytes: 2, bits: 16 });
    expect(data.buffer).toBe(PCM_16.buffer);
    expect(rest).toEqual({ bigEndian: false, factSampleFrames: null, truncated: false });
  });

  it('skips chunks that it does not know, their padding included', () => {
    const file = wav(chunk('odd ', new Uint8Array(3)), FMT, chunk('data', Buffer.from('abcd')));
    expect(Buffer.from(parseWav(file, 'x').data).toString()).toBe('abcd');
  });

  it('reads the number of sample frames from a fact chunk', () => {
    const fact = chunk('fact', Uint8Array.of(7, 1, 0, 0));
    const file = wav(FMT, fact, chunk('data', new Uint8Array(8)));
    expect(parseWav(file, 'x').factSampleFrames).toBe(263);
  });

  it('reports data that ends before its size as truncated', () => {
    const file = wav(FMT, chunk('data', new Uint8Array(8)));
    expect(parseWav(file, 'x').truncated).toBe(false);
    const cut = parseWav(file.subarray(0, file.length - 3), 'x');
    expect([cut.truncated, cut.data.length]).toEqual([true, 5]);
  });

  it.each([
    ['its samples come before their format', wav(chunk('data', new Uint8Array(2)), FMT)],
    ['it has no format chunk', wav()],
    ['its format chunk is cut off', wav(chunk('fmt ', new Uint8Array(14)))],
  ])('throws clip/corrupt where %s', (what, file) => {
    expect(() => parseWav(file, 'x.wav')).toThrow(
      expect.objectContaining({
        code: 'clip/corrupt',
        message: `x.wav is damaged: ${what}; record or convert it again`,
      }),
    );
  });
});
