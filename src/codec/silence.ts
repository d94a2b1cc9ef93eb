/** Units in one run; longer silences are several runs. */
const RUN_UNITS = 4096;
/** Bytes of one run, at most. */
const MAX_RUN_BYTES = 64 * 1024;

const runs = new WeakMap<object, Uint8Array>();

/**
 * `units` copies of one silent unit, as views of a run in memory that threads share.
 * @param format the run's owner: one run for each. @param makeUnit bytes of one silent unit.
 */
export function silentPieces(
  units: number,
  format: object,
  makeUnit: () => Uint8Array,
): readonly Uint8Array[] {
  if (units <= 0) return [];
  const run = runs.get(format) ?? makeRun(format, makeUnit());
  const unitBytes = run.length / runUnits.get(run)!;
  const pieces: Uint8Array[] = [];
  for (let left = units * unitBytes; left > 0; left -= run.length) {
    pieces.push(left >= run.length ? run : run.subarray(0, left));
  }
  return pieces;
}

const runUnits = new WeakMap<Uint8Array, number>();

function makeRun(format: object, unit: Uint8Array): Uint8Array {
  const units = Math.max(1, Math.min(RUN_UNITS, Math.floor(MAX_RUN_BYTES / unit.length)));
  const run = new Uint8Array(new SharedArrayBuffer(unit.length * units));
  for (let at = 0; at < run.length; at += unit.length) run.set(unit, at);
  runs.set(format, run);
  runUnits.set(run, units);
  return run;
}
