import { describe, expect, it } from 'vitest';
import { allowedBitRates, autoSampleRate, checkFormat } from '../../../src/codec/mp3/format.ts';
import { everyFormat } from './support.ts';

describe('format', () => {
  it('throws for formats that the encoder gets wrong, and names those that are possible', () => {
    expect(() => checkFormat({ sampleRateHz: 44100, channels: 1, bitRateKbps: 32 })).toThrow(
      /mono MP3 at 44100 Hz cannot have 32 kbit\/s; choose one of 64, 80.*or for 32 a sample rate of 8000/,
    );
    expect(() => checkFormat({ sampleRateHz: 16000, channels: 2, bitRateKbps: 16 })).toThrow(
      /stereo/,
    );
    expect(() => checkFormat({ sampleRateHz: 96000, channels: 1, bitRateKbps: 64 })).toThrow(
      /MP3 has no 96000 Hz; choose one of 8000, /,
    );
    expect(() => checkFormat({ sampleRateHz: 32000, channels: 1, bitRateKbps: 144 })).toThrow();
    expect(() => checkFormat({ sampleRateHz: 8000, channels: 1, bitRateKbps: 128 })).toThrow(
      /choose one of 8, 16, .* 64, or/,
    );
  });

  it('accepts every bit rate that it names', () => {
    for (const { sampleRateHz, channels } of everyFormat) {
      for (const bitRateKbps of allowedBitRates(sampleRateHz, channels))
        checkFormat({ sampleRateHz, channels, bitRateKbps });
    }
  });

  it('takes the sample rate of the clips from 16 to 48 kHz, as the bit rate allows', () => {
    expect([8000, 16000, 18900, 44100, 96000].map((rate) => autoSampleRate(rate, 1, null))).toEqual(
      [16000, 16000, 22050, 44100, 48000],
    );
    expect(autoSampleRate(44100, 1, 32)).toBe(22050);
    expect(autoSampleRate(8000, 1, 320)).toBe(32000);
    expect(autoSampleRate(16000, 1, 8)).toBe(8000);
    expect(autoSampleRate(16000, 1, 33)).toBe(16000);
  });
});
