/** Sample frames by which a place is found. */
const PROBE_FRAMES = 64;
const HEADER_BYTES = 44;

/** Whether a clip was cut from a take: both are 16-bit WAV of one channel, and its samples are among the take's. */
export function isSameSound(take: ArrayBuffer, clip: ArrayBuffer): boolean {
  const [long, short] = [samplesOf(take), samplesOf(clip)];
  if (short === null || long === null || short.length < PROBE_FRAMES) return false;
  for (let at = 0; at + short.length <= long.length; at++) {
    if (isAt(long, short, at, PROBE_FRAMES) && isAt(long, short, at, short.length)) return true;
  }
  return false;
}

function isAt(long: Int16Array, short: Int16Array, at: number, frames: number): boolean {
  for (let f = 0; f < frames; f++) if (long[at + f] !== short[f]) return false;
  return true;
}

function samplesOf(wav: ArrayBuffer): Int16Array | null {
  const bytes = wav.byteLength - HEADER_BYTES;
  return bytes < 0 ? null : new Int16Array(wav, HEADER_BYTES, bytes >> 1);
}
