import { describe, expect, it } from 'vitest';
import { alaw, SIGNED_LINEAR, ulaw } from '../../../src/codec/pcm/raw.ts';
import { wavALaw, wavULaw } from '../../../src/codec/pcm/wav.ts';
import { codecOf } from '../../../src/codec/registry.ts';
import { codecContract } from '../contract.ts';

const exact = { tolerance: 0, byteLengthRange: [1, 1] } as const;

codecContract({
  codec: ulaw,
  formats: [{ name: 'ulaw', sampleRateHz: 8000, channels: 1, bitRateKbps: null }],
  silencePeak: 0,
  ...exact,
});
codecContract({
  codec: alaw,
  formats: [{ name: 'alaw', sampleRateHz: 8000, channels: 1, bitRateKbps: null }],
  silencePeak: 8 / 32_768, // A-law has no zero
  ...exact,
});
codecContract({
  codec: wavULaw,
  formats: [{ name: 'wav-ulaw', sampleRateHz: 8000, channels: 2, bitRateKbps: null }],
  silencePeak: 0,
  ...exact,
});
codecContract({
  codec: wavALaw,
  formats: [{ name: 'wav-alaw', sampleRateHz: 8000, channels: 1, bitRateKbps: null }],
  silencePeak: 8 / 32_768,
  ...exact,
});
const [, , sln16] = SIGNED_LINEAR;
codecContract({
  codec: sln16,
  formats: [{ name: 'sln16', sampleRateHz: 16_000, channels: 1, bitRateKbps: null }],
  silencePeak: 0,
  ...exact,
});

describe('raw formats', () => {
  it('have the one rate that their ending stands for, and one channel', () => {
    for (const [name, rate] of [
      ['ulaw', 8000],
      ['alaw', 8000],
      ['sln', 8000],
      ['sln44', 44_100],
      ['sln192', 192_000],
    ] as const) {
      const auto = { sampleRateHz: 'auto', bitRateKbps: 'auto', channels: 1 } as const;
      expect(codecOf(name).resolve(auto, 22_050).sampleRateHz).toBe(rate);
      expect(() => codecOf(name).resolve({ ...auto, sampleRateHz: 11_025 }, 22_050)).toThrow(
        `${name} has no header, so that players take it for ${rate} Hz and one channel`,
      );
      expect(() => codecOf(name).resolve({ ...auto, channels: 2 }, 22_050)).toThrow(/one channel/);
    }
  });
});
