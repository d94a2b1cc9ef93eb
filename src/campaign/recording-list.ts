import { clipNameFor } from '../library/library.ts';
import { csvLine } from '../util/csv.ts';
import type { CheckReport } from './check.ts';

/**
 * Formats the words to record, for the studio, as CSV: first those that block rows, in the best order; then
 * those of the values that alternatives replace.
 * @param language of the suggested file names.
 */
export function recordingList(report: CheckReport, language: string): string {
  const lines = [
    csvLine([
      'word',
      'recipients_unblocked',
      'recipients_sayable_then',
      'recipients_with_the_word',
      'example_message',
      'suggested_file',
    ]),
  ];
  const { recordings, replaced } = report;
  let sayable = report.inFull + report.withAlternatives;
  for (const step of recordings) {
    const { word, unblocks, blocks, example } = step;
    sayable = step.sayable;
    lines.push(csvLine([word, unblocks, sayable, blocks, example, clipNameFor(word, language)]));
  }
  const listed = new Set(recordings.map(({ word }) => word));
  for (const { word, blocks, example } of replaced.filter((each) => !listed.has(each.word))) {
    lines.push(csvLine([word, 0, sayable, blocks, example, clipNameFor(word, language)]));
  }
  return lines.join('');
}
