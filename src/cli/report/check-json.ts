import type { CheckReport, MessageLength } from '../../campaign/check.ts';

/** The report as one line of JSON. */
export function checkJson(report: CheckReport): string {
  const missing = (words: CheckReport['missing']) =>
    words.map(({ word, lang, blocks, example, nearest }) => ({
      word,
      lang,
      recipients: blocks,
      example,
      nearest,
    }));
  const note = (found: MessageLength | null) =>
    found && {
      row: found.row,
      id: found.id,
      message: found.message,
      duration_seconds: found.durationSeconds,
    };
  return `${JSON.stringify({
    success: report.unsayable === 0,
    rows: report.rows,
    empty_rows: report.emptyRows,
    in_full: report.inFull,
    with_alternatives: report.withAlternatives,
    without_words: report.withoutWords,
    unsayable: report.unsayable,
    lacking_words: report.lackingWords,
    languages: report.languages,
    warnings: report.warnings.map(([what, rows]) => ({ what, rows })),
    faults: report.problems.map(({ code, what, rows, firstRow, firstLine }) => ({
      code,
      what,
      rows,
      first_row: firstRow,
      first_line: firstLine,
    })),
    distinct_messages: report.distinct,
    duplicates: report.duplicates,
    repeated: report.repeated.map(({ message, rows, firstRow }) => ({
      message,
      rows,
      first_row: firstRow,
    })),
    missing: missing(report.missing),
    record: report.recordings.map(({ word, lang, blocks, unblocks, sayable, example, unread }) => ({
      word,
      lang,
      recipients: blocks,
      unblocks,
      sayable,
      example,
      ...(unread !== undefined && { unread }),
    })),
    replaced: missing(report.replaced),
    fallbacks: report.fallbacks,
    suspicious: report.dirty,
    shortest: note(report.shortest),
    longest: note(report.longest),
    duration_seconds: report.durationSeconds,
    estimated_bytes: report.bytes,
  })}\n`;
}
