import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Command } from 'commander';
import { messageOf, StitchError } from '../errors.ts';
import { COMMAND_OPTIONS } from '../options/command.ts';
import type { OptionDefinition } from '../options/define.ts';
import { RENDER_OPTIONS } from '../options/render.ts';
import { nearestName } from '../util/nearest-name.ts';
import type { Io, ProjectFile } from './io.ts';
import { GivenOptions, pick } from './options.ts';

/** The file that is read where it is in the working folder. */
const PROJECT_FILE = 'stitch.json';
const USUAL = [...RENDER_OPTIONS, ...COMMAND_OPTIONS];

/**
 * Reads the project file of a command: that of --config, else stitch.json in the working folder; null without one.
 * @throws StitchError usage/option for a file that cannot be read, is not an object of JSON, or has an unknown key.
 */
export async function openProjectFile(command: Command, io: Io): Promise<ProjectFile | null> {
  const given = new GivenOptions(command, io).valuesOf(pick(COMMAND_OPTIONS, ['config']));
  const path = typeof given.config === 'string' ? given.config : null;
  const text = read(path ?? join(io.workingFolder, PROJECT_FILE), path !== null);
  if (text === null) return null;
  const name = path ?? PROJECT_FILE;
  const values = parse(text, name);
  await refuseUnknownKeys(values, name);
  return { path: name, values: path === null ? values : fromFolderOf(path, values) };
}

function read(path: string, isRequired: boolean): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const isAbsent = (error as NodeJS.ErrnoException).code === 'ENOENT';
    if (!isRequired && isAbsent) return null;
    const what = isAbsent
      ? `there is no ${path}; name an existing file`
      : `cannot read ${path}: ${messageOf(error)}`;
    throw new StitchError('usage/option', what, { cause: error });
  }
}

function parse(text: string, name: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch (error) {
    throw new StitchError('usage/option', `${name} is not JSON: ${messageOf(error)}; correct it`, {
      cause: error,
    });
  }
  const example = '{ "root": "./audios", "lang": "sw" }';
  throw new StitchError('usage/option', `${name} is not an object of JSON, such as ${example}`);
}

/** Refuses keys that no command has; the service's are loaded only where there are others than the usual. */
async function refuseUnknownKeys(values: object, name: string): Promise<void> {
  let keys: readonly string[] = keysOf(USUAL);
  if (Object.keys(values).every((key) => keys.includes(key))) return;
  const { SERVICE_OPTIONS } = await import('../options/service.ts');
  keys = [...keys, ...keysOf(SERVICE_OPTIONS)];
  const unknown = Object.keys(values).find((key) => !keys.includes(key));
  if (unknown === undefined) return;
  const near = nearestName(unknown, keys);
  const remedy = near === undefined ? '`stitch config` lists them' : `did you mean "${near}"?`;
  const what = `"${unknown.slice(0, 80)}" in ${name} is not an option; ${remedy}`;
  throw new StitchError('usage/option', what);
}

function keysOf(definitions: readonly OptionDefinition[]): string[] {
  return definitions
    .filter(({ name, isSecret }) => name !== 'config' && !isSecret)
    .flatMap(({ key }) => key ?? []);
}

/** Makes the paths of a file in another folder paths from there. */
function fromFolderOf(path: string, values: Readonly<Record<string, unknown>>) {
  const paths = (COMMAND_OPTIONS as readonly OptionDefinition[]).filter(({ isPath }) => isPath);
  const move = (value: unknown) => {
    const isMoved = typeof value === 'string' && !/^(-$|s3:\/\/)/.test(value);
    return isMoved && !isAbsolute(value) ? join(dirname(path), value) : value;
  };
  const isMarked = (key: string) =>
    paths.some((definition) => definition.key === key && definition.isPath === 'after @');
  const moveMarked = (value: string) =>
    value.startsWith('@') ? `@${move(value.slice(1))}` : value;
  const moved = Object.entries(values).map(([key, value]) => {
    const isPath = paths.some((definition) => definition.key === key);
    if (!isPath) return [key, value];
    if (isMarked(key)) return [key, typeof value === 'string' ? moveMarked(value) : value];
    return [key, Array.isArray(value) ? value.map(move) : move(value)];
  });
  return Object.fromEntries(moved);
}
