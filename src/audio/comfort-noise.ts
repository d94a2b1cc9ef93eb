/** Corners of the noise's band: a room and a microphone have less of what is high, and rumble is heard on no phone. */
const HIGHEST_HZ = 2000;
const LOWEST_HZ = 80;
/** Any number: the noise is the same each time. */
const SEED = 0x7374_6368;
/** Windows in which the level under the noise is measured: no longer than a fade. */
const WINDOW_SECONDS = 0.005;

/** Noise that goes on from its end to its beginning without a seam. */
export interface NoiseLoop {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** Mean square of the samples. */
  readonly power: number;
}

/**
 * Makes comfort noise: Gaussian noise between 80 Hz and 2 kHz, both with a slope of 6 dB an octave, the same each time.
 * @param levelDb its level (RMS) in dBFS.
 */
export function comfortNoise(levelDb: number, sampleRateHz: number, frames: number): NoiseLoop {
  const samples = whiteNoise(frames);
  const share = (hz: number) => {
    const w = (2 * Math.PI * hz) / sampleRateHz;
    return w / (1 + w);
  };
  const [low, high] = [share(LOWEST_HZ), share(HIGHEST_HZ)];
  const filtered = new Float64Array(frames);
  let [rumble, sound] = [0, 0];
  // The first round is forgotten: the filters then come to the loop's start with what its end left in them.
  for (let f = 0; f < 2 * frames; f++) {
    const x = samples[f % frames]!;
    sound += high * (x - sound);
    rumble += low * (sound - rumble);
    filtered[f % frames] = sound - rumble;
  }
  const power = 10 ** (levelDb / 10);
  const gain = Math.sqrt((power * frames) / filtered.reduce((sum, x) => sum + x * x, 0));
  return { samples: Float32Array.from(filtered, (x) => gain * x), sampleRateHz, power };
}

/** Near to Gaussian: a sum of uniform numbers, by a congruential generator (Numerical Recipes, 7.1). */
function whiteNoise(frames: number): Float64Array {
  let state = SEED;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return Float64Array.from({ length: frames }, () => next() + next() + next() + next());
}

/**
 * Fills a channel up with noise, in the very samples: where it is silent the noise sounds whole, and where it is
 * quieter than the noise so much of it that both together have the noise's level. What is louder stays as it is.
 * @param start place in the channel at which the loop begins, and goes on before and after.
 */
export function fillWithNoise(channel: Float32Array, loop: NoiseLoop, start: number): void {
  const { samples, sampleRateHz, power } = loop;
  const window = Math.max(1, Math.round(WINDOW_SECONDS * sampleRateHz));
  const lacking = lackingShares(channel, window, power);
  let at = -start % samples.length;
  if (at < 0) at += samples.length;
  for (let f = 0; f < channel.length; f++) {
    // Between the middles of two windows, the share is between theirs.
    const place = f / window + 0.5;
    const before = Math.floor(place);
    const share = lacking[before]! + (place - before) * (lacking[before + 1]! - lacking[before]!);
    if (share > 0) channel[f]! += Math.sqrt(share) * samples[at]!;
    if (++at === samples.length) at = 0;
  }
}

/** The share of the noise's power that each window lacks, after that of the silence before the first; and after the last. */
function lackingShares(channel: Float32Array, window: number, power: number): Float64Array {
  const shares = new Float64Array(Math.ceil(channel.length / window) + 2).fill(1);
  for (let i = 1; i < shares.length - 1; i++) {
    const start = (i - 1) * window;
    const end = Math.min(channel.length, start + window);
    let squares = 0;
    for (let f = start; f < end; f++) squares += channel[f]! ** 2;
    shares[i] = Math.max(0, 1 - squares / (end - start) / power);
  }
  return shares;
}
