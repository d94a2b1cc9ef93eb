import { normalizeWord } from '../../message/normalize.ts';
import type { Plan, Step } from '../../message/plan.ts';
import type { Layout } from '../../render/layout.ts';
import { timedSteps } from '../../render/timed-steps.ts';
import { formatTable } from './table.ts';

/** One line of the explanation. */
interface Row {
  readonly words: string;
  /** The clip; null for a pause or a missing word. */
  readonly clip: string | null;
  readonly note: string;
  readonly startSeconds: number | null;
  readonly lengthSeconds: number | null;
}

/** The plan as a table: start and length in seconds, words, clip. @param laidOut null if there is no clip. */
export function explain(plan: Plan, laidOut: Layout | null): string {
  const rows = rowsOf(plan, laidOut).map(({ words, clip, note, startSeconds, lengthSeconds }) => [
    startSeconds === null ? '' : startSeconds.toFixed(3),
    lengthSeconds === null ? '' : lengthSeconds.toFixed(3),
    words,
    clip ?? note,
  ]);
  const table = formatTable(
    [
      { heading: 'start', right: true },
      { heading: 'length', right: true },
      { heading: 'words' },
      { heading: 'clip' },
    ],
    rows,
  );
  return `${table}${(laidOut?.durationSeconds ?? 0).toFixed(3)} s in all\n`;
}

/** The plan as one line of JSON. */
export function explainJson(plan: Plan, laidOut: Layout | null): string {
  return `${JSON.stringify({
    success: !plan.steps.some((step) => step.kind === 'missing'),
    text: plan.text,
    steps: timedSteps(plan, laidOut),
    duration_seconds: laidOut?.durationSeconds ?? 0,
    warnings: laidOut?.warnings ?? [],
  })}\n`;
}

/** A row for each step of the plan. */
function rowsOf(plan: Plan, laidOut: Layout | null): Row[] {
  const isHeard = (step: Step) => step.kind === 'clip';
  const [first, last] = [plan.steps.findIndex(isHeard), plan.steps.findLastIndex(isHeard)];
  return timedSteps(plan, laidOut).map((step, i): Row => {
    const { start_seconds: startSeconds = null, length_seconds: lengthSeconds = null } = step;
    if (step.kind !== 'clip' || startSeconds === null) {
      return { ...silent(step, i < first || i > last), clip: null, startSeconds, lengthSeconds };
    }
    return { words: step.words.join(' '), clip: step.clip, note: '', startSeconds, lengthSeconds };
  });
}

function silent(step: Step, atEdge: boolean): { words: string; note: string } {
  if (step.kind === 'clip') return { words: step.words.join(' '), note: step.clip };
  if (step.kind === 'pause')
    return { words: '', note: `(${step.pause} pause${atEdge ? ', none at the edge' : ''})` };
  if (step.reason !== undefined) return { words: step.word, note: `REFUSED (${step.reason})` };
  const lacks = step.needs.join(', ');
  if (lacks !== normalizeWord(step.word))
    return { words: step.word, note: `MISSING (needs ${lacks})` };
  const near = step.nearest.map(({ says }) => says).join(', ');
  return { words: step.word, note: `MISSING${near === '' ? '' : ` (nearest: ${near})`}` };
}
