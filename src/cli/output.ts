import { existsSync, realpathSync, statSync, writeFile } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { codecOf, FORMAT_NAMES, formatOfExtension, hasExtension } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { spokenWords } from '../message/plan.ts';
import { channelOf } from '../options/channels.ts';
import type { CommandOptions } from '../options/command.ts';
import { LINK_SECONDS } from '../options/schemas.ts';
import { localError } from '../repo/local/errors.ts';
import { writeLocalFile } from '../repo/local/write-local-file.ts';
import { openRepo, type Place, parsePlace, splitAddress } from '../repo/open-repo.ts';
import type { Stitched } from '../stitcher.ts';
import { fileNameFor } from '../util/file-name.ts';
import { listed } from '../util/listed.ts';
import type { Io } from './io.ts';
import { bucketSettings, refuseAmongClips } from './locations.ts';
import type { GivenOptions } from './options.ts';

/**
 * The output format by the extension of --out, or of a campaign's file names; undefined leaves it to the other options.
 * If extension and --format disagree, a flag takes precedence over a variable.
 * @throws StitchError usage/option if both are flags, or the extension is not an output format's.
 */
export function formatOf(
  out: string | undefined,
  given: GivenOptions,
  option: 'out' | 'name' = 'out',
): unknown {
  const rendering = given.render();
  const ofChannel = rendering.format === undefined ? channelOf(rendering.for)?.format : undefined;
  const format = rendering.format ?? ofChannel;
  const extension = extensionOf(out);
  const named = formatOfExtension(extension);
  if (extension === '' || isFormatOf(format, extension)) return format;
  const [nameOfOut, nameOfFormat] = [
    given.nameOf(option),
    given.nameOf(ofChannel === undefined ? 'format' : 'for'),
  ];
  if (named === undefined) {
    if (format !== undefined) return format;
    throw new StitchError(
      'usage/option',
      `${out} ends in .${extension}, which is not an output format; use ${listed(FORMAT_NAMES, 'or')}, or give --format`,
    );
  }
  const isVariable = (name: string) => !name.startsWith('--');
  if (format === undefined || (isVariable(nameOfFormat) && !isVariable(nameOfOut))) return named;
  throw new StitchError(
    'usage/option',
    `${out} (${nameOfOut}) ends in .${extension}, but ${nameOfFormat} asks for ${String(format)}; make them agree`,
  );
}

function isFormatOf(format: unknown, extension: string): boolean {
  const known = FORMAT_NAMES.find((name) => name === format);
  return known !== undefined && hasExtension(known, extension);
}

/** The extension of --out in lower case; "" if it is not a file. */
function extensionOf(out: string | undefined): string {
  if (out === undefined || out === '-') return '';
  const place = parsePlace(out);
  const name = place.kind === 'folder' ? out : place.prefix;
  if (isFolder(out)) return '';
  return extname(name).slice(1).toLowerCase();
}

/** The place of the audio, and a link to it. */
export interface Delivered {
  /** A path or an s3:// address; null for standard output. */
  readonly out: string | null;
  /** A link that anyone can open; null for standard output, pipes and devices. */
  readonly url: string | null;
}

/** Writes the audio to its place. @throws StitchError usage/option, repo/…. */
export async function deliver(
  stitched: Stitched,
  settings: CommandOptions,
  io: Io,
): Promise<Delivered> {
  const { out } = settings;
  if (out === '-') {
    await io.stdout.write(stitched.bytes);
    return { out: null, url: null };
  }
  const name = () =>
    fileNameFor(spokenWords(stitched.plan), codecOf(stitched.profile.format).extensions[0]);
  if (out !== undefined && parsePlace(out).kind === 'bucket') {
    return deliverToBucket(stitched, out, name, settings);
  }
  return deliverToFile(stitched, out, name, settings);
}

/** @throws StitchError as `deliver`. */
async function deliverToFile(
  { bytes }: Stitched,
  out: string | undefined,
  name: () => string,
  { roots }: CommandOptions,
): Promise<Delivered> {
  const path = out !== undefined && !isFolder(out) ? out : join(out ?? '', name());
  const there = existsSync(path) ? statSync(path) : undefined;
  if (there !== undefined && !there.isFile()) {
    // A pipe or a device is opened, not replaced: a rename would destroy it.
    const write = promisify(writeFile)(path, bytes, { flag: 'r+' });
    await write.catch((error) => {
      throw localError(error, 'write', '', path);
    });
    return { out: path, url: null };
  }
  // A symbolic link is followed, and stays.
  const real = there === undefined ? path : realpathSync(path);
  refuseAmongClips(dirname(real), roots, path, '--out');
  await writeLocalFile(real, bytes);
  return { out: path, url: pathToFileURL(path).href };
}

/** @throws StitchError as `deliver`. */
async function deliverToBucket(
  { bytes, mediaType }: Stitched,
  out: string,
  name: () => string,
  settings: CommandOptions,
): Promise<Delivered> {
  const { bucket, prefix } = parsePlace(out) as Place & { readonly kind: 'bucket' };
  const isPrefix = out.endsWith('/') || prefix === '';
  const whole = isPrefix ? [prefix, name()].filter(Boolean).join('/') : prefix;
  const shown = `s3://${bucket}/${whole}`;
  const { parent, key } = splitAddress(shown);
  refuseAmongClips(parent, settings.roots, shown, '--out');
  const repo = await openRepo(parent, bucketSettings(settings));
  await repo.write(key, bytes, { contentType: mediaType });
  return { out: shown, url: await repo.url(key, settings.urlSeconds ?? LINK_SECONDS) };
}

/** Writes a text to a file, s3://bucket/key, or - for standard output. @throws StitchError repo/…. */
export async function writeOutput(
  out: string,
  text: string,
  settings: CommandOptions,
  io: Io,
): Promise<void> {
  const bytes = Buffer.from(text);
  if (out === '-') await io.stdout.write(bytes);
  else if (parsePlace(out).kind === 'folder') await writeLocalFile(out, bytes);
  else {
    const { parent, key } = splitAddress(out);
    await (await openRepo(parent, bucketSettings(settings))).write(key, bytes);
  }
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
}
