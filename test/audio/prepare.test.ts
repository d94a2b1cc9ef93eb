import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleFrames } from '../../src/audio/pcm.ts';
import { prepare } from '../../src/audio/prepare.ts';
import { tone } from '../fixtures.ts';

describe('prepare', () => {
  it('returns the length of the resampled clip, or less where it trims', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 }),
        fc.constantFrom(8000, 22050, 44100),
        fc.boolean(),
        (frames, rate, trim) => {
          const clip = {
            channels: [Float32Array.from({ length: frames }, (_, f) => Math.sin(f / 5))],
            sampleRateHz: rate,
          };
          const got = prepare(clip, {
            sampleRateHz: 16000,
            channels: 1,
            trim,
            edgesSeconds: [0.05, 0.05],
            levelDb: -20,
            fade: true,
          });
          const whole = Math.ceil((frames * 16000) / rate);
          if (trim) expect(sampleFrames(got)).toBeLessThanOrEqual(whole);
          else expect(sampleFrames(got)).toBe(whole);
          expect(sampleFrames(got)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('fades and trims only where it is told to', () => {
    const clip = { channels: [new Float32Array(1600).fill(0.5)], sampleRateHz: 16000 };
    clip.channels[0]!.forEach((_, f, channel) => {
      if (f % 2 === 1) channel[f] = -0.5;
    });
    const options = {
      sampleRateHz: 16000,
      channels: 1,
      edgesSeconds: [0.05, 0.05],
      levelDb: false,
    } as const;
    const faded = prepare(clip, { ...options, trim: false, fade: true });
    expect(Math.abs(faded.channels[0]![0]!)).toBeLessThan(0.01);
    expect(prepare(clip, { ...options, trim: true, fade: false })).toEqual(clip);
  });

  it('returns the clip as it is when no stage has work', () => {
    const clip = tone(0.1, 16000);
    expect(
      prepare(clip, {
        sampleRateHz: 16000,
        channels: 1,
        trim: false,
        edgesSeconds: [0.05, 0.05],
        levelDb: false,
        fade: false,
      }),
    ).toEqual(clip);
  });

  it.each([
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
  ] as const)('leaves the decoded clip as it is: %i channels to %i', (from, to) => {
    // Not a steady tone, so that it is levelled.
    const speech = (hz: number) => [
      ...tone(0.2, 16_000, hz, 0.05).channels[0]!,
      ...tone(0.3, 16_000, hz, 0.02).channels[0]!,
    ];
    const planes = [300, 500].slice(0, from).map((hz) => Float32Array.from(speech(hz)));
    const clip = { channels: planes, sampleRateHz: 16_000 };
    const before = planes.map((channel) => channel.slice());
    const options = {
      sampleRateHz: 16_000,
      channels: to,
      edgesSeconds: [0.05, 0.05],
      levelDb: -20,
    } as const;
    const got = prepare(clip, { ...options, trim: false, fade: true });
    expect(clip.channels).toEqual(before);
    const peak = (channel: Float32Array) => Math.max(...channel.map(Math.abs));
    expect(peak(got.channels[0]!)).toBeGreaterThan(1.5 * peak(before[0]!));
    if (from === 1 && to === 2) expect(got.channels[1]).toEqual(got.channels[0]);
  });
});
