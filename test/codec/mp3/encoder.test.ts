import { describe, expect, it } from 'vitest';
import { signalToNoiseDb } from '../../../bench/signal.ts';
import { encodeMp3 } from '../../../src/codec/mp3/encoder.ts';
import {
  allowedBitRates,
  CODEC_DELAY_FRAMES,
  framesPerMp3Frame,
} from '../../../src/codec/mp3/format.ts';
import { encodeWholeMp3 } from '../../../src/codec/mp3/whole.ts';
import { IS_SLOW } from '../../slow.ts';
import { audioFrames, everyFormat, label, labelled, play, sound } from './support.ts';

describe('encodeMp3', () => {
  it.each(labelled)('encodes the length that went in at %s', async (_, format) => {
    for (const frames of IS_SLOW ? [1, 575, 576, 1152, 5000] : [1, 576, 1152]) {
      const pcm = {
        channels: sound(1, format).channels.map((c) => c.subarray(0, frames)),
        sampleRateHz: format.sampleRateHz,
      };
      const whole = await encodeWholeMp3(pcm, format, '');
      const [played] = await play(whole);
      expect(played!.length).toBe(frames);
      expect(
        audioFrames(whole).length * framesPerMp3Frame(format.sampleRateHz),
      ).toBeGreaterThanOrEqual(frames + CODEC_DELAY_FRAMES);
    }
  });

  const extremes = everyFormat.flatMap(({ sampleRateHz, channels }) => {
    const rates = allowedBitRates(sampleRateHz, channels);
    return [rates[0]!, rates.at(-1)!].map((bitRateKbps) => ({
      name: 'mp3' as const,
      sampleRateHz,
      channels,
      bitRateKbps,
    }));
  });
  it.each(extremes.map((format) => [label(format), format] as const))(
    'encodes sound above silence at %s',
    async (_, format) => {
      const pcm = sound(0.3, format);
      const [left] = await play(await encodeWholeMp3(pcm, format, ''));
      expect(signalToNoiseDb(pcm.channels[0]!, left!)).toBeGreaterThan(5);
    },
  );

  it('returns the same bytes for the same sound, whatever was encoded before', async () => {
    const format = everyFormat[6]!;
    const first = (await encodeMp3(sound(0.2, format), format)).bytes;
    await encodeMp3(sound(0.3, format, 1234), format);
    expect((await encodeMp3(sound(0.2, format), format)).bytes).toEqual(first);
  });
});
