import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { runCampaign } from '../../campaign/campaign.ts';
import type { CampaignIdentity } from '../../campaign/lock.ts';
import type { CampaignSummary } from '../../campaign/summary.ts';
import type { TemplateSource } from '../../campaign/templates.ts';
import { StitchError } from '../../errors.ts';
import { openRoots } from '../../library/roots.ts';
import type { CommandOptions } from '../../options/command.ts';
import { parseOptions } from '../../options/render.ts';
import { openWorkerPool } from '../../render/worker/pool.ts';
import { openRepo, parsePlace } from '../../repo/open-repo.ts';
import { createStitcher } from '../../stitcher.ts';
import { plural } from '../../util/plural.ts';
import { openRows } from '../campaign.ts';
import type { Io } from '../io.ts';
import { bucketSettings, openCacheRepo, refuseAmongClips, rootSettings } from '../locations.ts';
import { GivenOptions } from '../options.ts';
import { formatOf } from '../output.ts';
import { emptyRows } from '../report/check.ts';
import { RowProgress } from '../report/row-progress.ts';
import { formatCount, formatDuration, formatSize, printable } from '../report/table.ts';

/** The output folder without --out. */
const DEFAULT_OUT = './out';
/** The exit code after Ctrl-C: 128 + SIGINT. */
const EXIT_STOPPED = 130;

/** `stitch batch`. @returns the exit code. */
export async function batch(address: string, command: Command, io: Io): Promise<number> {
  const startedMs = io.now();
  const given = new GivenOptions(command, io);
  const settings = given.parseCommandOptions();
  if (settings.aws) {
    const { batchInAws } = await import('./batch-aws.ts');
    return batchInAws(address, given, settings, command, io);
  }
  refuseAwsAlone(command);
  const options = parseOptions(
    { ...given.render(), format: formatOf(settings.name, given, 'name') },
    given.nameOf,
  );
  const out = settings.out ?? DEFAULT_OUT;
  if (out === '-') {
    throw new StitchError('usage/option', '--out takes a folder or s3://bucket/prefix, not -');
  }
  refuseAmongClips(out, settings.roots, `the files in ${out}`, '--out');
  if (
    ['manifest.csv', 'manifest.jsonl'].some((name) => resolve(address) === join(resolve(out), name))
  ) {
    throw new StitchError(
      'usage/option',
      `the manifest would replace ${address}; give --out another folder`,
    );
  }
  const pool = openWorkerPool(settings.jobs);
  const stop = new AbortController();
  const undoStop = io.onStop(() => stop.abort());
  const troubles: string[] = [];
  let summary: CampaignSummary;
  let progress: RowProgress | undefined;
  try {
    const stitcher = createStitcher(await openRoots(settings.roots, rootSettings(settings)), {
      cache: await openCacheRepo(settings, io),
      onWarning: (trouble) => troubles.push(trouble),
      worker: pool,
    });
    // Fails if there are no clips. With folders of languages that is for each row to find out.
    if (!(await stitcher.languages())?.length) await stitcher.planner(options.lang);
    const { campaign, template, share } = await openRows(address, stitcher, settings, options, io);
    const bar = new RowProgress(io, !settings.quiet, share);
    progress = bar;
    summary = await runCampaign(stitcher, campaign, {
      options,
      out: await openRepo(out, bucketSettings(settings)),
      name: settings.name,
      identity: identityOf(address, template, settings),
      restart: settings.restart,
      strict: settings.strict,
      urlSeconds: settings.urlSeconds,
      pool,
      system: io,
      stop: stop.signal,
      onWindow: ({ rows, failed }) => bar.update(rows, failed),
    });
  } finally {
    await progress?.clear();
    undoStop();
    await pool.close();
  }
  const tookSeconds = (io.now() - startedMs) / 1000;
  await tell(summary, out, tookSeconds, stop.signal.aborted, troubles, settings, io);
  if (stop.signal.aborted) return EXIT_STOPPED;
  return summary.failed > 0 ? 3 : 0;
}

/** Refuses flags of --aws without it, lest a large campaign be rendered here. @throws StitchError usage/option. */
function refuseAwsAlone(command: Command): void {
  const given = ['stage', 'campaign', 'run', 'wait'].find(
    (option) => command.getOptionValueSource(option) === 'cli',
  );
  if (given === undefined) return;
  const what = `--${given === 'wait' ? 'no-wait' : given} needs --aws; add it, or remove this flag`;
  throw new StitchError('usage/option', what);
}

/** Identifies a campaign in its output folder. Other changes re-render the rows they affect. */
function identityOf(
  address: string,
  template: TemplateSource,
  { name }: CommandOptions,
): CampaignIdentity {
  const isFile = address !== '-' && parsePlace(address).kind === 'folder';
  const text = typeof template === 'object' && template ? JSON.stringify(template) : template;
  return { input: isFile ? resolve(address) : address, template: text, name };
}

async function tell(
  summary: CampaignSummary,
  out: string,
  tookSeconds: number,
  wasStopped: boolean,
  troubles: readonly string[],
  { json, quiet }: CommandOptions,
  io: Io,
): Promise<void> {
  if (json) await io.stdout.write(summaryJson(summary, out, tookSeconds, wasStopped));
  const { clipsWithWarnings: clips, rowsWithWarnings } = summary;
  const has = clips === 1 ? 'has' : 'have';
  const warned = `warning: ${plural(clips, 'clip')} ${has} warnings, in ${formatCount(rowsWithWarnings)} ${rowsWithWarnings === 1 ? 'row' : 'rows'}; see the manifest\n`;
  if (quiet) {
    if (clips > 0) await io.stderr.write(warned);
    return;
  }
  for (const trouble of troubles) await io.stderr.write(`warning: ${printable(trouble)}\n`);
  for (const [warning, rows] of summary.warnings) {
    await io.stderr.write(`warning: ${printable(warning)} (${plural(rows, 'row')})\n`);
  }
  if (clips > 0) await io.stderr.write(warned);
  if (!json) await io.stdout.write(summaryText(summary, out, tookSeconds, wasStopped));
}

function summaryJson(
  summary: CampaignSummary,
  out: string,
  tookSeconds: number,
  wasStopped: boolean,
): string {
  return `${JSON.stringify({
    success: summary.failed === 0 && !wasStopped,
    out,
    stopped: wasStopped,
    rows: summary.rows,
    empty_rows: summary.emptyRows,
    said: summary.succeeded,
    failed: summary.failed,
    kept: summary.kept,
    with_alternatives: summary.withAlternatives,
    without_words: summary.withoutWords,
    files: summary.files,
    bytes: summary.bytes,
    duration_seconds: summary.durationSeconds,
    failures: summary.failures.map(({ code, rows, firstRow, message }) => {
      return { code, rows, first_row: firstRow, message };
    }),
    warnings: summary.warnings.map(([what, rows]) => ({ what, rows })),
    took_seconds: tookSeconds,
  })}\n`;
}

function summaryText(
  summary: CampaignSummary,
  out: string,
  tookSeconds: number,
  wasStopped: boolean,
): string {
  const { rows, succeeded: said, failed, kept, files, bytes, durationSeconds } = summary;
  const rate = formatCount(Math.round(rows / Math.max(tookSeconds, 0.001)));
  const lines = [
    `${printable(out)}: ${plural(rows, 'row')}${emptyRows(summary.emptyRows)}, ${formatCount(said)} said in ${plural(files, 'file')} ` +
      `of ${formatSize(bytes)}, ${formatDuration(durationSeconds)} of speech; took ${formatDuration(tookSeconds)}, ${rate} rows a second`,
  ];
  if (kept > 0) lines.push(`  ${formatCount(kept)} were done before and are unchanged`);
  if (summary.withAlternatives > 0) {
    lines.push(`  ${formatCount(summary.withAlternatives)} with an alternative instead of a value`);
  }
  if (summary.withoutWords > 0)
    lines.push(`  ${formatCount(summary.withoutWords)} with words left out`);
  if (failed > 0) lines.push(`  ${formatCount(failed)} not said:`);
  for (const { rows: count, firstRow, message } of summary.failures) {
    lines.push(
      `    ${formatCount(count)}, the first of them row ${formatCount(firstRow)}: ${printable(message)}`,
    );
  }
  if (wasStopped) lines.push('stopped; run the same command to continue');
  return lines.map((line) => `${line}\n`).join('');
}
