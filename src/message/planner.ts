import { StitchError } from '../errors.ts';
import { plural } from '../util/plural.ts';
import { describeMissing, wordsToRecord } from './missing.ts';
import { missingSteps, type Plan } from './plan.ts';
import { type ResolveContext, resolve } from './resolver.ts';
import { fillTemplate, type Template } from './template.ts';

/** Some twelve hours of speech. */
const MAX_CHARACTERS = 100_000;
/** No writing has so many marks on one letter (UAX #15, Stream-Safe Text); to order them takes their square. */
const TOO_MANY_MARKS = /\p{M}{31}/u;
/** Values whose needs are remembered: days, amounts and names come again and again. */
const MAX_VALUES = 10_000;

/** Resolves messages of one language with one library. */
export class Planner {
  private readonly resources: ResolveContext;
  private readonly needs = new Map<string, readonly string[]>();

  constructor(resources: ResolveContext) {
    this.resources = resources;
  }

  /**
   * Resolves a message; missing words are steps of the plan.
   * @param mostCharacters that it may have. @throws StitchError message/too-long.
   */
  plan(message: string, mostCharacters?: number): Plan {
    refuseLong(message, mostCharacters);
    return resolve(message, this.resources);
  }

  /**
   * Fills a template and resolves it.
   * @param mostCharacters that the message may have, filled.
   * @throws StitchError message/too-long; usage/option for a slot with neither value nor alternative.
   */
  fill(
    template: Template,
    values: Readonly<Record<string, string>>,
    mostCharacters?: number,
  ): Plan {
    const { text, alternatives } = fillTemplate(template, values, (value) => this.needsOf(value));
    return { ...this.plan(text, mostCharacters), alternatives };
  }

  private needsOf(value: string): readonly string[] {
    let needs = this.needs.get(value);
    if (needs === undefined) {
      needs = wordsNeeded(this.plan(value));
      if (this.needs.size >= MAX_VALUES) this.needs.clear();
      this.needs.set(value, needs);
    }
    return needs;
  }
}

/** The words to record so that nothing of the plan is missing, each once. */
export function wordsNeeded(plan: Plan): readonly string[] {
  return [...new Set(missingSteps(plan).flatMap(({ needs }) => needs))];
}

/** The error of a plan that lacks words, or null. @param address where they would be recorded. */
export function missingError(plan: Plan, address: string): StitchError | null {
  const missing = missingSteps(plan);
  if (missing.length === 0) return null;
  return new StitchError(
    'message/missing',
    `${plural(missing.length, 'word')} of the message ${missing.length === 1 ? 'has' : 'have'} no clip: ` +
      `${describeMissing(missing)}\n` +
      `record ${wordsToRecord(missing)} into ${address}`,
    { details: { missing } },
  );
}

/** @throws StitchError message/too-long for a message, or a value of one, that would take long to resolve. */
export function refuseLong(text: string, mostCharacters = MAX_CHARACTERS): void {
  // One character may stand for eighteen (U+FDFA), which are what is resolved.
  const isLong = text.length > mostCharacters;
  const characters = isLong ? text.length : text.normalize('NFKC').length;
  if (characters > mostCharacters) {
    throw new StitchError(
      'message/too-long',
      `the message has ${characters} characters, and ${mostCharacters} is the most; part it`,
    );
  }
  if (TOO_MANY_MARKS.test(text)) {
    throw new StitchError(
      'message/too-long',
      'the message has a letter with more than 30 marks on it, which no writing has; take them off',
    );
  }
}
