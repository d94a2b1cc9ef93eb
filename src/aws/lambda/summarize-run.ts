import * as z from 'zod/mini';
import { StitchError } from '../../errors.ts';
import { parseKey, type Repo } from '../../repo/repo.ts';
import { partsPrefix } from '../step-functions/runs.ts';
import type { SummaryEvent } from './events.ts';

/** Totals of a run. */
export interface RunSummary {
  readonly campaign: string;
  readonly run: string;
  readonly rows: number;
  readonly said: number;
  /** Failed rows, with those of failed batches. */
  readonly failed: number;
  readonly failed_percent: number;
  /** Rows of batches that failed as a whole: the dead-letter queue lists them, not the manifest. */
  readonly rows_of_failed_batches: number;
  /** Address of the manifest's parts. */
  readonly manifest: string;
}

const listing = z.object({
  ResultFiles: z.object({ SUCCEEDED: z.array(z.object({ Key: z.string() })) }),
});
const count = z.int().check(z.minimum(0));
const counts = z.object({ rows: count, said: count, failed: count });
/** A batch's answer alone, or inside the record of Step Functions. */
const result = z.union([counts, z.object({ Output: z.string() })]);

/**
 * Counts the rows of a run from the results that the state machine wrote.
 * @param batches the folder of batches in the output. @throws StitchError repo/…; request/malformed for
 * invalid results.
 */
export async function summarizeRun(event: SummaryEvent, batches: Repo): Promise<RunSummary> {
  const { campaign, run, rows } = event;
  const folder = event.resultsKey.slice(0, event.resultsKey.lastIndexOf('/') + 1);
  const { ResultFiles } = parse(listing, await read(batches, event.resultsKey), event.resultsKey);
  let [recorded, succeeded] = [0, 0];
  for (const { Key } of ResultFiles.SUCCEEDED) {
    const name = `${folder}${Key.slice(Key.lastIndexOf('/') + 1)}`;
    for (const each of parse(z.array(result), await read(batches, name), name)) {
      const batch = 'Output' in each ? parse(counts, JSON.parse(each.Output), name) : each;
      recorded += batch.rows;
      succeeded += batch.said;
    }
  }
  const failed = rows - succeeded;
  return {
    campaign,
    run,
    rows,
    said: succeeded,
    failed,
    failed_percent: rows === 0 ? 0 : (100 * failed) / rows,
    rows_of_failed_batches: rows - recorded,
    manifest: `${batches.address}/${campaign}/${partsPrefix(run)}`,
  };
}

async function read(repo: Repo, name: string): Promise<unknown> {
  const value = await repo.read(parseKey(name));
  if (value === null) throw unreadable(name, 'the file does not exist');
  try {
    return JSON.parse(Buffer.from(value.bytes).toString());
  } catch (error) {
    throw unreadable(name, 'the file is not JSON', error);
  }
}

function parse<T extends z.ZodMiniType>(schema: T, given: unknown, name: string): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw unreadable(name, 'the file is not a result of Step Functions', parsed.error);
}

function unreadable(name: string, reason: string, cause?: unknown): StitchError {
  return new StitchError('request/malformed', `cannot read the results ${name}: ${reason}`, {
    cause,
  });
}
