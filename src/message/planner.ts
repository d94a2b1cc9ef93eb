import { StitchError } from '../errors.ts';
import { plural } from '../util/plural.ts';
import { describeMissing, wordsToRecord } from './missing.ts';
import { missingSteps, type Plan } from './plan.ts';
import { type ResolveContext, resolve } from './resolver.ts';
import { fillTemplate, parseTemplate, type Template } from './template.ts';

/** Some twelve hours of speech. */
const MAX_CHARACTERS = 100_000;
/** More marks than any writing puts on one letter (UAX #15, Stream-Safe Text); ordering them is quadratic. */
const TOO_MANY_MARKS = /\p{M}{31}/u;
/** Values whose missing words are remembered: days, amounts and names recur. */
const MAX_VALUES = 10_000;

/** Resolves messages of one language with one library. */
export class Planner {
  private readonly context: ResolveContext;
  private readonly needs = new Map<string, readonly string[]>();

  constructor(context: ResolveContext) {
    this.context = context;
  }

  /**
   * Resolves a message; missing words are steps of the plan.
   * @param maxCharacters limit of the message's length. @throws StitchError message/too-long.
   */
  plan(message: string, maxCharacters?: number): Plan {
    refuseLong(message, maxCharacters);
    return resolve(message, this.context);
  }

  /**
   * Fills a template and resolves it.
   * @param template a text, or what `parseTemplate` made of it: parse once for many.
   * @param maxCharacters limit of the filled message's length.
   * @throws StitchError message/too-long; usage/option for a slot with neither value nor alternative.
   */
  fill(
    template: Template | string,
    values: Readonly<Record<string, string>>,
    maxCharacters?: number,
  ): Plan {
    const parsed = typeof template === 'string' ? parseTemplate(template) : template;
    const { text, alternatives } = fillTemplate(parsed, values, (value) => this.needsOf(value));
    return { ...this.plan(text, maxCharacters), alternatives };
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

/** Words to record so that nothing of the plan is missing, each once. */
export function wordsNeeded(plan: Plan): readonly string[] {
  return [...new Set(missingSteps(plan).flatMap(({ needs }) => needs))];
}

/** Error for a plan with missing words; null for a complete one. @param address where to record them. */
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

/** Refuses a message, or a value of one, that would take long to resolve. @throws StitchError message/too-long. */
export function refuseLong(text: string, maxCharacters = MAX_CHARACTERS): void {
  // One character may stand for eighteen (U+FDFA), and those are resolved.
  const isLong = text.length > maxCharacters;
  const characters = isLong ? text.length : text.normalize('NFKC').length;
  if (characters > maxCharacters) {
    throw new StitchError(
      'message/too-long',
      `the message has ${characters} characters, the limit is ${maxCharacters}; split it`,
    );
  }
  if (TOO_MANY_MARKS.test(text)) {
    throw new StitchError(
      'message/too-long',
      'the message has a letter with more than 30 marks; remove some of them',
    );
  }
}
