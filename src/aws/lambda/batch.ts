import { FileNamer } from '../../campaign/file-namer.ts';
import {
  MANIFEST_HEADER,
  type Manifest,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
} from '../../campaign/manifest/manifest.ts';
import { openCampaignOutput } from '../../campaign/output.ts';
import { RecipientReader } from '../../campaign/recipients.ts';
import { rowOf } from '../../campaign/rows.ts';
import { CampaignRun } from '../../campaign/run.ts';
import { StitchError } from '../../errors.ts';
import { checkRequest } from '../../http/request-fields.ts';
import { parseRequest, speechOf } from '../../http/requests.ts';
import { openWorkerPool } from '../../render/worker/pool.ts';
import type { Repo } from '../../repo/repo.ts';
import type { Stitcher } from '../../stitcher.ts';
import { partKey } from '../step-functions/runs.ts';
import type { BatchEvent } from './events.ts';

/** What became of a batch: an answer for each row, in order. */
export interface BatchAnswer {
  readonly success: true;
  readonly rows: number;
  readonly said: number;
  readonly failed: number;
  /** What became of each row; of a run, its manifest says so. */
  readonly results?: readonly object[];
}

/** The folder of batches in the output. */
const BATCH_PREFIX = 'batch';
/** Time that is kept to tell what was done. */
const MARGIN_MS = 2000;

/**
 * Renders rows into `batch/`. One row that cannot be said harms no other.
 * @param openOutput opens a folder of the output. @param remainingMs until the function is ended.
 * @param usualLang of rows where neither they nor the options name a language.
 * @throws StitchError of storage and of the options, for all rows; request/deadline where time was short: then
 * the batch is to be tried again, and what was written is written again.
 */
export async function runBatch(
  event: BatchEvent,
  stitcher: Stitcher,
  openOutput: (folder: string) => Promise<Repo>,
  remainingMs: number,
  usualLang: string | undefined,
): Promise<BatchAnswer> {
  // The message is each row's own; the options are checked as any request's.
  const fields = parseRequest(checkRequest, { ...event.options, message: '' }, 'BatchInput');
  const { options } = speechOf(fields, usualLang);
  const folder = event.campaign === null ? BATCH_PREFIX : `${BATCH_PREFIX}/${event.campaign}`;
  const output = await openOutput(folder);
  const source = { template: event.template, lang: options.lang };
  const manifest = new CollectedManifest();
  const stop = new AbortController();
  const run = new CampaignRun({
    reader: new RecipientReader(stitcher, source, { columns: null }),
    renderer: stitcher.renderer,
    options,
    names: new FileNamer(event.name, options.format, null),
    outlet: openCampaignOutput(output, null, openWorkerPool(1)),
    manifest,
    urlSeconds: event.urlSeconds,
    strict: false,
    signal: stop.signal,
  });
  // The header is the first line.
  const rows = event.items.map(({ row, values }) => rowOf(values, row, row + 1));
  const timer = setTimeout(
    () => stop.abort(tooLate(manifest.entries.length, rows.length)),
    Math.max(0, remainingMs - MARGIN_MS),
  );
  try {
    await run.run(windowsOf(rows), stop.signal, () => {});
  } finally {
    clearTimeout(timer);
  }
  if (manifest.entries.length < rows.length) throw tooLate(manifest.entries.length, rows.length);
  const { entries } = manifest;
  const failed = entries.filter(({ error }) => error !== null).length;
  const counts = { rows: rows.length, said: rows.length - failed, failed };
  if (event.run !== null) {
    await writePart(output, event.run.name, entries);
    return { success: true, ...counts };
  }
  return { success: true, ...counts, results: entries.map((entry) => resultOf(entry, folder)) };
}

/** Writes what became of a batch's rows into the manifest of its run: over what it wrote before, if it did. */
async function writePart(
  output: Repo,
  run: string,
  entries: readonly ManifestEntry[],
): Promise<void> {
  const first = entries[0]!.row;
  const json = entries.map(manifestJson).join('');
  const csv = MANIFEST_HEADER + entries.map(manifestCsv).join('');
  await output.write(partKey(run, first, 'csv'), Buffer.from(csv));
  await output.write(partKey(run, first, 'jsonl'), Buffer.from(json));
}

function tooLate(done: number, rows: number): StitchError {
  const what = `${done} of ${rows} rows were done in time; send fewer at once`;
  return new StitchError('request/deadline', what);
}

/** Rows that are looked at together. */
const WINDOW_ROWS = 64;

async function* windowsOf<T>(rows: readonly T[]): AsyncIterable<readonly T[]> {
  for (let at = 0; at < rows.length; at += WINDOW_ROWS) yield rows.slice(at, at + WINDOW_ROWS);
}

/** What is told of a row: what a manifest's line has, with the file's whole key. */
function resultOf(
  { durationSeconds, file, error, url, ...entry }: ManifestEntry,
  folder: string,
): object {
  return {
    ...entry,
    success: error === null,
    file: file === null ? null : `${folder}/${file}`,
    ...(url !== null && { url }),
    duration_seconds: durationSeconds,
    ...(error !== null && { error }),
  };
}

/** A manifest that is the answer. */
class CollectedManifest implements Manifest {
  readonly entries: ManifestEntry[] = [];

  async nextPrevious(): Promise<null> {
    return null;
  }

  async append(entries: readonly ManifestEntry[]): Promise<void> {
    this.entries.push(...entries);
  }

  async commit(): Promise<void> {}

  async close(): Promise<void> {}
}
