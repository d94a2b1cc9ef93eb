import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { removeStaleTemps, temporaryName } from '../../../src/repo/local/stale-temps.ts';
import { systemWith } from '../../../src/util/system.ts';

const HOUR_MS = 3600 * 1000;
const system = systemWith({
  machine: 'my-host.local',
  pid: 7,
  isRunning: (pid) => pid === 8,
  uniqueHex: () => 'abcdef',
  nowMs: () => 1000 * HOUR_MS,
});

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stitch-stale-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Removes stale files, and returns the names of those that stay. */
function remaining(ageHours: number, ...names: readonly string[]): string[] {
  const modified = new Date((1000 - ageHours) * HOUR_MS);
  for (const name of names) {
    writeFileSync(join(folder, name), 'x');
    utimesSync(join(folder, name), modified, modified);
  }
  removeStaleTemps(folder, system);
  return readdirSync(folder);
}

describe('temporaryName', () => {
  it('has the machine, the process and a unique part', () => {
    expect(temporaryName(system)).toBe('.stitch-myhostlocal-7-abcdef.tmp');
  });
});

describe('removeStaleTemps', () => {
  const [dead, running] = ['.stitch-myhostlocal-9-ab.tmp', '.stitch-myhostlocal-8-ab.tmp'];
  const elsewhere = '.stitch-elsewhere-9-ab.tmp';

  it('removes files of processes of this machine that no longer run', () => {
    expect(remaining(0, dead, running)).toEqual([running]);
  });

  it('removes files of other machines after a day', () => {
    expect(remaining(23, elsewhere)).toEqual([elsewhere]);
    expect(remaining(25, elsewhere)).toEqual([]);
  });

  it('keeps all other files', () => {
    const others = ['.stitch-x.tmp', 'a.tmp', 'stitch-myhostlocal-9-ab.tmp'];
    expect(remaining(1000, ...others)).toEqual(others.sort());
  });

  it('ignores a folder that does not exist', () => {
    expect(() => removeStaleTemps(join(folder, 'none'), system)).not.toThrow();
  });
});
