import { StitchError } from '../errors.ts';
import {
  type MissingStep,
  missingSteps,
  type NearClip,
  type Plan,
  type Span,
} from '../message/plan.ts';
import { wordsNeeded } from '../message/planner.ts';
import type { Options } from '../options/render.ts';
import type { Recipient } from './recipients.ts';
import { type MissingSet, type Recording, rankWords, recordingOrder } from './recording-order.ts';

/** A word without a clip in some recipients' messages. */
export interface MissingWord {
  readonly word: string;
  /** The language in whose folder it is missing; where roots are for any, that of the first row that needs it. */
  readonly lang: string;
  /** Recipients whose message needs it. */
  readonly blocks: number;
  /** First message with it. */
  readonly example: string;
  /** Its place there; null where the message says an alternative. */
  readonly place: Span | null;
  /** Clips that say something like it, for the 200 words that block most. */
  readonly nearest: readonly NearClip[];
}

/** A word to record, in the best order. */
export interface RecordingStep extends Recording {
  readonly lang: string;
  /** Rows that can be said in full once this and the words before it are recorded. */
  readonly sayable: number;
  readonly example: string;
  readonly place: Span | null;
  /** A file that may be its recording, in a format that is not supported. */
  readonly unread?: string;
}

/** Words for which near clips are searched, those that block most recipients: 0.2 s among 20,000 clips. */
const MAX_SUGGESTED = 200;

/** Where a word is missing first, and its step there, from which near clips are searched. */
interface Example {
  readonly example: string;
  readonly step: MissingStep | null;
  readonly lang: string;
}

/** Missing words of a campaign's messages. */
export class MissingWords {
  private readonly missingSets = new MissingSets();
  private readonly replacedSets = new MissingSets();
  private readonly examples = new Map<string, Example>();

  /**
   * Adds a plan's missing words. @param place the language and the folder of its clips.
   * @returns true where it has any, besides those of replaced values.
   */
  add(plan: Plan, { lang, folder }: Pick<Recipient, 'lang' | 'folder'>): boolean {
    const idOf = (word: string) => `${folder ?? ''}\t${word}`;
    const first = { lang: folder ?? lang ?? '' };
    for (const { value, needs } of plan.alternatives) {
      const ids = needs.map(idOf);
      this.replacedSets.add(ids);
      for (const id of ids) this.remember(id, { ...first, example: value, step: null });
    }
    const missing = wordsNeeded(plan).map(idOf);
    this.missingSets.add(missing);
    for (const step of missing.length > 0 ? missingSteps(plan) : []) {
      for (const word of step.needs) {
        this.remember(idOf(word), { ...first, example: plan.text, step });
      }
    }
    return missingSteps(plan).length > 0;
  }

  /** Missing words, those that block most recipients first. */
  missing(): readonly MissingWord[] {
    return this.ranked(this.missingSets);
  }

  /** The sets of words that recipients lack, by their ids. */
  sets(): readonly MissingSet[] {
    return this.missingSets.all();
  }

  /** The word of an id, with the message that lacks it first. */
  wordOf(id: string): Pick<RecordingStep, 'word' | 'lang' | 'example' | 'place'> {
    const { example, step, lang } = this.examples.get(id)!;
    return { word: wordOf(id), lang, example, place: step?.span ?? null };
  }

  /** Missing words of values that alternatives replace, those of most recipients first. */
  replacedWords(): readonly MissingWord[] {
    return this.ranked(this.replacedSets);
  }

  /** Words to record, in the best order. @param sayable rows without a missing word. */
  recordings(sayable: number): readonly RecordingStep[] {
    let sayableThen = sayable;
    return recordingOrder(this.missingSets.all()).map((step) => {
      sayableThen += step.unblocks;
      const { example, step: missing, lang } = this.examples.get(step.word)!;
      const place = missing?.span ?? null;
      const word = wordOf(step.word);
      const unread = missing?.needs.length === 1 ? missing.unread : undefined;
      const found = { ...step, word, lang, sayable: sayableThen, example, place };
      return unread === undefined ? found : { ...found, unread };
    });
  }

  private ranked(sets: MissingSets): readonly MissingWord[] {
    return rankWords(sets.all()).map((ranked, i) => {
      const { example, step, lang } = this.examples.get(ranked.word)!;
      // The search is slow, and is made once for a word that many rows lack.
      // A clip near to "45" is of no help for "forty".
      const isWhole = step?.needs.length === 1 && i < MAX_SUGGESTED;
      const nearest = isWhole ? step.nearest : [];
      return {
        ...ranked,
        word: wordOf(ranked.word),
        lang,
        example,
        place: step?.span ?? null,
        nearest,
      };
    });
  }

  private remember(id: string, example: Example): void {
    if (!this.examples.has(id)) this.examples.set(id, example);
  }
}

/** The word of an id, which begins with the folder: a word that two folders lack has to be recorded for both. */
function wordOf(id: string): string {
  return id.slice(id.indexOf('\t') + 1);
}

/** Recipients counted by their missing words. */
class MissingSets {
  private readonly byWords = new Map<string, { words: readonly string[]; recipients: number }>();

  add(words: readonly string[]): void {
    if (words.length === 0) return;
    const key = [...words].sort().join('\n');
    const known = this.byWords.get(key);
    if (known === undefined) this.byWords.set(key, { words, recipients: 1 });
    else known.recipients++;
  }

  all(): readonly MissingSet[] {
    return [...this.byWords.values()];
  }
}

/** The error of a plan's first value whose meaning is not sure; null without one, and where it is left out. */
export function refusedValue(plan: Plan, { missing }: Options): StitchError | null {
  if (missing !== 'fail') return null;
  const refused = missingSteps(plan).find(({ reason }) => reason !== undefined);
  return refused === undefined ? null : new StitchError('message/unreadable', refused.reason!);
}
