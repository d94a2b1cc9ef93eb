import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { createFolder } from '../../aws/step-functions/fetch-manifest.ts';
import { CAMPAIGN_NAME_PATTERN } from '../../aws/step-functions/runs.ts';
import { type RunState, StateMachine } from '../../aws/step-functions/state-machine.ts';
import { FileNamer } from '../../campaign/file-namer.ts';
import type { TemplateSource } from '../../campaign/templates.ts';
import { StitchError } from '../../errors.ts';
import { COMMAND_OPTIONS, type CommandOptions } from '../../options/command.ts';
import type { RawOptions } from '../../options/raw.ts';
import { parseOptions, RENDER_OPTIONS } from '../../options/render.ts';
import { parsePlace } from '../../repo/open-repo.ts';
import { plural } from '../../util/plural.ts';
import { checkRows } from '../aws/check-rows.ts';
import { fetchOutcome } from '../aws/fetch-outcome.ts';
import type { Io } from '../io.ts';
import type { GivenOptions } from '../options.ts';
import { formatOf } from '../output.ts';
import { RowProgress } from '../report/row-progress.ts';
import { printable } from '../report/table.ts';
import { readTemplate } from '../template.ts';

/** The prefix of rows in a stage's bucket with the clips (infra/buckets.ts). */
const ROWS_PREFIX = 'rows/';
/** Interval between polls of a run: the first, and the longest. */
const MIN_POLL_MS = 250;
const MAX_POLL_MS = 5000;
/** Polling fails once AWS has been unreachable for this long. */
const MAX_SILENCE_MS = 5 * 60_000;
/** The exit code after Ctrl-C: 128 + SIGINT. */
const EXIT_STOPPED = 130;

const SHORT_LINKS =
  'warning: links of campaigns in AWS expire with the session of the function that made them, after a few hours at most, whatever --url says\n';

/** `stitch batch --aws`: starts a campaign on a stage's state machine, waits for it and fetches the manifest. @returns the exit code. */
export async function batchInAws(
  address: string,
  given: GivenOptions,
  settings: CommandOptions,
  command: Command,
  io: Io,
): Promise<number> {
  const startedMs = io.now();
  refuseLocalOptions(command);
  const { bucket, key } = rowsIn(address);
  const out = settings.out ?? './out';
  if (parsePlace(out).kind === 'bucket' || out === '-') {
    const what = `--out ${out} is not a local folder; with --aws, give the folder for the manifest on this machine`;
    throw new StitchError('usage/option', what);
  }
  const campaign = settings.campaign ?? campaignOf(key);
  const render = { ...given.render(), format: formatOf(settings.name, given, 'name') };
  const options = parseOptions(render, given.nameOf);
  const template = await readTemplate(settings);
  const batch = { campaign, ...batchInput(render, settings, template) };
  new FileNamer(settings.name, options.format, null); // refuses a bad pattern before AWS is called
  const machine = await StateMachine.find(settings.stage);
  const run = settings.run ?? newRun(campaign);
  const input = { csv: { bucket, key }, batch };
  const before = settings.run === undefined ? null : await machine.describe(run);
  if (before === null) {
    const rows = await checkRows(address, settings, template, options.format);
    if (!settings.quiet) await io.stderr.write(`${plural(rows, 'row')} can be read\n`);
    if (settings.wait) await createFolder(out);
    const hasLinks = settings.urlSeconds !== undefined;
    if (hasLinks && !settings.quiet) await io.stderr.write(SHORT_LINKS);
    await machine.start(run, input);
  } else if (before.input !== JSON.stringify(input)) {
    const what = `run ${run} exists with other rows, template, names or options; give --run another name, or leave it out`;
    throw new StitchError('usage/option', what);
  }
  const told = `run ${run} of campaign ${campaign} on stage ${settings.stage}`;
  if (!settings.quiet) {
    await io.stderr.write(`${before === null ? 'started' : 'found'} ${printable(told)}\n`);
  }
  if (!settings.wait) return tellStarted(run, campaign, settings, io);
  const state = await untilOver(machine, run, settings, io);
  if (state === null) {
    const again = `it continues; to wait for it again, add --run ${run}`;
    if (!settings.quiet)
      await io.stderr.write(`stopped waiting for ${printable(told)}; ${again}\n`);
    return EXIT_STOPPED;
  }
  return fetchOutcome(state, { run, campaign, out, told, startedMs }, settings, io);
}

/** Options without effect in AWS. */
const LOCAL_OPTIONS = ['root', 'cache', 'jobs', 'strict', 'restart'];

function refuseLocalOptions(command: Command): void {
  const given = LOCAL_OPTIONS.find((option) => command.getOptionValueSource(option) === 'cli');
  if (given === undefined) return;
  const what = `--${given} has no effect with --aws; remove one of them`;
  throw new StitchError('usage/option', what);
}

function rowsIn(address: string): { readonly bucket: string; readonly key: string } {
  const place = address === '-' ? null : parsePlace(address);
  if (place?.kind !== 'bucket' || !place.prefix.startsWith(ROWS_PREFIX)) {
    const what = `${address} is not in ${ROWS_PREFIX} of a bucket; upload the rows to the stage's bucket with the clips, as in s3://…/${ROWS_PREFIX}people.csv`;
    throw new StitchError('usage/option', what);
  }
  return { bucket: place.bucket, key: place.prefix };
}

function campaignOf(key: string): string {
  const campaign = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  if (CAMPAIGN_NAME_PATTERN.test(campaign)) return campaign;
  const what = `${JSON.stringify(campaign)} is not a valid campaign name; give one with --campaign, of letters, digits, ".", "_" and "-"`;
  throw new StitchError('usage/option', what);
}

/** A unique name, such as march-20261123T081500Z-4f1a. */
function newRun(campaign: string): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return `${campaign.replace(/[^\w]/g, '-').slice(0, 50)}-${time}-${randomBytes(2).toString('hex')}`;
}

/** The function's input, by the names of request fields: only given options, none of this machine's defaults. */
function batchInput(
  render: RawOptions,
  { name, urlSeconds }: CommandOptions,
  template: TemplateSource,
): Record<string, unknown> {
  const given: RawOptions = { template: template ?? undefined, name, urlSeconds, ...render };
  return Object.fromEntries(
    [...COMMAND_OPTIONS, ...RENDER_OPTIONS]
      .map((definition) => [definition.field, given[definition.name]])
      .filter(([, value]) => value !== undefined),
  );
}

/** Waits for a run and shows its progress. @returns null if the user stopped waiting. */
async function untilOver(
  machine: StateMachine,
  run: string,
  { quiet }: CommandOptions,
  io: Io,
): Promise<RunState | null> {
  let isStopped = false;
  let wake: () => void = () => {};
  const undo = io.onStop(() => {
    isStopped = true;
    wake();
  });
  let heardMs = io.now();
  let share: number | null = null;
  const bar = new RowProgress(io, !quiet, () => share);
  try {
    for (let pauseMs = MIN_POLL_MS; !isStopped; pauseMs = Math.min(pauseMs * 1.5, MAX_POLL_MS)) {
      const state = await machine.describe(run).catch((error) => {
        if (io.now() - heardMs > MAX_SILENCE_MS) throw hinted(error, run);
        return undefined;
      });
      if (state !== undefined) heardMs = io.now();
      if (state && state.status !== 'running') return state;
      // Progress is optional: without the permission to read it, the wait goes on.
      const progress = state ? await machine.progress(run).catch(() => null) : null;
      if (progress !== null && progress.rows > 0) {
        share = progress.done / progress.rows;
        bar.update(progress.done, progress.failed);
      }
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, isStopped ? 0 : pauseMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    return null;
  } finally {
    await bar.clear();
    undo();
  }
}

/** Adds to an error how to wait for the run again. */
function hinted(error: unknown, run: string): unknown {
  if (!(error instanceof StitchError)) return error;
  const what = `${error.message}; the run continues; to wait for it again, add --run ${run}`;
  return new StitchError(error.code, what, { cause: error });
}

async function tellStarted(
  run: string,
  campaign: string,
  { json, stage }: CommandOptions,
  io: Io,
): Promise<number> {
  if (json) await io.stdout.write(`${JSON.stringify({ success: true, run, campaign, stage })}\n`);
  return 0;
}
