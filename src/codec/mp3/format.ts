import { StitchError } from '../../errors.ts';
import type { AudioFormat } from '../codec.ts';
import { bitRates, MPEG_SAMPLE_RATES, type MpegHeader, versionOf } from './mpeg.ts';

/** Encoders of MP3: lamejs, and LAME itself in WebAssembly, several times as fast. */
export const MP3_ENCODERS = ['lamejs', 'lame'] as const;

/** MP3 at a constant bit rate, without checksums. */
export interface Mp3Format extends AudioFormat {
  readonly name: 'mp3';
  readonly bitRateKbps: number;
  /** LAME in WebAssembly; lamejs where undefined. */
  readonly encoder?: 'lame';
}

/** Sample frames by which encoder and decoder delay together: LAME's ENCDELAY 576 and DECDELAY 529. */
export const CODEC_DELAY_FRAMES = 576 + 529;

/**
 * [min, max, default] kbit/s by sample rate, mono and stereo. Below the minimum, lamejs 1.2.7 resamples
 * inside and often encodes silence; above the maximum, it clamps (both measured). The default is for speech.
 */
const LIMITS: Readonly<Record<number, readonly [Limits, Limits]>> = {
  8000: [
    [8, 64, 24],
    [8, 64, 32],
  ],
  11025: [
    [16, 64, 32],
    [32, 64, 48],
  ],
  12000: [
    [16, 64, 32],
    [32, 64, 48],
  ],
  16000: [
    [16, 160, 40],
    [32, 160, 64],
  ],
  22050: [
    [32, 160, 48],
    [48, 160, 80],
  ],
  24000: [
    [40, 160, 56],
    [56, 160, 96],
  ],
  32000: [
    [48, 320, 64],
    [80, 320, 112],
  ],
  44100: [
    [64, 320, 80],
    [112, 320, 128],
  ],
  48000: [
    [64, 320, 80],
    [128, 320, 128],
  ],
};
type Limits = readonly [min: number, max: number, usual: number];

/** Sample frames that one MP3 frame holds at a rate. @throws StitchError as `checkFormat`. */
export function framesPerMp3Frame(sampleRateHz: number): 576 | 1152 {
  return mpegVersion(sampleRateHz) === '1' ? 1152 : 576;
}

/** The MPEG version that encodes a rate. @throws StitchError profile/unsupported. */
export function mpegVersion(sampleRateHz: number): MpegHeader['version'] {
  const version = versionOf(sampleRateHz);
  if (version !== null) return version;
  throw new StitchError(
    'profile/unsupported',
    `MP3 has no ${sampleRateHz} Hz; choose one of ${MPEG_SAMPLE_RATES.join(', ')}`,
  );
}

/** The bit rates in kbit/s that an MP3 of this rate and channel count can have here, ascending. */
export function allowedBitRates(sampleRateHz: number, channels: 1 | 2): readonly number[] {
  const [min, max] = limitsOf(sampleRateHz, channels);
  return bitRates(mpegVersion(sampleRateHz)).filter((rate) => rate >= min && rate <= max);
}

/** A bit rate in kbit/s that speech sounds well at. @throws StitchError profile/unsupported. */
export function defaultBitRate(sampleRateHz: number, channels: 1 | 2): number {
  return limitsOf(sampleRateHz, channels)[2];
}

/**
 * Refuses what the encoder would take and get wrong.
 * @throws StitchError profile/unsupported, naming what is possible.
 */
export function checkFormat({
  sampleRateHz,
  channels,
  bitRateKbps,
}: Omit<Mp3Format, 'name'>): void {
  const allowed = allowedBitRates(sampleRateHz, channels);
  if (allowed.includes(bitRateKbps)) return;
  const others = MPEG_SAMPLE_RATES.filter((rate) =>
    allowedBitRates(rate, channels).includes(bitRateKbps),
  );
  const elsewhere =
    others.length === 0 ? '' : `, or for ${bitRateKbps} a sample rate of ${others.join(', ')} Hz`;
  throw new StitchError(
    'profile/unsupported',
    `${channels === 1 ? 'mono' : 'stereo'} MP3 at ${sampleRateHz} Hz cannot have ${bitRateKbps} kbit/s; ` +
      `choose one of ${allowed.join(', ')}${elsewhere}`,
  );
}

/**
 * The rate for clips of up to `clipRateHz`: the next that MP3 has, no less than 16 kHz (8 kHz MP3 is
 * the unofficial MPEG-2.5, which some players refuse) and no more than 48; moved to the nearest that has
 * `bitRateKbps` where one is asked for.
 */
export function autoSampleRate(
  clipRateHz: number,
  channels: 1 | 2,
  bitRateKbps: number | null,
): number {
  const wanted = Math.min(48000, Math.max(16000, clipRateHz));
  const rate = MPEG_SAMPLE_RATES.find((candidate) => candidate >= wanted)!;
  if (bitRateKbps === null) return rate;
  const fits = (candidate: number) => allowedBitRates(candidate, channels).includes(bitRateKbps);
  return (
    MPEG_SAMPLE_RATES.findLast((candidate) => candidate <= rate && fits(candidate)) ??
    MPEG_SAMPLE_RATES.find(fits) ??
    rate
  );
}

function limitsOf(sampleRateHz: number, channels: 1 | 2): Limits {
  mpegVersion(sampleRateHz);
  return LIMITS[sampleRateHz]![channels - 1]!;
}
