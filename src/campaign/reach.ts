import { StitchError } from '../errors.ts';
import { missingSteps, type Plan, type Span } from '../message/plan.ts';
import { wordsNeeded } from '../message/planner.ts';
import { type OptionsInput, parseOptions } from '../options/render.ts';
import type { Stitcher } from '../stitcher.ts';
import { type CampaignSource, openCampaign } from './campaign.ts';
import { CampaignCheck, type CheckReport } from './check.ts';
import { type Recipient, RecipientReader } from './recipients.ts';
import type { MissingSet } from './recording-order.ts';
import type { Row } from './row.ts';

/** Rows that are shown, of each state. */
const MAX_SAMPLES = 50;

/** A word that rows lack. */
export interface ReachWord {
  /** Its name in the sets. */
  readonly id: string;
  readonly word: string;
  readonly lang: string;
  /** The first message that lacks it, its place there, and the row that it is of. */
  readonly example: string;
  readonly place: Span | null;
  readonly row: number;
}

/** How much of a row can be said. */
export type RowState = 'full' | 'alternative' | 'missing' | 'refused';

/** A row as it would be said. */
export interface SampleRow {
  readonly row: number;
  readonly id: string;
  readonly lang: string | null;
  readonly state: RowState;
  readonly text: string;
  /** Words to record, or why it is refused. */
  readonly needs: readonly string[];
  readonly reason: string | null;
}

/** Who of a campaign can be told, and which words would reach the others. */
export interface Reach {
  readonly report: CheckReport;
  readonly words: readonly ReachWord[];
  /** Sets of the words' ids, for `recordingOrder`. */
  readonly sets: readonly MissingSet[];
  readonly samples: readonly SampleRow[];
  /** Resolves a row anew, with the clips that there are now. @param row a sample's, or a word's. */
  plan(row: number): Promise<Plan>;
}

/** Time after which other work gets a turn. */
const TURN_MS = 30;

/**
 * Measures the reach of a campaign, with pauses for other work.
 * @throws StitchError usage/option, repo/…, library/…, profile/unsupported; the signal's reason.
 */
export async function measureReach(
  stitcher: Stitcher,
  source: CampaignSource,
  given: OptionsInput,
  signal?: AbortSignal,
): Promise<Reach> {
  const options = parseOptions(given);
  const { reader, columns, windows, skipped } = await openCampaign(stitcher, source, options.lang);
  const check = new CampaignCheck(stitcher.renderer, options, reader.saidColumns);
  const shown = new ShownRows();
  let turnMs = performance.now();
  for await (const rows of windows) {
    if (performance.now() - turnMs > TURN_MS) {
      await new Promise((done) => setImmediate(done));
      signal?.throwIfAborted();
      turnMs = performance.now();
    }
    const recipients = await reader.read(rows);
    await check.add(recipients);
    for (const recipient of recipients) shown.add(recipient);
  }
  const { missingWords } = check;
  const sets = missingWords.sets();
  const ids = [...new Set(sets.flatMap(({ words }) => words))];
  const words = ids.map((id): ReachWord => {
    return { id, ...missingWords.wordOf(id), row: shown.rowOf(missingWords.wordOf(id).example) };
  });
  const message = { template: source.template ?? null, lang: options.lang };
  return {
    report: { ...check.report(), emptyRows: skipped.empty },
    words,
    sets,
    samples: shown.samples,
    async plan(number) {
      const row = shown.find(number);
      // A reader of its own: planners know the clips of their time.
      const now = new RecipientReader(stitcher, message, { columns });
      const [recipient] = await now.read([row]);
      if (recipient!.plan instanceof StitchError) throw recipient!.plan;
      return recipient!.plan;
    },
  };
}

/** Rows that the studio shows or plays: some of each state, and the first with each message that lacks something. */
class ShownRows {
  readonly samples: SampleRow[] = [];
  private readonly rows = new Map<number, Row>();
  private readonly byText = new Map<string, number>();
  private readonly counts: Record<RowState, number> = {
    full: 0,
    alternative: 0,
    missing: 0,
    refused: 0,
  };

  add(recipient: Recipient): void {
    const { row, id, lang, plan, values, line } = recipient;
    const state = stateOf(plan);
    const isSample = this.counts[state]++ < MAX_SAMPLES;
    const text = plan instanceof StitchError ? '' : plan.text;
    const isExample = state === 'missing' && !this.byText.has(text);
    if (isSample || isExample) this.rows.set(row, { row, line, values });
    if (isExample) this.byText.set(text, row);
    if (!isSample) return;
    this.samples.push({
      row,
      id,
      lang,
      state,
      text,
      needs: plan instanceof StitchError ? [] : wordsNeeded(plan),
      reason: reasonOf(plan),
    });
  }

  /** The row of a word's example; 0 where it is the value of an alternative. */
  rowOf(example: string): number {
    return this.byText.get(example) ?? 0;
  }

  /** @throws StitchError request/not-found. */
  find(number: number): Row {
    const row = this.rows.get(number);
    if (row !== undefined) return row;
    throw new StitchError('request/not-found', `row ${number} is not among those that are shown`);
  }
}

function stateOf(plan: Plan | StitchError): RowState {
  if (plan instanceof StitchError) return 'refused';
  const missing = missingSteps(plan);
  if (missing.some(({ reason }) => reason !== undefined)) return 'refused';
  if (missing.length > 0) return 'missing';
  return plan.alternatives.length > 0 ? 'alternative' : 'full';
}

function reasonOf(plan: Plan | StitchError): string | null {
  if (plan instanceof StitchError) return plan.message;
  return missingSteps(plan).find(({ reason }) => reason !== undefined)?.reason ?? null;
}
