import { DEFAULT_LANG, type OptionsInput, parseOptions } from '../options/render.ts';
import type { WorkerPool } from '../render/worker/pool.ts';
import { LocalRepo } from '../repo/local/local-repo.ts';
import type { Repo } from '../repo/repo.ts';
import type { Stitcher } from '../stitcher.ts';
import { type SystemOverrides, systemWith } from '../util/system.ts';
import { CampaignCheck, type CheckReport } from './check.ts';
import { FileNamer } from './file-namer.ts';
import { type CampaignIdentity, lockCampaign } from './lock.ts';
import { BucketManifest } from './manifest/bucket-manifest.ts';
import { FolderManifest } from './manifest/folder-manifest.ts';
import { openCampaignOutput } from './output.ts';
import { RecipientReader } from './recipients.ts';
import type { BadRow, Row, Rows } from './row.ts';
import { readRows } from './rows.ts';
import { CampaignRun } from './run.ts';
import type { CampaignSummary } from './summary.ts';
import type { TemplateSource } from './templates.ts';

/** Rows per window: enough to keep all cores busy, few enough to need little memory. */
const WINDOW_ROWS = 64;

/** Rows, and how they become messages. */
export interface CampaignSource {
  /** A CSV with a header, or JSON lines, in UTF-8 or UTF-16: all bytes, or as they come. */
  readonly rows: Uint8Array | AsyncIterable<Uint8Array>;
  /** The name of the rows in errors; default: "the rows". */
  readonly name?: string | undefined;
  /**
   * Template to fill from each row's columns, or one for each language by its tag; without it the column `message` holds
   * the text.
   */
  readonly template?: TemplateSource | undefined;
}

/** The rows of a campaign, and the reader that makes messages of them. */
export interface Campaign {
  readonly reader: RecipientReader;
  /** The CSV's columns; null for JSON lines. */
  readonly columns: readonly string[] | null;
  /** Rows without any value that were skipped so far. */
  readonly skipped: Rows['skipped'];
  /** The rows in windows. */
  readonly windows: AsyncIterable<readonly (Row | BadRow)[]>;
}

/** Opens the rows of a campaign. @param lang language of rows that name none. @throws StitchError usage/option, repo/…. */
export async function openCampaign(
  stitcher: Stitcher,
  { rows: bytes, name = 'the rows', template = null }: CampaignSource,
  lang = DEFAULT_LANG,
): Promise<Campaign> {
  const chunks = bytes instanceof Uint8Array ? once(bytes) : bytes;
  const rows = await readRows(chunks, name);
  return {
    reader: new RecipientReader(stitcher, { template, lang }, rows),
    columns: rows.columns,
    skipped: rows.skipped,
    windows: inWindows(rows.batches),
  };
}

/** A campaign of a single message without values. */
export function singleMessage(stitcher: Stitcher, message: string, lang: string): Campaign {
  const columns = ['message'];
  const reader = new RecipientReader(stitcher, { template: null, lang }, { columns });
  return {
    reader,
    columns,
    skipped: { empty: 0 },
    windows: once([{ row: 1, line: 1, values: { message } }]),
  };
}

/** Settings of `checkCampaign`. */
export interface CheckSettings {
  readonly options?: OptionsInput | undefined;
  /** Called after each window; false ends the check there. */
  readonly onWindow?: ((check: CampaignCheck) => boolean) | undefined;
}

/**
 * Finds out what can be said of a campaign, and which words to record, without encoding anything.
 * @throws StitchError repo/…, library/…, profile/unsupported.
 */
export async function checkCampaign(
  stitcher: Stitcher,
  { reader, windows, skipped }: Campaign,
  { options = {}, onWindow = () => true }: CheckSettings = {},
): Promise<CheckReport> {
  const check = new CampaignCheck(stitcher.renderer, parseOptions(options), reader.saidColumns);
  for await (const rows of windows) {
    await check.add(await reader.read(rows));
    if (!onWindow(check)) break;
  }
  return { ...check.report((value) => reader.nearestTo(value)), emptyRows: skipped.empty };
}

/** Settings of `runCampaign`. */
export interface RunSettings {
  readonly options?: OptionsInput | undefined;
  /** Destination of the files and the manifest; a folder is locked while the campaign runs. */
  readonly out: Repo;
  /** File names, as in `{id}.mp3`; default: `{hash}`. */
  readonly name?: string | undefined;
  /** Identifies the campaign: another one in the same place is refused. */
  readonly identity: CampaignIdentity;
  /** Replaces what another campaign left in the same place. */
  readonly restart?: boolean | undefined;
  /** Stops at the first row that cannot be rendered. */
  readonly strict?: boolean | undefined;
  /** Lifetime of links in the manifest; default: no links. */
  readonly urlSeconds?: number | undefined;
  /** Writes the files; default: this thread. */
  readonly pool?: Pick<WorkerPool, 'write'> | undefined;
  /** Process and clock of the lock; default: the real ones. */
  readonly system?: SystemOverrides | undefined;
  /** Stops after the rows that are being rendered; the same campaign then goes on from there. */
  readonly stop?: AbortSignal | undefined;
  /** Called after each window. */
  readonly onWindow?: ((summary: CampaignSummary) => void) | undefined;
}

/**
 * Renders a campaign: a file for each message, and manifest.csv and manifest.jsonl of all rows.
 * @throws StitchError usage/option, repo/…; with `strict` of the first row that cannot be rendered.
 */
export async function runCampaign(
  stitcher: Stitcher,
  campaign: Campaign,
  settings: RunSettings,
): Promise<CampaignSummary> {
  const { out, name = '{hash}', pool = null, system } = settings;
  const options = parseOptions(settings.options ?? {});
  const names = new FileNamer(name, options.format, campaign.columns);
  const folder = out instanceof LocalRepo ? out.address : null;
  const release = await lockCampaign(out, settings.identity, settings.restart ?? false, system);
  try {
    const run = new CampaignRun({
      reader: campaign.reader,
      renderer: stitcher.renderer,
      options,
      names,
      output: openCampaignOutput(out, folder, pool),
      manifest:
        folder === null
          ? new BucketManifest(out, systemWith(system).nowMs)
          : await FolderManifest.open(folder),
      urlSeconds: settings.urlSeconds ?? null,
      strict: settings.strict ?? false,
    });
    const stop = settings.stop ?? new AbortController().signal;
    await run.run(campaign.windows, stop, () => settings.onWindow?.(run.summary));
    run.summary.emptyRows = campaign.skipped.empty;
    return run.summary;
  } finally {
    await release();
  }
}

async function* once<T>(item: T): AsyncGenerator<T> {
  yield item;
}

async function* inWindows<T>(batches: AsyncIterable<readonly T[]>): AsyncIterable<readonly T[]> {
  for await (const batch of batches) {
    for (let at = 0; at < batch.length; at += WINDOW_ROWS) yield batch.slice(at, at + WINDOW_ROWS);
  }
}
