import { FileNamer } from '../../campaign/file-namer.ts';
import { rowOf } from '../../campaign/json-rows.ts';
import {
  MANIFEST_HEADER,
  type Manifest,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
} from '../../campaign/manifest/manifest.ts';
import { openCampaignOutput } from '../../campaign/output.ts';
import { RecipientReader } from '../../campaign/recipients.ts';
import { CampaignRun } from '../../campaign/run.ts';
import { StitchError } from '../../errors.ts';
import { checkRequest } from '../../http/request-fields.ts';
import { parseRequest, speechOf } from '../../http/requests.ts';
import { openWorkerPool } from '../../render/worker/pool.ts';
import type { Repo } from '../../repo/repo.ts';
import type { Stitcher } from '../../stitcher.ts';
import { partKey } from '../step-functions/runs.ts';
import type { BatchEvent } from './events.ts';

/** Result of a batch. */
export interface BatchResult {
  readonly success: true;
  readonly rows: number;
  readonly said: number;
  readonly failed: number;
  /** Result of each row, in order; absent for a run, which has a manifest. */
  readonly results?: readonly object[];
}

/** Folder of batches in the output. */
const BATCH_PREFIX = 'batch';
/** Time reserved for the answer. */
const MARGIN_MS = 2000;

/**
 * Renders rows into `batch/`. A row that fails does not affect the others.
 * @param openOutput opens a folder of the output. @param remainingMs time until the platform ends the function.
 * @param defaultLang of rows where neither they nor the options name a language.
 * @throws StitchError of storage and of the options, for all rows; request/deadline once time is up: a retry
 * then writes all files again.
 */
export async function runBatch(
  event: BatchEvent,
  stitcher: Stitcher,
  openOutput: (folder: string) => Promise<Repo>,
  remainingMs: number,
  defaultLang: string | undefined,
): Promise<BatchResult> {
  // The message is each row's own; the options are checked as any request's.
  const fields = parseRequest(checkRequest, { ...event.options, message: '' }, 'BatchInput');
  const { options } = speechOf(fields, defaultLang);
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
    output: openCampaignOutput(output, null, openWorkerPool(1)),
    manifest,
    urlSeconds: event.urlSeconds,
    strict: false,
    signal: stop.signal,
  });
  // The header is the first line.
  const rows = event.items.map(({ row, values }) => rowOf(values, row, row + 1));
  const timer = setTimeout(
    () => stop.abort(deadlineError(manifest.entries.length, rows.length)),
    Math.max(0, remainingMs - MARGIN_MS),
  );
  try {
    await run.run(windowsOf(rows), stop.signal, () => {});
  } finally {
    clearTimeout(timer);
  }
  if (manifest.entries.length < rows.length)
    throw deadlineError(manifest.entries.length, rows.length);
  const { entries } = manifest;
  const failed = entries.filter(({ error }) => error !== null).length;
  const counts = { rows: rows.length, said: rows.length - failed, failed };
  if (event.run !== null) {
    await writePart(output, event.run.name, entries);
    return { success: true, ...counts };
  }
  return { success: true, ...counts, results: entries.map((entry) => resultOf(entry, folder)) };
}

/** Writes the entries of a batch into its part of the run's manifest; a retry overwrites the part. */
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

function deadlineError(done: number, rows: number): StitchError {
  const message = `${done} of ${rows} rows were done in time; send fewer per batch`;
  return new StitchError('request/deadline', message);
}

/** Rows per window. */
const WINDOW_ROWS = 64;

async function* windowsOf<T>(rows: readonly T[]): AsyncIterable<readonly T[]> {
  for (let at = 0; at < rows.length; at += WINDOW_ROWS) yield rows.slice(at, at + WINDOW_ROWS);
}

/** Result of a row: its manifest entry, with the file's whole key. */
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

/** Manifest that collects entries in memory. */
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
