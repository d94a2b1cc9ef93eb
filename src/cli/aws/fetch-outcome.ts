import { fetchManifest } from '../../aws/step-functions/fetch-manifest.ts';
import { partsPrefix } from '../../aws/step-functions/runs.ts';
import type { RunState } from '../../aws/step-functions/state-machine.ts';
import { StitchError } from '../../errors.ts';
import type { CommandOptions } from '../../options/command.ts';
import { openRepo } from '../../repo/open-repo.ts';
import { plural } from '../../util/plural.ts';
import type { Io } from '../io.ts';
import { bucketSettings } from '../locations.ts';
import { formatCount, formatDuration, printable } from '../report/table.ts';

/** A finished run, and the folder for its manifest. */
export interface Waited {
  readonly run: string;
  readonly campaign: string;
  /** The local folder. */
  readonly out: string;
  /** The run in words, for messages. */
  readonly told: string;
  readonly startedMs: number;
}

/** The summary of a run (src/aws/lambda/summarize-run.ts). */
interface Tally {
  readonly rows: number;
  readonly said: number;
  readonly failed: number;
  readonly rows_of_failed_batches: number;
  /** The address of the manifest's parts. */
  readonly manifest: string;
}

/**
 * Fetches the manifest of a finished run and prints its summary.
 * @returns the exit code. @throws StitchError batch/run-failed; repo/….
 */
export async function fetchOutcome(
  state: RunState,
  waited: Waited,
  settings: CommandOptions,
  io: Io,
): Promise<number> {
  const tally = tallyOf(state);
  if (tally === null) return broken(state, waited, settings);
  const { run, out } = waited;
  const repo = await openRepo(filesOf(tally.manifest, run), bucketSettings(settings));
  await fetchManifest(repo, run, out);
  await tell(tally, state, waited, settings, io);
  return tally.failed > 0 ? 3 : 0;
}

/** The summary of a run; null if the run broke off before it. */
function tallyOf({ status, output, error }: RunState): Tally | null {
  if (status === 'succeeded' && output !== null) return JSON.parse(output);
  return error?.name === 'TooManyRowsFailed' ? JSON.parse(error.cause) : null;
}

/** The address of the campaign's folder, from that of its manifest's parts. */
function filesOf(manifest: string, run: string): string {
  return manifest.slice(0, -`/${partsPrefix(run)}`.length);
}

/** Fetches the partial manifest of a run that broke off. @throws StitchError batch/run-failed. */
async function broken(
  { status, error }: RunState,
  { run, out, told }: Waited,
  settings: CommandOptions,
): Promise<never> {
  const [, reason, files] =
    new RegExp(`^(.*) \\((s3://\\S+)/${partsPrefix(run)}\\)$`, 's').exec(error?.cause ?? '') ?? [];
  let partial = '';
  if (files !== undefined) {
    await fetchManifest(await openRepo(files, bucketSettings(settings)), run, out);
    partial = `; ${out}/manifest.csv has the rows done before that`;
  }
  const why =
    status === 'stopped'
      ? 'been stopped'
      : status === 'timed-out'
        ? 'exceeded the time limit of the stage'
        : `failed (${shortened(reason ?? inWords(error))})`;
  const what = `${told} has ${why}${partial}; see docs/troubleshooting.md#campaigns-in-aws`;
  throw new StitchError('batch/run-failed', what, { details: { run } });
}

function inWords(error: RunState['error']): string {
  if (error === null) return 'AWS gives no reason';
  return error.cause === '' ? error.name : `${error.name}: ${error.cause}`;
}

/** Unwraps Lambda's errors: a name, and JSON with the message. */
function shortened(reason: string): string {
  const [, name, json = ''] = /^([\w.]+): (\{.*\})$/s.exec(reason) ?? [];
  try {
    return `${name}: ${JSON.parse(json).errorMessage ?? json}`;
  } catch {
    return reason;
  }
}

async function tell(
  { rows, said, failed, rows_of_failed_batches: lost, manifest }: Tally,
  state: RunState,
  { run, campaign, out, startedMs }: Waited,
  { json, quiet, stage }: CommandOptions,
  io: Io,
): Promise<void> {
  const files = filesOf(manifest, run);
  const tookSeconds = (io.now() - startedMs) / 1000;
  if (json) {
    const success = failed === 0;
    const counts = { rows, said, failed, rows_of_failed_batches: lost };
    const places = { files, manifest, out, took_seconds: tookSeconds };
    await io.stdout.write(
      `${JSON.stringify({ success, run, campaign, stage, ...counts, ...places })}\n`,
    );
  } else if (!quiet) {
    const lines = [
      `${printable(files)}/: ${plural(rows, 'row')}, ${formatCount(said)} said; took ${formatDuration(tookSeconds)}`,
    ];
    if (failed > 0) {
      lines.push(`  ${formatCount(failed)} not said; see ${printable(out)}/manifest.csv`);
    }
    if (lost > 0) {
      lines.push(
        `  ${formatCount(lost)} of them in batches that failed; their rows are in the dead-letter queue`,
      );
    }
    if (state.status === 'failed')
      lines.push(`  more than stage ${stage} tolerates: the run counts as failed`);
    await io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
}
