import type { Command } from 'commander';
import { durationSeconds } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import type { Clip, Library } from '../../library/library.ts';
import { DEFAULT_LANG, parseOptions } from '../../options/render.ts';
import { inlineWorker } from '../../render/worker/inline.ts';
import { openRepo } from '../../repo/open-repo.ts';
import type { Repo } from '../../repo/repo.ts';
import { createStitcher } from '../../stitcher.ts';
import { mapConcurrent } from '../../util/concurrency.ts';
import { plural } from '../../util/plural.ts';
import type { Io } from '../io.ts';
import { bucketSettings } from '../locations.ts';
import { addCommandOptions, addRenderOptions, GivenOptions } from '../options.ts';
import { ProgressBar } from '../report/progress.ts';
import { formatTable, printable } from '../report/table.ts';

/** The facts of one clip's file. */
interface ClipReport {
  readonly clip: Clip;
  readonly durationSeconds: number | null;
  readonly format: string;
  readonly fault: string | null;
}

/** Clips that are read concurrently. */
const CONCURRENT_READS = 16;

/** Adds `stitch clips`. */
export function addClipsCommand(
  program: Command,
  io: Io,
  setExitCode: (code: number) => void,
): void {
  const command = program
    .command('clips')
    .description('list the clips: words, length, format, conflicts and faults')
    .addHelpText(
      'after',
      '\nExample:\n  stitch clips --root ./audios\n\nExit code 4 if a clip cannot be read.',
    );
  const lang = `language of the clips, for their words and numbers (default: ${DEFAULT_LANG})`;
  addRenderOptions(command, { lang }, ['lang']);
  addCommandOptions(command, ['root', 's3Endpoint', 's3TimeoutSeconds', 'json', 'quiet', 'config']);
  command.action(async () => setExitCode(await listClips(command, io)));
}

async function listClips(command: Command, io: Io): Promise<number> {
  const given = new GivenOptions(command, io);
  const settings = given.parseCommandOptions();
  const { lang } = parseOptions({ lang: given.render().lang }, given.nameOf);
  const repo = await openRepo(settings.root, bucketSettings(settings));
  const library = await createStitcher(repo).library(lang);
  const progress = new ProgressBar(io, !settings.quiet);
  let done = 0;
  const inspected = mapConcurrent(library.clips, CONCURRENT_READS, async (clip) => {
    const report = await inspect(clip, repo);
    progress.update({ stage: 'read', done: ++done, total: library.clips.length });
    return report;
  });
  const reports = await inspected.finally(() => progress.clear());
  await io.stdout.write(settings.json ? asJson(library, reports) : asText(library, reports));
  return reports.every(isReadable) ? 0 : 4;
}

function isReadable({ durationSeconds: seconds }: ClipReport): boolean {
  return seconds !== null;
}

async function inspect(clip: Clip, repo: Repo): Promise<ClipReport> {
  try {
    const value = await repo.read(clip.key);
    if (value === null) return { clip, durationSeconds: null, format: '', fault: 'is gone' };
    const { pcm, encoding, warnings } = await inlineWorker.decode(value.bytes, clip.key);
    const channels =
      pcm.channels.length === 1
        ? 'mono'
        : pcm.channels.length === 2
          ? 'stereo'
          : `${pcm.channels.length} channels`;
    const format = `${encoding}, ${pcm.sampleRateHz} Hz, ${channels}`;
    return { clip, durationSeconds: durationSeconds(pcm), format, fault: warnings[0] ?? null };
  } catch (error) {
    if (!(error instanceof StitchError)) throw error;
    return { clip, durationSeconds: null, format: '', fault: error.message };
  }
}

function asText(library: Library, reports: readonly ClipReport[]): string {
  const table = formatTable(
    [
      { heading: 'clip' },
      { heading: 'says' },
      { heading: 'seconds', right: true },
      { heading: 'format' },
    ],
    reports.map(({ clip, durationSeconds: seconds, format }) => [
      clip.key,
      clip.says.join(' | '),
      seconds === null ? '' : seconds.toFixed(3),
      format,
    ]),
  );
  const faults = faultsOf(library, reports).map(({ where, what }) =>
    what.includes(where) ? `fault: ${what}\n` : `fault: ${where} ${what}\n`,
  );
  const conflicts = library.conflicts.map(
    ({ says, used, unused }) =>
      `conflict: "${says}" is said by ${used}; never used: ${unused.join(', ')}\n`,
  );
  const total = reports.reduce((sum, { durationSeconds: seconds }) => sum + (seconds ?? 0), 0);
  const summary =
    `${plural(reports.length, 'clip')}, ${total.toFixed(1)} s, ` +
    `${plural(conflicts.length, 'conflict')}, ${plural(faults.length, 'fault')}\n`;
  return (
    table +
    [...conflicts, ...faults].map((line) => `${printable(line.trimEnd())}\n`).join('') +
    summary
  );
}

function asJson(library: Library, reports: readonly ClipReport[]): string {
  return `${JSON.stringify({
    success: reports.every(isReadable),
    clips: reports.map(({ clip, durationSeconds: seconds, format, fault }) => ({
      clip: clip.key,
      says: clip.says,
      bytes: clip.sizeBytes,
      duration_seconds: seconds,
      format,
      fault,
    })),
    conflicts: library.conflicts,
    faults: faultsOf(library, reports),
  })}\n`;
}

function faultsOf(library: Library, reports: readonly ClipReport[]) {
  const unreadable = reports.flatMap(({ clip, fault }) =>
    fault === null ? [] : [{ where: clip.key, what: fault }],
  );
  return [...unreadable, ...library.problems];
}
