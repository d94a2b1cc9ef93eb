import type { SoundFacts } from '../../audio/inspect.ts';
import type { Clip, Library } from '../../library/library.ts';
import { plural } from '../../util/plural.ts';
import { formatTable, printable } from './table.ts';

/** The clips of one or more languages. */
export type ListedClips = Pick<Library, 'clips' | 'conflicts' | 'problems'>;

/** The facts of one clip's file. */
export interface ClipReport {
  readonly clip: Clip;
  readonly durationSeconds: number | null;
  readonly format: string;
  /** Null for a clip that cannot be read. */
  readonly sound: SoundFacts | null;
  readonly fault: string | null;
  /** Warnings about a clip that is played nevertheless, worded to follow its name. */
  readonly warnings: readonly string[];
  /** SHA-256 of the file; null where it is gone. */
  readonly hash: string | null;
}

/** Whether a clip can be decoded. */
export function isReadable({ durationSeconds: seconds }: ClipReport): boolean {
  return seconds !== null;
}

function decibels(value: number | null | undefined): string {
  return value === null || value === undefined ? '' : value.toFixed(1);
}

/** The clips as a table, with conflicts, faults and warnings. */
export function clipsText(library: ListedClips, reports: readonly ClipReport[]): string {
  const hasLanguages = reports.some(({ clip }) => clip.language !== null);
  const table = formatTable(
    [
      ...(hasLanguages ? [{ heading: 'language' }] : []),
      { heading: 'clip' },
      { heading: 'says' },
      { heading: 'seconds', right: true },
      { heading: 'trimmed', right: true },
      { heading: 'level', right: true },
      { heading: 'peak', right: true },
      { heading: 'noise', right: true },
      { heading: 'format' },
    ],
    reports.map(({ clip, durationSeconds: seconds, sound, format }) => [
      ...(hasLanguages ? [clip.language ?? 'any'] : []),
      clip.key,
      clip.says.join(' | '),
      seconds === null ? '' : seconds.toFixed(3),
      sound === null ? '' : sound.trimmedSeconds.toFixed(3),
      decibels(sound?.levelDb),
      decibels(sound?.peakDb),
      decibels(sound?.noiseDb),
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

/** The clips as one line of JSON. */
export function clipsJson(library: ListedClips, reports: readonly ClipReport[]): string {
  return `${JSON.stringify({
    success: reports.every(isReadable),
    clips: reports.map(({ clip, durationSeconds: seconds, sound, format, fault, warnings }) => ({
      clip: clip.key,
      ...(clip.language !== null && { language: clip.language }),
      says: clip.says,
      bytes: clip.sizeBytes,
      duration_seconds: seconds,
      trimmed_seconds: sound?.trimmedSeconds ?? null,
      level_db: sound?.levelDb ?? null,
      peak_db: sound?.peakDb ?? null,
      noise_db: sound?.noiseDb ?? null,
      format,
      fault,
      warnings,
    })),
    conflicts: library.conflicts,
    faults: faultsOf(library, reports),
  })}\n`;
}

/** Faults of clips and of the library. */
export function faultsOf(library: ListedClips, reports: readonly ClipReport[]) {
  const unreadable = reports.flatMap(({ clip, fault }) =>
    fault === null ? [] : [{ where: clip.key, what: fault }],
  );
  return [...unreadable, ...library.problems];
}
