import { clipNameFor } from '../library/library.ts';
import { csvLine } from '../util/csv.ts';
import type { CheckReport } from './check.ts';
import type { MissingWord, RecordingStep } from './missing-words.ts';

/**
 * Formats the words to record, for the studio, as CSV: first those that block rows, in the best order; then
 * those of the values that alternatives replace.
 * @param folders where the clips of each language belong, as in { sw: "audios/sw" }; else the files have a name alone.
 */
export function recordingList(
  report: CheckReport,
  folders: Readonly<Record<string, string>> = {},
): string {
  const fileOf = (word: string, lang: string) => {
    const folder = folders[lang];
    return `${folder === undefined ? '' : `${folder}/`}${clipNameFor(word, lang)}`;
  };
  const lines = [
    csvLine([
      'word',
      'recipients_unblocked',
      'recipients_sayable_then',
      'recipients_with_the_word',
      'example_message',
      'language',
      'suggested_file',
    ]),
  ];
  const { recordings, replaced } = report;
  let sayable = report.inFull + report.withAlternatives;
  for (const step of recordings) {
    const { word, lang, unblocks, blocks, example } = step;
    sayable = step.sayable;
    lines.push(csvLine([word, unblocks, sayable, blocks, example, lang, fileOf(word, lang)]));
  }
  const idOf = (each: MissingWord | RecordingStep) => `${each.lang} ${each.word}`;
  const listed = new Set(recordings.map(idOf));
  for (const each of replaced.filter((one) => !listed.has(idOf(one)))) {
    const { word, lang, blocks, example } = each;
    lines.push(csvLine([word, 0, sayable, blocks, example, lang, fileOf(word, lang)]));
  }
  return lines.join('');
}
