import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { fixturePath } from '../fixtures.ts';

/** A folder for the files of one test file, removed after its tests. */
export const scratch = mkdtempSync(join(tmpdir(), 'stitch-cli-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;

/** A path in the scratch folder that no other call returns. */
export function fresh(name: string): string {
  return join(scratch, `${made++}-${name}`);
}

/** The flag for the clips hello.wav and shreeshail.wav. */
export const AUDIOS = ['--root', fixturePath('audios')];
