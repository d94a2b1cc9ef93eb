import { StitchError } from '../errors.ts';
import { isAscii } from '../util/ascii.ts';
import { getOrCreateShort } from '../util/memoize.ts';
import { plural } from '../util/plural.ts';
import type { MarkedText } from './marked-text.ts';
import { describeMissing, wordsToRecord } from './missing.ts';
import { type MissingStep, missingSteps, type Plan } from './plan.ts';
import type { Mark } from './readings/mark.ts';
import { type ResolveContext, resolve } from './resolver.ts';
import { type IsJoined, joiner } from './slot-edges.ts';
import { isSsml, parseSsml } from './ssml.ts';
import { fillTemplate, parseTemplate, type Sayable, type Template } from './template.ts';

/** Some twelve hours of speech. */
const MAX_CHARACTERS = 100_000;
/** More marks than any writing puts on one letter (UAX #15, Stream-Safe Text); ordering them is quadratic. */
const TOO_MANY_MARKS = /\p{M}{31}/u;
/** Values whose missing words are remembered: days, amounts and names recur. */
const MAX_VALUES = 10_000;

/** Resolves messages of one language with one library. */
export class Planner {
  private readonly context: ResolveContext;
  private readonly judged = new Map<string, Sayable>();
  private readonly isJoined: IsJoined;

  constructor(context: ResolveContext) {
    this.context = context;
    this.isJoined = joiner(context.language, context.rules);
  }

  /**
   * Resolves a message, which may be SSML; missing words are steps of the plan.
   * @param maxCharacters limit of the message's length.
   * @throws StitchError message/too-long; usage/option for SSML that cannot be said.
   */
  plan(message: string, maxCharacters?: number): Plan {
    refuseLong(message, maxCharacters);
    if (!isSsml(message)) return resolve(message, this.context);
    return resolve(parseSsml(message, this.context.language), this.context);
  }

  private planMarked(message: MarkedText, maxCharacters?: number): Plan {
    refuseLong(message.text, maxCharacters);
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
    const filled = fillTemplate(
      parsed,
      values,
      (value, mark) => this.judge(value, mark),
      this.isJoined,
    );
    const { text, marked, alternatives } = filled;
    return { ...this.planMarked({ text, marked }, maxCharacters), alternatives };
  }

  private judge(value: string, mark: Mark | null): Sayable {
    const key = mark === null ? value : `${mark.text}\n${value}`;
    return getOrCreateShort(this.judged, key, () => this.judgeNew(value, mark), MAX_VALUES);
  }

  private judgeNew(value: string, mark: Mark | null): Sayable {
    const marked = mark === null ? [] : [{ start: 0, end: value.length, mark }];
    const plan = this.planMarked({ text: value, marked });
    const reason = missingSteps(plan).find((step) => step.reason !== undefined)?.reason;
    return { needs: wordsNeeded(plan), reason };
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
  const toRecord = wordsToRecord(missing);
  return new StitchError(
    'message/missing',
    `${plural(missing.length, 'word')} of the message ${unsaidBecause(missing)}: ` +
      `${describeMissing(missing)}${toRecord === '' ? '' : `\nrecord ${toRecord} into ${address}`}`,
    { details: { missing } },
  );
}

/** "has no clip", or for values that are refused "cannot be said". */
function unsaidBecause(missing: readonly MissingStep[]): string {
  if (missing.some(({ reason }) => reason !== undefined)) return 'cannot be said';
  return missing.length === 1 ? 'has no clip' : 'have no clip';
}

/** Refuses a message, or a value of one, that would take long to resolve. @throws StitchError message/too-long. */
export function refuseLong(text: string, maxCharacters = MAX_CHARACTERS): void {
  const isLong = text.length > maxCharacters;
  if (!isLong && isAscii(text)) return;
  // One character may stand for eighteen (U+FDFA), and those are resolved.
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
