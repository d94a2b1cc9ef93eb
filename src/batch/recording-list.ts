import { csvLine } from '../csv.ts';
import { clipNameFor } from '../library/library.ts';
import type { CheckReport } from './check.ts';

/**
 * The words to record, for the studio, as CSV: first those without which rows cannot be said, in the best
 * order; then those of the values that alternatives stand for.
 * @param language of the file names that are suggested.
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
  let sayable = report.rows - report.unsayable;
  const listed = new Set<string>();
  const add = (word: string, unblocks: number, blocks: number, example: string) => {
    if (listed.has(word)) return;
    listed.add(word);
    sayable += unblocks;
    lines.push(csvLine([word, unblocks, sayable, blocks, example, clipNameFor(word, language)]));
  };
  for (const { word, unblocks, blocks, example } of report.recordings) {
    add(word, report.lackingWords > 0 ? unblocks : 0, blocks, example);
  }
  for (const { word, blocks, example } of report.replaced) add(word, 0, blocks, example);
  return lines.join('');
}
