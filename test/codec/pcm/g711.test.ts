import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodeALaw, encodeULaw } from '../../../src/codec/pcm/g711.ts';
import { decodeClip } from '../../../src/decode/registry.ts';

const SAMPLES = Int16Array.from({ length: 1 << 16 }, (_, i) => i - 32_768);

describe.each([
  [
    'ulaw',
    encodeULaw,
    0xff,
    [0x00, 0x80],
    '90c29de505fb68e766118303bd552a16005dcf810873698bee1d8f3b247ce28c',
  ],
  [
    'alaw',
    encodeALaw,
    0xd5,
    [0x2a, 0xaa],
    '38488f6fd710f4686360edc4d38639f96c491595ef93f8eb8d62d5e07ca6ce7b',
  ],
] as const)('%s', (ending, encode, silence, [lowest, highest], hash) => {
  it('codes each level of another decoder by itself, and all samples in their order', async () => {
    const all = Uint8Array.from({ length: 256 }, (_, code) => code);
    const { pcm } = await decodeClip(all, `all.${ending}`);
    const levels = Int16Array.from(pcm.channels[0]!, (level) => level * 32_768);
    const again = await decodeClip(encode(levels), `all.${ending}`);
    expect(again.pcm).toEqual(pcm);
    const coded = await decodeClip(encode(SAMPLES), `all.${ending}`);
    const [made] = coded.pcm.channels;
    expect(made!.every((level, i) => i === 0 || level >= made![i - 1]!)).toBe(true);
    // A step of the outermost segment is 1/32 of full scale.
    const worst = made!.reduce(
      (most, level, i) => Math.max(most, Math.abs(level - SAMPLES[i]! / 32_768)),
      0,
    );
    expect(worst).toBeLessThan(1 / 32);
  });

  it('codes all samples as before', () => {
    expect(createHash('sha256').update(encode(SAMPLES)).digest('hex')).toBe(hash);
  });

  it('has the standard codes of silence and of both ends', () => {
    expect([...encode(Int16Array.of(0, -32_768, 32_767))]).toEqual([silence, lowest, highest]);
  });
});
