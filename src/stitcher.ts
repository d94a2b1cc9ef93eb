import { type OptionsInput, parseOptions } from './config.ts';
import { counted, StitchError } from './errors.ts';
import { type Library, openLibrary, requireClips } from './library/library.ts';
import { describeMissing, wordsToRecord } from './message/missing.ts';
import { loadNumberWords } from './message/number-words.ts';
import { missingSteps, type Plan, type Step } from './message/plan.ts';
import { resolve } from './message/resolve.ts';
import { fillTemplate } from './message/template.ts';
import {
  type LaidOut,
  noSuchClip,
  type Prepared,
  type Progress,
  prepareClips,
  render,
} from './render.ts';
import { parseKey, type Repo } from './repo/repo.ts';

/** How a message is given besides the options of the render. */
export interface MessageOptions extends OptionsInput {
  /** Values for `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string | number>> | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

/** A finished render. */
export interface Stitched extends LaidOut {
  /** The file: MP3 or WAV, as `profile.container` says. */
  readonly bytes: Uint8Array;
  readonly mediaType: 'audio/mpeg' | 'audio/wav';
}

/** Turns messages into speech from the clips of one repo. Made by `createStitcher`. */
export interface Stitcher {
  /** The library, listed when first needed and then kept, for each language. */
  library(lang?: string): Promise<Library>;
  /** Resolves a message without reading any clip; missing words are steps of the plan. */
  plan(message: string, options?: MessageOptions): Promise<Plan>;
  /** Resolves, prepares and lays out, and encodes nothing. Missing words are left out or silent. */
  layOut(message: string | Plan, options?: MessageOptions): Promise<LaidOut>;
  /** Makes the finished audio. @throws StitchError of any kind but internal/fault for what is given. */
  stitch(message: string | Plan, options?: MessageOptions): Promise<Stitched>;
  /** The plan of named clips, in order, instead of a message. @throws StitchError clip/not-found. */
  planFiles(names: readonly string[]): Promise<Plan>;
}

/** Some twelve hours of speech. */
const MOST_CHARACTERS = 100_000;
/** No writing has so many marks on one letter (UAX #15, Stream-Safe Text); to order them takes their square. */
const TOO_MANY_MARKS = /\p{M}{31}/u;

/** A stitcher over the clips of `repo`. Nothing is read before it is needed. */
export function createStitcher(repo: Repo): Stitcher {
  const libraries = new Map<string, Promise<Library>>();

  const library = (lang?: string): Promise<Library> => {
    const language = parseOptions({ lang }).lang;
    let opened = libraries.get(language);
    if (opened === undefined) {
      opened = openLibrary(repo, language);
      // A failure is not kept: the next call tries again.
      opened.catch(() => libraries.delete(language));
      libraries.set(language, opened);
    }
    return opened;
  };

  const plan = async (message: string, given: MessageOptions = {}): Promise<Plan> => {
    const { options, values } = parse(given);
    if (typeof message !== 'string') {
      throw new StitchError('usage/option', `the message has to be text, not ${typeof message}`);
    }
    const texts = [message, ...Object.values(values ?? {})];
    texts.forEach(refuseLong);
    const opened = requireClips(await library(options.lang));
    const needsNumbers = opened.numbers === null && texts.some((text) => /\p{N}/u.test(text));
    const numbers = needsNumbers ? await loadNumberWords(options.lang) : opened.numbers;
    const resources = { lexicon: opened.lexicon, language: opened.language, numbers };
    const canSay = (text: string) => missingSteps(resolve(text, resources)).length === 0;
    const text = values === undefined ? message : fillTemplate(message, values, canSay);
    refuseLong(text);
    return resolve(text, resources);
  };

  const lay = async (message: string | Plan, given: MessageOptions): Promise<Prepared> => {
    const { options, onProgress } = parse(given);
    const made = isPlan(message) ? message : await plan(message, given);
    return prepareClips(made, repo, options, onProgress);
  };

  return {
    library,
    plan,
    async layOut(message, given = {}) {
      return (await lay(message, given)).laidOut;
    },
    async stitch(message, given = {}) {
      const made = isPlan(message) ? message : await plan(message, given);
      const error =
        parse(given).options.missing === 'fail' ? missingError(made, repo.address) : null;
      if (error !== null) throw error;
      const prepared = await lay(made, given);
      const bytes = await render(prepared, given.onProgress);
      const mediaType = prepared.laidOut.profile.container === 'mp3' ? 'audio/mpeg' : 'audio/wav';
      return { ...prepared.laidOut, bytes, mediaType };
    },
    async planFiles(names) {
      const steps: Step[] = [];
      for (const name of names) {
        const key = parseKey(name.replace(/^(\.\/)+/, ''));
        if ((await repo.stat(key)) === null) throw noSuchClip(name, repo);
        const words = [key.slice(key.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '')];
        steps.push({ kind: 'clip', clip: key, words, span: { start: 0, end: 0 } });
      }
      return { text: '', steps };
    },
  };
}

/**
 * Turns one message into speech: `createStitcher(repo).stitch(message, options)`.
 * @throws StitchError whose message names the thing and the remedy.
 */
export function stitch(
  message: string,
  repo: Repo,
  options: MessageOptions = {},
): Promise<Stitched> {
  return createStitcher(repo).stitch(message, options);
}

function parse({ values, onProgress, ...options }: MessageOptions) {
  const texts = values && Object.entries(values).map(([name, value]) => [name, String(value)]);
  return {
    options: parseOptions(options),
    values: texts && (Object.fromEntries(texts) as Record<string, string>),
    onProgress,
  };
}

/** The error of a plan that lacks words, or null. `address` is where they would be recorded. */
export function missingError(plan: Plan, address: string): StitchError | null {
  const missing = missingSteps(plan);
  if (missing.length === 0) return null;
  return new StitchError(
    'message/missing',
    `${counted(missing.length, 'word')} of the message ${missing.length === 1 ? 'has' : 'have'} no clip: ` +
      `${describeMissing(missing)}\n` +
      `record ${wordsToRecord(missing)} into ${address}`,
    { details: { missing } },
  );
}

function isPlan(message: string | Plan): message is Plan {
  return typeof message === 'object' && Array.isArray(message?.steps);
}

/** @throws StitchError message/too-long for a message, or a value of one, that would take long to resolve. */
function refuseLong(text: string): void {
  if (text.length > MOST_CHARACTERS) {
    throw new StitchError(
      'message/too-long',
      `the message has ${text.length} characters, and ${MOST_CHARACTERS} is the most; part it`,
    );
  }
  if (TOO_MANY_MARKS.test(text)) {
    throw new StitchError(
      'message/too-long',
      'the message has a letter with more than 30 marks on it, which no writing has; take them off',
    );
  }
}
