import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { isClipped, isSilent } from '../../audio/inspect.ts';
import { durationSeconds, type Pcm } from '../../audio/pcm.ts';
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
  /** What its owner should know, though it is played: worded to follow the clip's name. */
  readonly warnings: readonly string[];
  /** SHA-256 of the file; null where it is gone. */
  readonly hash: string | null;
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
      '\nExamples:\n  stitch clips --root ./audios\n  stitch clips --strict && echo all is well\n\n' +
        'Exit code 4 if a clip cannot be read; with --strict also for any conflict, fault or warning.',
    );
  const lang = `language of the clips, for their words and numbers (default: ${DEFAULT_LANG})`;
  addRenderOptions(command, { lang }, ['lang']);
  addCommandOptions(
    command,
    ['root', 's3Endpoint', 's3TimeoutSeconds', 'strict', 'json', 'quiet', 'config'],
    {
      strict: 'exit with 4 for any conflict, fault or warning',
    },
  );
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
  const reports = withDuplicates(await inspected.finally(() => progress.clear()));
  await io.stdout.write(settings.json ? asJson(library, reports) : asText(library, reports));
  const isPerfect =
    library.conflicts.length === 0 &&
    faultsOf(library, reports).length === 0 &&
    reports.every(({ warnings }) => warnings.length === 0);
  return reports.every(isReadable) && (isPerfect || !settings.strict) ? 0 : 4;
}

/** Adds warnings to clips whose file is that of an earlier one, byte for byte. */
function withDuplicates(reports: readonly ClipReport[]): readonly ClipReport[] {
  const first = new Map<string, string>();
  return reports.map((report) => {
    const { hash, clip, warnings } = report;
    if (hash === null) return report;
    const same = first.get(hash);
    if (same === undefined) first.set(hash, clip.key);
    else return { ...report, warnings: [...warnings, `is the same recording as ${same}`] };
    return report;
  });
}

function isReadable({ durationSeconds: seconds }: ClipReport): boolean {
  return seconds !== null;
}

async function inspect(clip: Clip, repo: Repo): Promise<ClipReport> {
  const unread = { clip, durationSeconds: null, format: '', warnings: [], hash: null };
  const value = await repo.read(clip.key).catch(asFault);
  if (value === null) return { ...unread, fault: 'is gone' };
  if (value instanceof StitchError) return { ...unread, fault: value.message };
  const hash = createHash('sha256').update(value.bytes).digest('hex');
  const decoded = await inlineWorker.decode(value.bytes, clip.key).catch(asFault);
  if (decoded instanceof StitchError) return { ...unread, hash, fault: decoded.message };
  const { pcm, encoding, warnings } = decoded;
  const count = pcm.channels.length;
  const channels = count === 1 ? 'mono' : count === 2 ? 'stereo' : `${count} channels`;
  const format = `${encoding}, ${pcm.sampleRateHz} Hz, ${channels}`;
  const fault = warnings[0] ?? null;
  return {
    ...unread,
    durationSeconds: durationSeconds(pcm),
    format,
    fault,
    warnings: soundWarnings(pcm),
    hash,
  };
}

function soundWarnings(pcm: Pcm): readonly string[] {
  if (isSilent(pcm)) return ['is silent throughout'];
  return isClipped(pcm) ? ['was recorded too loud: its waves are cut off; record it again'] : [];
}

function asFault(error: unknown): StitchError {
  if (error instanceof StitchError) return error;
  throw error;
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
  const warnings = reports.flatMap(({ clip, warnings: whats }) =>
    whats.map((what) => `warning: ${clip.key} ${what}\n`),
  );
  const total = reports.reduce((sum, { durationSeconds: seconds }) => sum + (seconds ?? 0), 0);
  const summary =
    `${plural(reports.length, 'clip')}, ${total.toFixed(1)} s, ` +
    `${plural(conflicts.length, 'conflict')}, ${plural(faults.length, 'fault')}` +
    (warnings.length > 0 ? `, ${plural(warnings.length, 'warning')}\n` : '\n');
  return (
    table +
    [...conflicts, ...faults, ...warnings]
      .map((line) => `${printable(line.trimEnd())}\n`)
      .join('') +
    summary
  );
}

function asJson(library: Library, reports: readonly ClipReport[]): string {
  return `${JSON.stringify({
    success: reports.every(isReadable),
    clips: reports.map(({ clip, durationSeconds: seconds, format, fault, warnings }) => ({
      clip: clip.key,
      says: clip.says,
      bytes: clip.sizeBytes,
      duration_seconds: seconds,
      format,
      fault,
      warnings,
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
