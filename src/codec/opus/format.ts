import { StitchError } from '../../errors.ts';
import type { AudioFormat, OutputOptions } from '../codec.ts';

/** Opus in Ogg. */
export interface OpusFormat extends AudioFormat {
  readonly name: 'ogg' | 'ogg-voice-note';
  readonly bitRateKbps: number;
}

/** Opus counts its samples at 48 kHz, whatever rate it encodes. */
export const OPUS_HZ = 48_000;
/** A packet holds 20 ms. */
export const PACKET_48K_FRAMES = 960;
/** Sample frames at 48 kHz by which the encoder delays what it encodes: libopus's look-ahead for voice, 6.5 ms. */
const ENCODER_DELAY_48K_FRAMES = 312;

/** [default kbit/s mono, stereo] by sample rate, for speech. */
const RATES: Readonly<Record<number, readonly [mono: number, stereo: number]>> = {
  8000: [12, 16],
  12000: [14, 20],
  16000: [16, 24],
  24000: [24, 32],
  48000: [32, 48],
};
const RATES_TEXT = Object.keys(RATES).join(', ');
/** Wideband, whatever the clips have: the rate that voice notes have, and at which all of Opus is predictive (SILK). */
const AUTO_HZ = 16_000;
const MIN_KBPS = 6;
const MAX_KBPS = 64;

/** Up to this rate libopus codes noise as SILK, whose packets stand beside each other (measured at five sample rates). */
const MAX_NOISE_KBPS = 48;

/** Settles a format. @throws StitchError profile/unsupported. */
export function resolveOpus(
  name: OpusFormat['name'],
  { sampleRateHz, bitRateKbps, channels, fill }: OutputOptions,
): OpusFormat {
  const rateHz = sampleRateHz === 'auto' ? AUTO_HZ : sampleRateHz;
  const usual = RATES[rateHz];
  if (usual === undefined) {
    throw new StitchError(
      'profile/unsupported',
      `Opus has no ${rateHz} Hz; choose one of ${RATES_TEXT}`,
    );
  }
  const kbps = bitRateKbps === 'auto' ? usual[channels - 1]! : bitRateKbps;
  if (kbps < MIN_KBPS || kbps > MAX_KBPS) {
    throw new StitchError(
      'profile/unsupported',
      `Opus for speech cannot have ${kbps} kbit/s; choose ${MIN_KBPS} to ${MAX_KBPS}`,
    );
  }
  if (fill === 'noise' && kbps > MAX_NOISE_KBPS) {
    throw new StitchError(
      'profile/unsupported',
      `Opus cannot have comfort noise at ${kbps} kbit/s; choose ${MAX_NOISE_KBPS} or less, or silence`,
    );
  }
  return { name, sampleRateHz: rateHz, channels, bitRateKbps: kbps };
}

/** Sample frames of a packet at the format's rate. */
export function packetFrames({ sampleRateHz }: OpusFormat): number {
  return (PACKET_48K_FRAMES * sampleRateHz) / OPUS_HZ;
}

/** Sample frames of the encoder's delay at the format's rate. */
export function encoderDelayFrames({ sampleRateHz }: OpusFormat): number {
  return (ENCODER_DELAY_48K_FRAMES * sampleRateHz) / OPUS_HZ;
}
