import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openCampaign } from '../campaign/campaign.ts';
import { messageOf, StitchError } from '../errors.ts';
import type { AppParts } from '../http/app.ts';
import { addStudio } from '../http/studio/add-studio.ts';
import { Studio, type StudioParts } from '../http/studio/studio.ts';
import { splitLanguage } from '../library/roots.ts';
import { parseTemplate } from '../message/template.ts';
import type { CommandOptions } from '../options/command.ts';
import type { StudioOptions } from '../options/studio.ts';
import { parsePlace } from '../repo/open-repo.ts';
import type { Io } from './io.ts';
import { bucketSettings } from './locations.ts';
import { readInput } from './read-input.ts';
import { readTemplate } from './template.ts';

/** The folder of the built page, from the program's own file. */
declare const STITCH_STUDIO: string;

/** A studio that is about to be served. */
interface OpenedStudio {
  readonly studio: Studio;
  readonly add: NonNullable<AppParts['addStudio']>;
}

/** Opens the studio, with the campaign that its options name. @throws StitchError usage/option, repo/…. */
export async function openStudio(
  parts: Omit<StudioParts, 'campaign' | 'named' | 'pageFolder'>,
  { rows }: StudioOptions,
  settings: CommandOptions,
): Promise<OpenedStudio> {
  const template = await readTemplate(settings);
  const campaign =
    rows === undefined
      ? null
      : { rows: await readInput(rows, bucketSettings(settings)), name: rows, template };
  // Faults of the rows or the template are reported at the start, not in the page.
  if (campaign !== null) await openCampaign(parts.stitcher, campaign, parts.lang);
  else if (typeof template === 'string') parseTemplate(template);
  const pageFolder = fileURLToPath(new URL(STITCH_STUDIO, import.meta.url));
  const named = { roots: settings.roots, prompts: settings.prompts ?? null };
  const studio = new Studio({ ...parts, named, campaign, pageFolder });
  return { studio, add: (app, context) => addStudio(app, context, studio) };
}

/** Creates the folders of roots that are not there yet: what is recorded goes there. @throws StitchError usage/option. */
export async function makeFolders(roots: readonly string[], io: Io): Promise<void> {
  for (const root of roots) {
    const base = splitLanguage(root)?.base ?? root;
    const place = parsePlace(base);
    if (place.kind !== 'folder') continue;
    try {
      const made = mkdirSync(place.path, { recursive: true });
      if (made !== undefined) await io.stderr.write(`created the folder ${base}\n`);
    } catch (cause) {
      const isFile = (cause as NodeJS.ErrnoException).code === 'EEXIST';
      const why = isFile ? 'is a file' : `cannot be created: ${messageOf(cause)}`;
      const what = `the folder ${base} ${why}; name another`;
      throw new StitchError('usage/option', what, { cause, details: { option: 'roots' } });
    }
  }
}

/** Prints the link of the studio, and opens it where that is asked for. */
export async function showStudio(
  { studio }: OpenedStudio,
  url: string,
  { open }: StudioOptions,
  io: Io,
): Promise<void> {
  const link = `${url}/studio/#k=${studio.secret}`;
  await io.stdout.write(`open ${link}\n`);
  if (open) await openInBrowser(link, io);
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

async function openInBrowser(link: string, io: Io): Promise<void> {
  const { spawn } = await import('node:child_process');
  const [program, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(program, [...args, link], { stdio: 'ignore', detached: true });
  child.once('error', () => {
    void io.stderr.write(`warning: ${program} cannot be started; open the link by hand\n`);
  });
  child.unref();
}
