import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';

/** The program as it was built. */
export const BIN = join(import.meta.dirname, '../../bin/stitch.js');

/** Seconds of processor that a process has used. */
function cpuSeconds({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Waits until a process has worked for that many more seconds. */
export async function untilBusy(child: ChildProcess, seconds: number): Promise<void> {
  const before = cpuSeconds(child);
  await expect
    .poll(() => cpuSeconds(child) - before, { timeout: 20_000 })
    .toBeGreaterThanOrEqual(seconds);
}

/** Waits until a process has worked for less than a tenth of a stretch of time. */
export async function untilIdle(child: ChildProcess): Promise<void> {
  const share = async () => {
    const [before, startedMs] = [cpuSeconds(child), performance.now()];
    await new Promise((done) => setTimeout(done, 400));
    return (cpuSeconds(child) - before) / ((performance.now() - startedMs) / 1000);
  };
  await expect.poll(share, { timeout: 5000 }).toBeLessThan(0.1);
}
