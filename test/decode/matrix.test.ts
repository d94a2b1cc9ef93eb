import { describe, expect, it } from 'vitest';
import { MATRIX_FILES, type MatrixFile, matrixSound } from '../../fixtures/matrix.ts';
import { prepare } from '../../src/audio/prepare.ts';
import { DECODERS } from '../../src/decode/formats.ts';
import { decodeClip } from '../../src/decode/registry.ts';
import { fixture, fixtureNames } from '../fixtures.ts';

const MAX_LAG_SECONDS = 0.001;
const SEARCHED_SECONDS = 0.01;
const LENGTH_TOLERANCE_SECONDS = 0.025;

describe('every format at every rate, mono and stereo', () => {
  it.each(MATRIX_FILES.map((one) => [one.file, one] as const))('says %s whole', async (_, one) => {
    const { file, format, rateHz, channels } = one;
    const { pcm, warnings } = await decodeClip(fixture(`matrix/${file}`), file);
    expect([pcm.sampleRateHz, pcm.channels.length, warnings]).toEqual([rateHz, channels, []]);
    const said = prepare(pcm, {
      sampleRateHz: rateHz,
      channels: channels === 1 ? 1 : 2,
      trim: false,
      edgesSeconds: [0.05, 0.05],
      levelDb: false,
      fade: false,
    });
    const padding = format.paddingSeconds?.(rateHz) ?? 0;
    const expected = matrixSound(one);
    const longer = (said.channels[0]!.length - expected[0]!.length) / rateHz;
    expect(longer).toBeGreaterThan(-LENGTH_TOLERANCE_SECONDS);
    expect(longer).toBeLessThan(LENGTH_TOLERANCE_SECONDS + padding);
    for (const [c, channel] of expected.entries()) {
      const { lagSeconds, correlation } = align(channel, said.channels[c]!, rateHz);
      expect(Math.abs(lagSeconds)).toBeLessThanOrEqual(MAX_LAG_SECONDS);
      expect(correlation).toBeGreaterThanOrEqual(format.isLossless ? 0.98 : 0.9);
    }
  });

  it('has files of every decoder', () => {
    const endings = new Set(MATRIX_FILES.map(({ file }) => file.split('.')[1]!));
    const without = DECODERS.filter(({ extensions }) => !extensions.some((of) => endings.has(of)));
    expect(without.map(({ name }) => name)).toEqual([]);
  });

  it('has just the files of the list', () => {
    const listed = MATRIX_FILES.map(({ file }: MatrixFile) => file).sort();
    expect(fixtureNames('matrix')).toEqual(listed);
  });
});

/** How much later a sound is than what was recorded, and how alike the two are then. */
function align(expected: Float32Array, said: Float32Array, rateHz: number) {
  // First on every few samples, as the sound has nothing above 900 Hz, and then on all near to the best of these.
  const stride = Math.floor(rateHz / 8000);
  const most = Math.round(SEARCHED_SECONDS * rateHz);
  const rough = best(range(-most, most, stride), (lag) =>
    correlationAt(expected, said, lag, stride),
  );
  const near = range(rough.lag - stride, rough.lag + stride, 1);
  const { lag, correlation } = best(near, (of) => correlationAt(expected, said, of, 1));
  return { lagSeconds: lag / rateHz, correlation };
}

function range(first: number, last: number, step: number): readonly number[] {
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}

function best(lags: readonly number[], correlationOf: (lag: number) => number) {
  return lags
    .map((lag) => ({ lag, correlation: correlationOf(lag) }))
    .reduce((a, b) => (b.correlation > a.correlation ? b : a));
}

function correlationAt(expected: Float32Array, said: Float32Array, lag: number, stride: number) {
  let [product, energy, own] = [0, 0, 0];
  for (let f = 0; f < expected.length; f += stride) {
    const at = f + lag;
    const sample = at >= 0 && at < said.length ? said[at]! : 0;
    product += sample * expected[f]!;
    energy += sample * sample;
    own += expected[f]! * expected[f]!;
  }
  return product / Math.sqrt(energy * own);
}
