import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture } from '../fixtures.ts';

describe('decodeImaAdpcm', () => {
  it('clamps a step index past the last step to the last', async () => {
    const withIndex = (index: number) => {
      const wav = fixture('formats/ima-adpcm.wav').slice();
      wav[Buffer.from(wav).indexOf('data') + 8 + 2] = index;
      return decodeClip(wav, 'x.wav');
    };
    const { pcm } = await withIndex(200);
    expect(pcm).toEqual((await withIndex(88)).pcm);
    expect(pcm).not.toEqual((await withIndex(20)).pcm);
  });
});
