import { describe, expect, it } from 'vitest';
import { level, levelGainDb } from '../../src/audio/level.ts';
import { isSteadyTone, speechLevelDb } from '../../src/audio/loudness.ts';
import type { Pcm } from '../../src/audio/pcm.ts';
import { truePeak } from '../../src/audio/true-peak.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture, fixtureNames, tone } from '../fixtures.ts';
import { sine } from './sine.ts';

const scaled = (pcm: Pcm, gain: number): Pcm => ({
  ...pcm,
  channels: pcm.channels.map((channel) => channel.map((x) => x * gain)),
});
const padded = (pcm: Pcm, seconds: number): Pcm => ({
  ...pcm,
  channels: pcm.channels.map((channel) => {
    const more = new Float32Array(channel.length + Math.round(seconds * pcm.sampleRateHz));
    more.set(channel);
    return more;
  }),
});
const speech = await Promise.all(
  fixtureNames('campaign/clips').map(async (name) => {
    return (await decodeClip(fixture(`campaign/clips/${name}`), name)).pcm;
  }),
);

describe('speechLevelDb', () => {
  it.each([8000, 16_000, 22_050, 44_100, 48_000])(
    'reads a sine of 997 Hz at −20 dBFS as −23.01 at %d Hz',
    (rate) => {
      const pcm = sine(997, rate, rate);
      const gain = 0.1 / Math.max(...pcm.channels[0]!);
      expect(speechLevelDb(scaled(pcm, gain))).toBeCloseTo(-23.01, 1);
    },
  );

  it('reads equal channels as one, and −Infinity for silence', () => {
    const mono = speech[0]!;
    const stereo = { ...mono, channels: [mono.channels[0]!, mono.channels[0]!] };
    expect(speechLevelDb(stereo)).toBeCloseTo(speechLevelDb(mono), 6);
    expect(speechLevelDb(tone(1, 8000, 440, 0))).toBe(Number.NEGATIVE_INFINITY);
  });

  it('does not see silence that is added to speech', () => {
    for (const clip of speech)
      expect(speechLevelDb(padded(clip, 2))).toBeCloseTo(speechLevelDb(clip), 1);
  });

  it('measures a clip shorter than a block', () => {
    expect(speechLevelDb(tone(0.02, 8000, 997, 0.1))).toBeGreaterThan(-27);
  });
});

describe('truePeak', () => {
  it('finds the peak between samples', () => {
    // A sine of a quarter of the rate, sampled 45° off its peaks.
    const channel = Float32Array.from({ length: 400 }, (_, f) =>
      Math.sin((Math.PI / 2) * f + Math.PI / 4),
    );
    const faded = channel.map((x, f) => x * Math.min(1, f / 100, (399 - f) / 100));
    const peak = truePeak({ channels: [faded], sampleRateHz: 8000 });
    expect(20 * Math.log10(peak)).toBeGreaterThan(-0.4);
    expect(20 * Math.log10(peak)).toBeLessThan(0.2);
  });
});

describe('level', () => {
  it('brings clips thrown by up to 12 dB to one level, within 0.7 dB', () => {
    const levels = speech.map((clip, i) =>
      speechLevelDb(level(scaled(clip, 10 ** (-(i % 13) / 20)), -20)),
    );
    const mean = levels.reduce((a, b) => a + b, 0) / levels.length;
    const deviation = Math.sqrt(
      levels.reduce((sum, x) => sum + (x - mean) ** 2, 0) / levels.length,
    );
    expect(deviation).toBeLessThan(0.7);
    expect(mean).toBeCloseTo(-20, 0);
  });

  it('raises nothing past −1 dBTP, and nothing by more than 20 dB', () => {
    const click = tone(0.4, 16_000, 300, 0.005);
    click.channels[0]![2000] = 0.9;
    const clip = {
      ...click,
      channels: [click.channels[0]!.map((x, f) => x * (1 + 0.9 * Math.sin(f / 900)))],
    };
    expect(20 * Math.log10(truePeak(level(clip, -10)))).toBeLessThan(-0.99);
    const [word] = speech;
    expect(levelGainDb(scaled(word!, 0.02), -20)).toBe(20);
  });

  it('leaves silence and steady tones as they are', () => {
    for (const clip of [tone(1, 8000, 440, 0), scaled(sine(440, 8000, 8000), 0.02)])
      expect(level(clip, -20)).toBe(clip);
    expect(isSteadyTone(sine(440, 8000, 8000))).toBe(true);
    expect(speech.some(isSteadyTone)).toBe(false);
  });
});
