import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import { soundFacts, soundWarnings } from '../../audio/inspect.ts';
import { mix } from '../../audio/mix.ts';
import { durationSeconds } from '../../audio/pcm.ts';
import { StitchError } from '../../errors.ts';
import type { Clip } from '../../library/library.ts';
import { openRoots } from '../../library/roots.ts';
import { DEFAULT_LANG, parseOptions } from '../../options/render.ts';
import { inlineWorker } from '../../render/worker/inline.ts';
import type { Repo } from '../../repo/repo.ts';
import { createStitcher, type Stitcher } from '../../stitcher.ts';
import { mapConcurrent } from '../../util/concurrency.ts';
import type { Io } from '../io.ts';
import { rootSettings } from '../locations.ts';
import { addCommandOptions, addRenderOptions, GivenOptions } from '../options.ts';
import {
  type ClipReport,
  clipsJson,
  clipsText,
  faultsOf,
  isReadable,
  type ListedClips,
} from '../report/clips.ts';
import { ProgressBar } from '../report/progress.ts';

/** Clips whose level is this far from the middle one are raised or lowered much, and their noise with them. */
const FAR_FROM_OTHERS_DB = 12;

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
      '\nExamples:\n  stitch clips --root ./audios\n  stitch clips --root "audios/{lang}" --lang sw\n  stitch clips --strict && echo all is well\n\n' +
        'Exit code 4 if a clip cannot be read; with --strict also for any conflict, fault or warning.',
    );
  const lang = `language of the clips, for their words and numbers (default: ${DEFAULT_LANG}, or all that have a folder)`;
  addRenderOptions(command, { lang }, ['lang']);
  addCommandOptions(
    command,
    ['roots', 'prompts', 's3Endpoint', 's3TimeoutSeconds', 'strict', 'json', 'quiet', 'config'],
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
  const isGiven = given.render().lang !== undefined;
  const roots = await openRoots(settings.roots, rootSettings(settings));
  const library = await listLanguages(createStitcher(roots), isGiven ? lang : null);
  const progress = new ProgressBar(io, !settings.quiet);
  let done = 0;
  const inspected = mapConcurrent(library.clips, CONCURRENT_READS, async (clip) => {
    const report = await inspect(clip, roots.repo);
    progress.update({ stage: 'read', done: ++done, total: library.clips.length });
    return report;
  });
  const inspectedClips = await inspected.finally(() => progress.clear());
  const reports = withOutliers(withDuplicates(inspectedClips));
  if (!settings.quiet || settings.json)
    await io.stdout.write(
      settings.json ? clipsJson(library, reports) : clipsText(library, reports),
    );
  const isPerfect =
    library.conflicts.length === 0 &&
    faultsOf(library, reports).length === 0 &&
    reports.every(({ warnings }) => warnings.length === 0);
  return reports.every(isReadable) && (isPerfect || !settings.strict) ? 0 : 4;
}

/** The clips of a language; by default of all languages that have a folder, each clip once. */
async function listLanguages(stitcher: Stitcher, lang: string | null): Promise<ListedClips> {
  const all = lang === null ? ((await stitcher.languages()) ?? []) : [lang];
  const libraries = [];
  for (const language of all.length > 0 ? all : [DEFAULT_LANG])
    libraries.push(await stitcher.library(language));
  // Roots for all languages are in each library.
  const once = <T>(items: readonly T[], idOf: (item: T) => string) => [
    ...new Map(items.map((item) => [idOf(item), item])).values(),
  ];
  const textOf = (item: object) => JSON.stringify(item);
  return {
    clips: once(
      libraries.flatMap(({ clips }) => clips),
      ({ key }) => key,
    ),
    conflicts: once(
      libraries.flatMap(({ conflicts }) => conflicts),
      textOf,
    ),
    problems: once(
      libraries.flatMap(({ problems }) => problems),
      textOf,
    ),
  };
}

/** Adds warnings to clips whose level is far from that of the others. */
function withOutliers(reports: readonly ClipReport[]): readonly ClipReport[] {
  const levels = reports.flatMap(({ sound }) => sound?.levelDb ?? []).sort((a, b) => a - b);
  const middle = levels[Math.floor(levels.length / 2)];
  return reports.map((report) => {
    const away = middle === undefined ? 0 : (report.sound?.levelDb ?? middle) - middle;
    if (Math.abs(away) <= FAR_FROM_OTHERS_DB) return report;
    const how = away > 0 ? 'louder' : 'quieter';
    const what = `is ${Math.abs(away).toFixed(0)} dB ${how} than most clips; record it again`;
    return { ...report, warnings: [...report.warnings, what] };
  });
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

async function inspect(clip: Clip, repo: Repo): Promise<ClipReport> {
  const unread = {
    clip,
    durationSeconds: null,
    format: '',
    sound: null,
    warnings: [],
    hash: null,
  };
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
  const sound = soundFacts(mix(pcm, 1)); // as it is played
  return {
    ...unread,
    durationSeconds: durationSeconds(pcm),
    format,
    sound,
    fault: warnings[0] ?? null,
    warnings: soundWarnings(pcm, sound),
    hash,
  };
}

function asFault(error: unknown): StitchError {
  if (error instanceof StitchError) return error;
  throw error;
}
