import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import { missingError, refuseLong } from '../message/planner.ts';
import type { Options } from '../options/render.ts';
import type { Limits } from '../options/service.ts';
import { estimateBytes, type Layout } from '../render/layout.ts';
import type { SpeechInput } from './requests.ts';

/** The place of the clips in errors. */
const LIBRARY = 'the library';
/** Limit of a file's bytes. */
const MAX_FILE_BYTES = 64e6;

/** @param langs that may be asked for; undefined for any. @throws StitchError request/malformed. */
export function refuseLanguage(lang: string, langs: readonly string[] | undefined): void {
  if (langs === undefined || langs.includes(lang)) return;
  const what = `lang takes one of ${langs.join(', ')} here, not ${lang}`;
  throw new StitchError('request/malformed', what);
}

/** Refuses a request that would take long to resolve. @throws StitchError message/too-long. */
export function refuseLongRequest(asked: SpeechInput, { maxCharacters, maxClips }: Limits): void {
  if ('audioFiles' in asked) {
    refuseManyClips(asked.audioFiles.length, maxClips);
  } else {
    // Values take as long to resolve as the message.
    refuseLong([asked.message, ...Object.values(asked.values ?? {})].join(''), maxCharacters);
  }
}

/** @throws StitchError message/too-long. */
export function refuseManyClips(clips: number, max: number): void {
  if (clips <= max) return;
  const what = `the message takes ${clips} clips, the limit is ${max}; split it`;
  throw new StitchError('message/too-long', what);
}

/** Refuses a plan that lacks words, where they may not be left out. @throws StitchError message/missing. */
export function refuseMissing(plan: Plan, options: Options): void {
  const error = options.missing === 'fail' ? missingError(plan, LIBRARY) : null;
  if (error !== null) throw error;
}

/** @throws StitchError message/too-long for a render that is too long, or a file that is too large. */
export function refuseLongSound(layout: Layout, { maxSeconds }: Limits): void {
  const { durationSeconds } = layout;
  const bytes = estimateBytes(layout);
  if (durationSeconds <= maxSeconds && bytes <= MAX_FILE_BYTES) return;
  const what =
    durationSeconds > maxSeconds
      ? `the message would last ${durationSeconds.toFixed(1)} s, the limit is ${maxSeconds} s; split it`
      : `the file would have ${bytes} bytes, the limit is ${MAX_FILE_BYTES}; ask for another format, or a lower sample rate`;
  throw new StitchError('message/too-long', what);
}
