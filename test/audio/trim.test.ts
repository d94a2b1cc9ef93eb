import { describe, expect, it } from 'vitest';
import type { Pcm } from '../../src/audio/pcm.ts';
import { nonSilentRange } from '../../src/audio/trim.ts';
import { tone } from '../fixtures.ts';
import { sine } from './sine.ts';

describe('nonSilentRange', () => {
  const padded = (before: number, after: number, offset = 0): Pcm => {
    const sound = tone(0.2, 16000).channels[0]!.map((x) => x + offset);
    const channel = new Float32Array(before + sound.length + after).fill(offset);
    channel.set(sound, before);
    return { channels: [channel], sampleRateHz: 16000 };
  };

  it('keeps 50 ms before and after the sound', () => {
    const { start, end } = nonSilentRange(padded(8000, 8000));
    expect(Math.abs(start - (8000 - 800))).toBeLessThanOrEqual(80);
    expect(Math.abs(end - (11200 + 800))).toBeLessThanOrEqual(80);
  });

  it('finds sound with hard edges to the sample', () => {
    const channel = new Float32Array(16_000);
    channel.set(sine(400, 16_000, 3200).channels[0]!, 4800);
    expect(nonSilentRange({ channels: [channel], sampleRateHz: 16_000 })).toEqual({
      start: 4800 - 800,
      end: 8000 + 800,
    });
  });

  it('keeps a soft "f" 40 dB below the vowel', () => {
    const soft = tone(0.1, 16000, 3000, 0.005).channels[0]!;
    const channel = new Float32Array(16000);
    channel.set(soft, 4000);
    channel.set(tone(0.2, 16000).channels[0]!, 5600);
    const { start } = nonSilentRange({ channels: [channel], sampleRateHz: 16000 });
    expect(start).toBeLessThan(4000);
    expect(start).toBeGreaterThan(2800);
  });

  it('ignores a constant offset', () => {
    expect(nonSilentRange(padded(8000, 8000, 0.05))).toEqual(nonSilentRange(padded(8000, 8000)));
  });

  it('keeps all of a clip that sounds to its edges or is silent throughout', () => {
    expect(nonSilentRange(padded(0, 0))).toEqual({ start: 0, end: 3200 });
    expect(nonSilentRange({ channels: [new Float32Array(5000)], sampleRateHz: 16000 })).toEqual({
      start: 0,
      end: 5000,
    });
  });

  it('finds sound that is on one channel only', () => {
    const mono = padded(8000, 8000).channels[0]!;
    const range = nonSilentRange({
      channels: [new Float32Array(mono.length), mono],
      sampleRateHz: 16000,
    });
    expect(range).toEqual(nonSilentRange(padded(8000, 8000)));
  });
});
