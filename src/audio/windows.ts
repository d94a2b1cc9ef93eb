/** Length of the windows in which sound is looked for. */
export const WINDOW_SECONDS = 0.01;
/** A room quieter than this is taken as this quiet: nothing under −63 dBFS begins a word. */
export const QUIETEST_ROOM_DB = -75;
/** A voice begins so far above the room, for at least three windows; what touches it counts down to the lower. */
export const VOICE_OVER_ROOM_DB = 12;
export const EDGE_OVER_ROOM_DB = 6;
export const VOICE_WINDOWS = 3;

/** Sample frames of a window. */
export function windowFrames(sampleRateHz: number): number {
  return Math.max(1, Math.round(WINDOW_SECONDS * sampleRateHz));
}

/** Mean square of samples [start, end), a constant offset taken out. */
export function powerOf(samples: Float32Array, start: number, end: number): number {
  let [sum, squares] = [0, 0];
  for (let f = start; f < end; f++) {
    sum += samples[f]!;
    squares += samples[f]! ** 2;
  }
  const mean = sum / (end - start);
  return squares / (end - start) - mean * mean;
}

/** Level of a mean square in dBFS; −Infinity for digital silence. */
export function powerDb(power: number): number {
  return power > 0 ? 10 * Math.log10(power) : Number.NEGATIVE_INFINITY;
}

/** Level of samples [start, end) in dBFS. */
export function levelDb(samples: Float32Array, start = 0, end = samples.length): number {
  return powerDb(powerOf(samples, start, end));
}

/** Levels of the whole windows of samples. */
export function windowLevels(samples: Float32Array, sampleRateHz: number): number[] {
  const window = windowFrames(sampleRateHz);
  const levels: number[] = [];
  for (let start = 0; start + window <= samples.length; start += window) {
    levels.push(levelDb(samples, start, start + window));
  }
  return levels;
}

/** Level of a room from windows without a voice: the mean power of the quieter half, which a step or a click does not lift. */
export function roomDb(levels: readonly number[]): number {
  const quiet = [...levels].sort((a, b) => a - b).slice(0, Math.max(1, levels.length >> 1));
  return Math.max(QUIETEST_ROOM_DB, meanDb(quiet));
}

/** Mean of powers. */
export function meanDb(levels: readonly number[]): number {
  if (levels.length === 0) return Number.NEGATIVE_INFINITY;
  return 10 * Math.log10(levels.reduce((sum, db) => sum + 10 ** (db / 10), 0) / levels.length);
}
