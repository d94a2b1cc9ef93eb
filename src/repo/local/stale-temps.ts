import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { System } from '../../util/system.ts';

/** Names of files being written: `.stitch-<machine>-<process>-<unique>.tmp`. */
const TEMPORARY = /^\.stitch-(.*)-(\d+)-[0-9a-f]+\.tmp$/;
/** Age past which a file is stale though its writer cannot be checked: another machine, or a reused id. */
const STALE_MS = 24 * 3600 * 1000;

/** Name of a new temporary file. */
export function temporaryName(system: System): string {
  return `.stitch-${machineOf(system)}-${system.pid}-${system.uniqueHex()}.tmp`;
}

/** Removes temporary files of killed processes from a folder. Never fails: it only tidies. */
export function removeStaleTemps(folder: string, system: System): void {
  try {
    for (const name of readdirSync(folder)) {
      const match = TEMPORARY.exec(name);
      if (match === null) continue;
      const path = join(folder, name);
      const isDead = match[1] === machineOf(system) && !system.isRunning(Number(match[2]));
      if (isDead || isStale(path, system.nowMs())) rmSync(path, { force: true });
    }
  } catch {
    // The folder does not exist yet, or may not be changed.
  }
}

function machineOf({ machine }: System): string {
  return machine.replace(/[^A-Za-z0-9]/g, '').slice(0, 24);
}

function isStale(path: string, nowMs: number): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && nowMs - stats.mtimeMs > STALE_MS;
}
