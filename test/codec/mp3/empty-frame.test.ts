import { describe, expect, it } from 'vitest';
import { emptyFrame } from '../../../src/codec/mp3/empty-frame.ts';
import { labelled, play } from './support.ts';

describe('emptyFrame', () => {
  it.each(labelled)('decodes to zeros at %s', async (_, format) => {
    const { bytes } = emptyFrame(format);
    const [silence] = await play(Buffer.concat([bytes, bytes, bytes, bytes]));
    expect(silence!.length).toBeGreaterThan(0);
    expect(silence!.every((sample) => sample === 0)).toBe(true);
  });

  it('throws for a bit rate without a header', () => {
    expect(() => emptyFrame({ sampleRateHz: 16000, channels: 1, bitRateKbps: 33 })).toThrow(
      /no MP3 header/,
    );
  });
});
