import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fadeEdges } from '../../src/audio/fade.ts';
import { mix } from '../../src/audio/mix.ts';
import { type Pcm, sampleFrames } from '../../src/audio/pcm.ts';
import { prepare } from '../../src/audio/prepare.ts';
import { resample } from '../../src/audio/resample.ts';
import { nonSilentRange } from '../../src/audio/trim.ts';
import { tone } from '../fixtures.ts';

function sine(hz: number, sampleRateHz: number, frames: number): Pcm {
  const channel = Float32Array.from({ length: frames }, (_, f) =>
    Math.sin((2 * Math.PI * hz * f) / sampleRateHz),
  );
  return { channels: [channel], sampleRateHz };
}

/** Signal to noise in dB of a resampled sine, away from the edges. */
function sineQualityDb(hz: number, fromHz: number, toHz: number): number {
  const got = resample(sine(hz, fromHz, fromHz), toHz).channels[0]!;
  let noise = 0;
  let signal = 0;
  for (let f = Math.round(toHz * 0.3); f < toHz * 0.7; f++) {
    const expected = Math.sin((2 * Math.PI * hz * f) / toHz);
    noise += (got[f]! - expected) ** 2;
    signal += expected ** 2;
  }
  return 10 * Math.log10(signal / noise);
}

function levelDb(channel: Float32Array): number {
  return 10 * Math.log10(channel.reduce((sum, x) => sum + x * x, 0) / channel.length + 1e-30);
}

describe('mix', () => {
  it('takes the mean for mono, doubles for stereo, and adds the others to front left and right', () => {
    const [a, b, c] = [Float32Array.of(1, 0), Float32Array.of(0, 1), Float32Array.of(0.5, 0.5)];
    const three = { channels: [a!, b!, c!], sampleRateHz: 8000 };
    expect([...mix(three, 1).channels[0]!]).toEqual([0.5, 0.5]);
    expect(mix(three, 2).channels.map((channel) => [...channel])).toEqual([
      [0.75, 0.25],
      [0.25, 0.75],
    ]);
    expect(mix({ channels: [a!], sampleRateHz: 8000 }, 2).channels).toEqual([a, a]);
  });
});

describe('mix of channels that are silent', () => {
  it('keeps the level of a voice on one channel of many', () => {
    const voice = Float32Array.of(0.5, -0.5);
    const channels = [new Float32Array(2), new Float32Array(2), voice];
    expect(mix({ channels, sampleRateHz: 8000 }, 1).channels).toEqual([voice]);
    expect(mix({ channels, sampleRateHz: 8000 }, 2).channels).toEqual([voice, voice]);
    expect(mix({ channels: [channels[0]!, channels[1]!], sampleRateHz: 8000 }, 1).channels).toEqual(
      [channels[0]],
    );
  });
});

describe('resample', () => {
  it.each([
    [1000, 44100, 8000, 120],
    [3000, 44100, 8000, 100],
    [1000, 8000, 16000, 100],
    [3000, 8000, 44100, 100],
    [10000, 48000, 44100, 100],
    [1000, 44101, 16000, 100],
    [1000, 47999, 48000, 100],
    [400, 1001, 48000, 90],
  ])(
    'keeps a sine of %d Hz from %d to %d Hz in time and shape, within %d dB',
    (hz, from, to, db) => {
      expect(sineQualityDb(hz, from, to)).toBeGreaterThan(db);
    },
  );

  it('lets nothing through that the new rate cannot hold', () => {
    const alias = resample(sine(5000, 44100, 44100), 8000).channels[0]!;
    expect(levelDb(alias.subarray(2000, 6000))).toBeLessThan(-100);
  });

  it('gives ceil(length · to / from) sample frames', () => {
    const rate = fc.constantFrom(8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000);
    fc.assert(
      fc.property(rate, rate, fc.integer({ min: 1, max: 2000 }), (from, to, frames) => {
        const got = resample({ channels: [new Float32Array(frames)], sampleRateHz: from }, to);
        expect(sampleFrames(got)).toBe(Math.ceil((frames * to) / from));
      }),
    );
  });

  it('keeps a constant constant in the middle', () => {
    const flat = resample(
      { channels: [new Float32Array(4000).fill(0.5)], sampleRateHz: 44100 },
      16000,
    ).channels[0]!;
    expect(Math.abs(flat[700]! - 0.5)).toBeLessThan(1e-6);
  });
});

describe('trim', () => {
  const padded = (before: number, after: number, offset = 0): Pcm => {
    const sound = tone(0.2, 16000).channels[0]!.map((x) => x + offset);
    const channel = new Float32Array(before + sound.length + after).fill(offset);
    channel.set(sound, before);
    return { channels: [channel], sampleRateHz: 16000 };
  };

  it('finds the sound, with 50 ms before it and after', () => {
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

  it('is not misled by a constant offset', () => {
    expect(nonSilentRange(padded(8000, 8000, 0.05))).toEqual(nonSilentRange(padded(8000, 8000)));
  });

  it('leaves a clip alone that sounds to its edges, or that is silent throughout', () => {
    expect(nonSilentRange(padded(0, 0))).toEqual({ start: 0, end: 3200 });
    expect(nonSilentRange({ channels: [new Float32Array(5000)], sampleRateHz: 16000 })).toEqual({
      start: 0,
      end: 5000,
    });
  });

  it('hears the channel that sounds', () => {
    const mono = padded(8000, 8000).channels[0]!;
    const range = nonSilentRange({
      channels: [new Float32Array(mono.length), mono],
      sampleRateHz: 16000,
    });
    expect(range).toEqual(nonSilentRange(padded(8000, 8000)));
  });
});

describe('fadeEdges', () => {
  it('fades 5 ms at both ends and leaves the rest', () => {
    const faded = fadeEdges({ channels: [new Float32Array(1000).fill(1)], sampleRateHz: 16000 })
      .channels[0]!;
    expect(faded[0]).toBeLessThan(0.001);
    expect(faded[999]).toBeLessThan(0.001);
    expect(faded[80]).toBe(1);
    expect(faded[919]).toBe(1);
    expect([...faded.subarray(0, 80)]).toEqual([...faded.subarray(0, 80)].sort((a, b) => a - b));
  });

  it('fades out as it fades in, by halves of a cosine that add up to one', () => {
    const faded = fadeEdges({ channels: [new Float32Array(1000).fill(1)], sampleRateHz: 16000 })
      .channels[0]!;
    expect([...faded]).toEqual([...faded].reverse());
    for (let f = 0; f < 80; f++) expect(faded[f]! + faded[79 - f]!).toBeCloseTo(1, 6);
    expect(faded[79]).toBeLessThan(1);
  });

  it('copes with clips shorter than its fades', () => {
    for (const frames of [1, 2, 3, 100]) {
      const faded = fadeEdges({
        channels: [new Float32Array(frames).fill(1)],
        sampleRateHz: 16000,
      });
      expect(faded.channels[0]!.every((x) => x >= 0 && x <= 1)).toBe(true);
    }
  });
});

describe('prepare', () => {
  it('has the length of the resampled clip when nothing is trimmed, and no more when it is', () => {
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
          const got = prepare(clip, { sampleRateHz: 16000, channels: 1, trim, fade: true });
          const whole = Math.ceil((frames * 16000) / rate);
          if (trim) expect(sampleFrames(got)).toBeLessThanOrEqual(whole);
          else expect(sampleFrames(got)).toBe(whole);
          expect(sampleFrames(got)).toBeGreaterThan(0);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('can leave every stage out', () => {
    const clip = tone(0.1, 16000);
    expect(prepare(clip, { sampleRateHz: 16000, channels: 1, trim: false, fade: false })).toEqual(
      clip,
    );
  });
});
