import { describe, expect, it } from 'vitest';
import { parseOptions } from '../../src/options/render.ts';
import { settleProfile } from '../../src/render/profile.ts';

describe('settleProfile', () => {
  it('has a level of noise only where it is given one', () => {
    const options = parseOptions({ fill: 'noise' });
    expect(settleProfile(options, 16_000, -55).format.noiseDb).toBe(-55);
    expect(settleProfile(options, 16_000).format).not.toHaveProperty('noiseDb');
  });

  it('takes the sample rate of the clips, unless one is asked for', () => {
    const rateOf = (sampleRateHz: number | 'auto') =>
      settleProfile(parseOptions({ format: 'wav', sampleRateHz }), 22_050).format.sampleRateHz;
    expect([rateOf('auto'), rateOf(8000)]).toEqual([22_050, 8000]);
  });

  it('has one sample rate and channel count for format, clips and grid', () => {
    const options = parseOptions({ sampleRateHz: 44_100, channels: 2, gapSeconds: 0.3 });
    const { format, prepare, grid } = settleProfile(options, 8000);
    expect(format).toMatchObject({ name: 'mp3', sampleRateHz: 44_100, channels: 2 });
    expect(prepare).toEqual({
      sampleRateHz: 44_100,
      channels: 2,
      trim: true,
      edgesSeconds: [0.05, 0.05],
      levelDb: -20,
      fade: true,
    });
    expect(grid).toEqual({ sampleRateHz: 44_100, unitFrames: 1152, gapSeconds: 0.3 });
  });

  it('joins on whole MP3 frames where it splices, and on sample frames where it does not', () => {
    const of = (join: 'spliced' | 'tight') => {
      const { join: settled, grid } = settleProfile(parseOptions({ join }), 16_000);
      return [settled, grid.unitFrames];
    };
    expect(of('spliced')).toEqual(['spliced', 576]);
    expect(of('tight')).toEqual(['tight', 1]);
  });

  it('splices WAV however it is asked to join', () => {
    const { join, grid } = settleProfile(parseOptions({ format: 'wav', join: 'tight' }), 16_000);
    expect([join, grid.unitFrames]).toEqual(['spliced', 1]);
  });

  it('has the seconds of all pauses', () => {
    const options = parseOptions({ pauses: { commaSeconds: 1, stopSeconds: 2, lineSeconds: 3 } });
    expect(settleProfile(options, 8000).pauseSeconds).toEqual({
      comma: 1,
      stop: 2,
      line: 3,
      missing: 0.5,
    });
  });

  it('throws profile/unsupported for a format that cannot be', () => {
    for (const options of [{ sampleRateHz: 16_001 }, { sampleRateHz: 44_100, bitRateKbps: 32 }]) {
      expect(() => settleProfile(parseOptions(options), 16_000)).toThrow(
        expect.objectContaining({ code: 'profile/unsupported' }),
      );
    }
  });

  it('is JSON', () => {
    const profile = settleProfile(parseOptions({}), 16_000);
    expect(JSON.parse(JSON.stringify(profile))).toEqual(profile);
  });
});
