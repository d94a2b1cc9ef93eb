import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for the temporary files of the whole run, and removes it after the last test. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-test-'));
  process.env.TMPDIR = folder;
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
