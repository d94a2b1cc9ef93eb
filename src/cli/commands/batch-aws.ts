import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { prepareFolder } from '../../aws/step-functions/fetch-manifest.ts';
import { CAMPAIGN_NAME } from '../../aws/step-functions/runs.ts';
import { type RunState, StateMachine } from '../../aws/step-functions/state-machine.ts';
import { FileNamer } from '../../campaign/file-namer.ts';
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

/** Where a stage reads rows, in its bucket with the clips (infra/buckets.ts). */
const ROWS_PREFIX = 'rows/';
/** How often a run is looked at: at first, and at the most. */
const FIRST_LOOK_MS = 250;
const LAST_LOOK_MS = 5000;
/** How long AWS may be out of reach while a run is waited for. */
const PATIENCE_MS = 5 * 60_000;
/** What a shell says of a program that was stopped by Ctrl-C. */
const EXIT_STOPPED = 130;

const SHORT_LINKS =
  'warning: links of campaigns in AWS end with the session of the function that made them, after some hours at most, whatever --url says\n';

/** `stitch batch --aws`: has a stage's state machine say a campaign, waits and fetches the manifest. @returns the exit code. */
export async function batchInAws(
  address: string,
  given: GivenOptions,
  settings: CommandOptions,
  command: Command,
  io: Io,
): Promise<number> {
  const startedMs = io.now();
  refuseForeign(command);
  const { bucket, key } = rowsIn(address);
  const out = settings.out ?? './out';
  if (parsePlace(out).kind === 'bucket' || out === '-') {
    const what = `--out ${out} is no folder; with --aws it is where the manifest goes on this machine`;
    throw new StitchError('usage/option', what);
  }
  const campaign = settings.campaign ?? campaignOf(key);
  const render = { ...given.render(), format: formatOf(settings.name, given, 'name') };
  const options = parseOptions(render, given.nameOf);
  const batch = { campaign, ...batchInput(render, settings) };
  new FileNamer(settings.name, options.format, null); // refused before anyone is asked, if it is none
  const machine = await StateMachine.find(settings.stage);
  const run = settings.run ?? newRun(campaign);
  const input = { csv: { bucket, key }, batch };
  const before = settings.run === undefined ? null : await machine.look(run);
  if (before === null) {
    const rows = await checkRows(address, settings, options.format);
    if (!settings.quiet) await io.stderr.write(`${plural(rows, 'row')} can be read\n`);
    if (settings.wait) await prepareFolder(out);
    const hasLinks = settings.urlSeconds !== undefined;
    if (hasLinks && !settings.quiet) await io.stderr.write(SHORT_LINKS);
    await machine.start(run, input);
  } else if (before.input !== JSON.stringify(input)) {
    const what = `there is a run ${run} of other rows, template, names or options; give --run another name, or leave it out`;
    throw new StitchError('usage/option', what);
  }
  const told = `run ${run} of campaign ${campaign} on stage ${settings.stage}`;
  if (!settings.quiet) {
    await io.stderr.write(`${before === null ? 'started' : 'found'} ${printable(told)}\n`);
  }
  if (!settings.wait) return tellStarted(run, campaign, settings, io);
  const state = await untilOver(machine, run, settings, io);
  if (state === null) {
    const again = `it goes on; to wait for it again, add --run ${run}`;
    if (!settings.quiet)
      await io.stderr.write(`stopped waiting for ${printable(told)}; ${again}\n`);
    return EXIT_STOPPED;
  }
  return fetchOutcome(state, { run, campaign, out, told, startedMs }, settings, io);
}

/** Options that are the function's own matter, or that of this machine. */
const HERE_ALONE = ['root', 'cache', 'jobs', 'strict', 'restart'];

function refuseForeign(command: Command): void {
  const given = HERE_ALONE.find((option) => command.getOptionValueSource(option) === 'cli');
  if (given === undefined) return;
  const what = `--${given} says nothing to a campaign in AWS; leave it out, or --aws`;
  throw new StitchError('usage/option', what);
}

function rowsIn(address: string): { readonly bucket: string; readonly key: string } {
  const place = address === '-' ? null : parsePlace(address);
  if (place?.kind !== 'bucket' || !place.prefix.startsWith(ROWS_PREFIX)) {
    const what = `${address} is not where campaigns in AWS are read from; put them into ${ROWS_PREFIX} of the stage's bucket with the clips, as in s3://…/${ROWS_PREFIX}people.csv`;
    throw new StitchError('usage/option', what);
  }
  return { bucket: place.bucket, key: place.prefix };
}

function campaignOf(key: string): string {
  const campaign = key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  if (CAMPAIGN_NAME.test(campaign)) return campaign;
  const what = `${JSON.stringify(campaign)} can be no campaign's name; give --campaign letters, digits, ".", "_" and "-"`;
  throw new StitchError('usage/option', what);
}

/** As in march-20261123T081500Z-4f1a: no two are the same. */
function newRun(campaign: string): string {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  return `${campaign.replace(/[^\w]/g, '-').slice(0, 50)}-${time}-${randomBytes(2).toString('hex')}`;
}

/** The function's input, by the names of request fields: only given options, none of this machine's defaults. */
function batchInput(render: RawOptions, settings: CommandOptions): Record<string, unknown> {
  const { template, name, urlSeconds } = settings;
  const given: RawOptions = { template, name, urlSeconds, ...render };
  return Object.fromEntries(
    [...COMMAND_OPTIONS, ...RENDER_OPTIONS]
      .map((definition) => [definition.field, given[definition.name]])
      .filter(([, value]) => value !== undefined),
  );
}

/** Waits for a run, and shows how far it is. @returns null where the user has waited enough. */
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
    for (let pauseMs = FIRST_LOOK_MS; !isStopped; pauseMs = Math.min(pauseMs * 1.5, LAST_LOOK_MS)) {
      const state = await machine.look(run).catch((error) => {
        if (io.now() - heardMs > PATIENCE_MS) throw hinted(error, run);
        return undefined;
      });
      if (state !== undefined) heardMs = io.now();
      if (state && state.status !== 'running') return state;
      // How far it is can do without: who may not ask waits all the same.
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

/** An error that tells how to go on with it. */
function hinted(error: unknown, run: string): unknown {
  if (!(error instanceof StitchError)) return error;
  const what = `${error.message}; the run goes on: to wait for it again, add --run ${run}`;
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
