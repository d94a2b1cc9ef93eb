import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The median. */
export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

/** Least and most, with so many digits. */
export function spread(values: readonly number[], digits = 0): string {
  return `${Math.min(...values).toFixed(digits)}–${Math.max(...values).toFixed(digits)}`;
}

/** Time and memory of a process. */
export interface Took {
  readonly ms: number;
  /** The most memory that it held, in megabytes. */
  readonly peakMb: number;
}

const peakScript = join(import.meta.dirname, 'peak.cjs');

/** Runs a Node program to its end. @throws Error where it fails. */
export function runNode(args: readonly string[], scratch: string): Took {
  const peakFile = join(scratch, 'peak');
  const start = performance.now();
  const { status, stderr, signal } = spawnSync(process.execPath, ['-r', peakScript, ...args], {
    env: { ...process.env, STITCH_BENCH_PEAK: peakFile },
    maxBuffer: 1 << 28,
  });
  const ms = performance.now() - start;
  if (status !== 0) throw new Error(`${args.join(' ')} (${status ?? signal}): ${stderr}`);
  return { ms, peakMb: Number(readFileSync(peakFile, 'utf8')) / 1024 };
}
