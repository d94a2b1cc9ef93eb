import type { Step } from '../message/plan.ts';
import type { LaidOut } from '../stitcher.ts';
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

/** The plan as a table: words, clip, start and length in seconds. */
export function explain(laidOut: LaidOut): string {
  const rows = rowsOf(laidOut).map(({ words, clip, note, startSeconds, lengthSeconds }) => [
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
  return `${table}${laidOut.durationSeconds.toFixed(3)} s in all\n`;
}

/** The plan as one line of JSON. */
export function explainJson(laidOut: LaidOut): string {
  const { plan, durationSeconds, warnings } = laidOut;
  const steps = plan.steps.map((step, i) => ({ ...step, ...secondsOf(rowsOf(laidOut)[i]!) }));
  const success = !plan.steps.some((step) => step.kind === 'missing');
  return `${JSON.stringify({ success, text: plan.text, steps, duration_seconds: durationSeconds, warnings })}\n`;
}

function secondsOf({ startSeconds, lengthSeconds }: Row) {
  return startSeconds === null
    ? {}
    : { start_seconds: startSeconds, length_seconds: lengthSeconds };
}

/** A row for each step of the plan. */
function rowsOf({ plan, timeline }: LaidOut): Row[] {
  let clips = 0;
  return plan.steps.map((step): Row => {
    if (step.kind !== 'clip')
      return { ...silent(step), clip: null, startSeconds: null, lengthSeconds: null };
    const { start, frames } = timeline.placed[clips++]!;
    return {
      words: step.words.join(' '),
      clip: step.clip,
      note: '',
      startSeconds: start / timeline.sampleRateHz,
      lengthSeconds: frames / timeline.sampleRateHz,
    };
  });
}

function silent(step: Exclude<Step, { kind: 'clip' }>): { words: string; note: string } {
  if (step.kind === 'pause') return { words: '', note: `(${step.pause} pause)` };
  const near = step.nearest.map(({ says }) => says).join(', ');
  return { words: step.word, note: `MISSING${near === '' ? '' : ` (nearest: ${near})`}` };
}
