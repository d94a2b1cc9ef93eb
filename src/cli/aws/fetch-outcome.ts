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

/** A run that is over, and where what came of it goes. */
export interface Waited {
  readonly run: string;
  readonly campaign: string;
  /** The folder on this machine. */
  readonly out: string;
  /** The run in words. */
  readonly told: string;
  readonly startedMs: number;
}

/** What a run tells at its end (lambda/tally.ts). */
interface Tally {
  readonly rows: number;
  readonly said: number;
  readonly failed: number;
  readonly rows_of_failed_batches: number;
  /** The address of the manifest's parts. */
  readonly manifest: string;
}

/**
 * Brings the manifest of a run that is over, and tells what became of its rows.
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

/** What a run told at its end; null for one that has not come to it. */
function tallyOf({ status, output, error }: RunState): Tally | null {
  if (status === 'succeeded' && output !== null) return JSON.parse(output);
  return error?.name === 'TooManyRowsFailed' ? JSON.parse(error.cause) : null;
}

/** The address of the campaign's folder, by that of its manifest's parts. */
function filesOf(manifest: string, run: string): string {
  return manifest.slice(0, -`/${partsPrefix(run)}`.length);
}

/** Brings what was told of rows before a run broke. @throws StitchError batch/run-failed. */
async function broken(
  { status, error }: RunState,
  { run, out, told }: Waited,
  settings: CommandOptions,
): Promise<never> {
  const [, reason, files] =
    new RegExp(`^(.*) \\((s3://\\S+)/${partsPrefix(run)}\\)$`, 's').exec(error?.cause ?? '') ?? [];
  let brought = '';
  if (files !== undefined) {
    await fetchManifest(await openRepo(files, bucketSettings(settings)), run, out);
    brought = `; ${out}/manifest.csv tells of the rows that it came to`;
  }
  const why =
    status === 'stopped'
      ? 'been stopped by someone'
      : status === 'timed-out'
        ? 'taken longer than the stage lets it'
        : `failed (${shortened(reason ?? inWords(error))})`;
  const what = `${told} has ${why}${brought}; docs/troubleshooting.md#campaigns-in-aws tells what helps`;
  throw new StitchError('batch/run-failed', what, { details: { run } });
}

function inWords(error: RunState['error']): string {
  if (error === null) return 'AWS does not say why';
  return error.cause === '' ? error.name : `${error.name}: ${error.cause}`;
}

/** Lambda wraps what went wrong into JSON, after its name. */
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
      lines.push(`  ${formatCount(failed)} not said: ${printable(out)}/manifest.csv tells why`);
    }
    if (lost > 0) {
      lines.push(
        `  ${formatCount(lost)} of them in batches that failed: the dead letters have them`,
      );
    }
    if (state.status === 'failed')
      lines.push(`  more than the stage ${stage} puts up with: the run counts as failed`);
    await io.stdout.write(lines.map((line) => `${line}\n`).join(''));
  }
}
