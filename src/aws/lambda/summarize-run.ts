import * as z from 'zod/mini';
import { StitchError } from '../../errors.ts';
import { parseKey, type Repo } from '../../repo/repo.ts';
import { partsPrefix } from '../step-functions/runs.ts';
import type { TallyEvent } from './events.ts';

/** What became of a run. */
export interface Tally {
  readonly campaign: string;
  readonly run: string;
  readonly rows: number;
  readonly said: number;
  /** Rows that are not said, those of batches that failed among them. */
  readonly failed: number;
  readonly failed_percent: number;
  /** Rows of batches that failed as a whole: no manifest tells of them, the queue of dead letters does. */
  readonly rows_of_failed_batches: number;
  /** The address of the manifest's parts. */
  readonly manifest: string;
}

const listing = z.object({
  ResultFiles: z.object({ SUCCEEDED: z.array(z.object({ Key: z.string() })) }),
});
const count = z.int().check(z.minimum(0));
const counts = z.object({ rows: count, said: count, failed: count });
/** An answer as it is, or with all that Step Functions knows about the batch. */
const result = z.union([counts, z.object({ Output: z.string() })]);

/**
 * Counts the rows of a run from the results that the state machine wrote.
 * @param batches the folder of batches in the output. @throws StitchError repo/…; request/malformed for results that
 * are none.
 */
export async function tally(event: TallyEvent, batches: Repo): Promise<Tally> {
  const { campaign, run, rows } = event;
  const folder = event.resultsKey.slice(0, event.resultsKey.lastIndexOf('/') + 1);
  const { ResultFiles } = parse(listing, await read(batches, event.resultsKey), event.resultsKey);
  let [told, said] = [0, 0];
  for (const { Key } of ResultFiles.SUCCEEDED) {
    const name = `${folder}${Key.slice(Key.lastIndexOf('/') + 1)}`;
    for (const each of parse(z.array(result), await read(batches, name), name)) {
      const batch = 'Output' in each ? parse(counts, JSON.parse(each.Output), name) : each;
      told += batch.rows;
      said += batch.said;
    }
  }
  const failed = rows - said;
  return {
    campaign,
    run,
    rows,
    said,
    failed,
    failed_percent: rows === 0 ? 0 : (100 * failed) / rows,
    rows_of_failed_batches: rows - told,
    manifest: `${batches.address}/${campaign}/${partsPrefix(run)}`,
  };
}

async function read(repo: Repo, name: string): Promise<unknown> {
  const value = await repo.read(parseKey(name));
  if (value === null) throw unreadable(name, 'is not there');
  try {
    return JSON.parse(Buffer.from(value.bytes).toString());
  } catch (error) {
    throw unreadable(name, 'is no JSON', error);
  }
}

function parse<T extends z.ZodMiniType>(schema: T, given: unknown, name: string): z.output<T> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw unreadable(name, 'is none of Step Functions’ results', parsed.error);
}

function unreadable(name: string, what: string, cause?: unknown): StitchError {
  return new StitchError('request/malformed', `the results ${name}: ${what}`, { cause });
}
