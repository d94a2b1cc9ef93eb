import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import { missingError, refuseLong } from '../message/planner.ts';
import type { Options } from '../options/render.ts';
import type { Limits } from '../options/service.ts';
import { estimateBytes, type Layout } from '../render/layout.ts';
import type { SpeechInput } from './requests.ts';

/** What errors call the place of the clips. */
const LIBRARY = 'the library';
/** A larger answer is no message any more. */
const MAX_FILE_BYTES = 64e6;

/** @param langs that may be asked for; undefined for any. @throws StitchError request/malformed. */
export function refuseLanguage(lang: string, langs: readonly string[] | undefined): void {
  if (langs === undefined || langs.includes(lang)) return;
  const what = `lang takes one of ${langs.join(', ')} here, not ${lang}`;
  throw new StitchError('request/malformed', what);
}

/** Refuses what would take long to resolve. @throws StitchError message/too-long. */
export function refuseLongRequest(asked: SpeechInput, { maxCharacters, maxClips }: Limits): void {
  if ('audioFiles' in asked) {
    refuseManyClips(asked.audioFiles.length, maxClips);
  } else {
    // To see whether values can be said takes as long as to see it of a message.
    refuseLong([asked.message, ...Object.values(asked.values ?? {})].join(''), maxCharacters);
  }
}

/** @throws StitchError message/too-long. */
export function refuseManyClips(clips: number, most: number): void {
  if (clips <= most) return;
  const what = `the message takes ${clips} clips, and ${most} is the most here; part it`;
  throw new StitchError('message/too-long', what);
}

/** Where words without a clip are not to be left out. @throws StitchError message/missing. */
export function refuseMissing(plan: Plan, options: Options): void {
  const error = options.missing === 'fail' ? missingError(plan, LIBRARY) : null;
  if (error !== null) throw error;
}

/** @throws StitchError message/too-long for more than so many seconds, or a file that no one would send. */
export function refuseLongSound(layout: Layout, { maxSeconds }: Limits): void {
  const { durationSeconds } = layout;
  const bytes = estimateBytes(layout);
  if (durationSeconds <= maxSeconds && bytes <= MAX_FILE_BYTES) return;
  const what =
    durationSeconds > maxSeconds
      ? `the message would last ${durationSeconds.toFixed(1)} s, and ${maxSeconds} s is the most here; part it`
      : `the file would have ${bytes} bytes, and ${MAX_FILE_BYTES} is the most; ask for MP3, or for a lower sample rate`;
  throw new StitchError('message/too-long', what);
}
