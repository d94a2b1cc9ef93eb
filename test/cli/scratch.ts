import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixturePath } from '../fixtures.ts';

/** A folder for the files of tests, removed with the folder of the whole run. */
export const scratch = mkdtempSync(join(tmpdir(), 'stitch-cli-'));
let made = 0;

/** A path in the scratch folder that no other call returns. */
export function fresh(name: string): string {
  return join(scratch, `${made++}-${name}`);
}

/** The flag for the clips hello.wav and shreeshail.wav. */
export const AUDIOS = ['--root', fixturePath('audios')];
