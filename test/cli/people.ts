import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeWav, tone } from '../fixtures.ts';
import { scratch } from './scratch.ts';

/** A path in the scratch folder. */
export function at(...parts: readonly string[]): string {
  return join(scratch, ...parts);
}

/** Makes a folder of clips that say their names. @returns its path. */
export function makeClips(folder: string, ...names: readonly string[]): string {
  mkdirSync(at(folder), { recursive: true });
  for (const [i, name] of names.entries()) {
    writeFileSync(at(folder, `${name}.wav`), encodeWav(tone(0.2 + i / 50, 8000, 200 + 30 * i)));
  }
  return at(folder);
}

/** Makes a file. @returns its path. */
export function makeFile(name: string, content: string): string {
  writeFileSync(at(name), content);
  return at(name);
}

/** A folder with the words of TEMPLATE. */
export const CLIPS = makeClips(
  'clips',
  ...['hello', 'farmer', 'abebe', 'sara', 'five', 'seven', 'are', 'due'],
);
/** Seven rows: four can be said, two lack "nine", the last is damaged. */
export const PEOPLE = makeFile(
  'people.csv',
  'id;name;amount\n1;Abebe;5\n2;Sara;7\n3;Chaltu;7\n4;Abebe;5\n5;Abebe;9\n6;;9\n7;"Sara\n',
);
/** The flag for their message. */
export const TEMPLATE = ['--template', 'hello {name|farmer}, {amount} are due'];

/** The entries of a campaign's manifest. */
export function manifestOf(folder: string) {
  return readFileSync(join(folder, 'manifest.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
