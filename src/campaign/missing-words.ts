import { missingSteps, type NearClip, type Plan } from '../message/plan.ts';
import { wordsNeeded } from '../message/planner.ts';
import { type Need, type Recording, rankWords, recordingOrder } from './recording-order.ts';

/** A word that some recipients miss. */
export interface MissingWord {
  readonly word: string;
  /** Recipients whose message lacks it. */
  readonly blocks: number;
  /** A message that has it. */
  readonly example: string;
  readonly nearest: readonly NearClip[];
}

/** A word to record, in the order in which it pays most. */
export interface RecordingStep extends Recording {
  /** Rows that can be said without leaving words out once this and what is before it are recorded. */
  readonly sayable: number;
  readonly example: string;
}

/** The words that the messages of a campaign lack. */
export class MissingWords {
  private readonly needs = new NeedTally();
  private readonly replaced = new NeedTally();
  private readonly seen = new Map<string, Pick<MissingWord, 'example' | 'nearest'>>();

  /** Notes what the plan lacks. @returns whether it lacks any word; those of replaced values do not count. */
  note(plan: Plan): boolean {
    for (const { value, needs } of plan.alternatives) {
      this.replaced.add(needs);
      for (const word of needs) this.see(word, value, []);
    }
    const needs = wordsNeeded(plan);
    this.needs.add(needs);
    for (const { needs: words, nearest } of needs.length > 0 ? missingSteps(plan) : []) {
      for (const word of words) this.see(word, plan.text, words.length === 1 ? nearest : []);
    }
    return needs.length > 0;
  }

  /** The words that messages lack, those that block most recipients first. */
  missing(): readonly MissingWord[] {
    return this.ranked(this.needs);
  }

  /** The words of values that alternatives stand for, those of most recipients first. */
  replacedWords(): readonly MissingWord[] {
    return this.ranked(this.replaced);
  }

  /** What to record, in the best order. @param sayable rows that lack no word. */
  recordings(sayable: number): readonly RecordingStep[] {
    let then = sayable;
    return recordingOrder(this.needs.all()).map((step) => {
      then += step.unblocks;
      return { ...step, sayable: then, example: this.seen.get(step.word)!.example };
    });
  }

  private ranked(counter: NeedTally): readonly MissingWord[] {
    return rankWords(counter.all()).map((ranked) => ({
      ...ranked,
      ...this.seen.get(ranked.word)!,
    }));
  }

  private see(word: string, example: string, nearest: readonly NearClip[]): void {
    if (!this.seen.has(word)) this.seen.set(word, { example, nearest });
  }
}

/** Recipients by the words that they miss. */
class NeedTally {
  private readonly byWords = new Map<string, { words: readonly string[]; recipients: number }>();

  add(words: readonly string[]): void {
    if (words.length === 0) return;
    const key = [...words].sort().join('\n');
    const known = this.byWords.get(key);
    if (known === undefined) this.byWords.set(key, { words, recipients: 1 });
    else known.recipients++;
  }

  all(): readonly Need[] {
    return [...this.byWords.values()];
  }
}
