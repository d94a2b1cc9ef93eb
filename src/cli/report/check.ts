import type { CheckReport, MessageLength } from '../../campaign/check.ts';
import type { Span } from '../../message/plan.ts';
import { plural } from '../../util/plural.ts';
import { formatCount, formatDuration, formatSize, formatTable, printable } from './table.ts';

/** Lengths at which lists and texts are cut off. */
const MAX_WORDS = 20;
const MAX_FAULTS = 10;
const MAX_VALUES = 5;
const MAX_CHARACTERS = 60;
/** Shares of sayable rows for which the number of recordings is printed. */
const GOALS = [0.9, 0.95, 0.99];

/** The report as text. @param address of the rows. @param list the file of the recording list. */
export function checkText(report: CheckReport, address: string, list: string | undefined): string {
  const parts = [
    summary(report, address),
    languages(report),
    lengths(report),
    repeated(report),
    faults(report),
    recordings(report),
    fallbacks(report),
    list === undefined ? '' : `the words to record are in ${printable(list)}\n`,
  ];
  return parts.filter((part) => part !== '').join('');
}

function summary(report: CheckReport, address: string): string {
  const { rows, inFull, withAlternatives, withoutWords, unsayable, lackingWords } = report;
  const others = unsayable - lackingWords;
  const why = [
    lackingWords > 0
      ? `${formatCount(lackingWords)} ${lackingWords === 1 ? 'lacks' : 'lack'} words`
      : '',
    others > 0 && lackingWords > 0 ? `${formatCount(others)} for other reasons` : '',
  ].filter((reason) => reason !== '');
  const lines: [number, string][] = [
    [inFull, 'can be said in full'],
    [withAlternatives, 'with an alternative instead of a value'],
    [withoutWords, 'with words left out'],
    [unsayable, `cannot be said${why.length > 0 ? `: ${why.join(', ')}` : ''}`],
  ];
  const shown = lines.filter(([count], i) => count > 0 || i === 0 || i === 3);
  const width = Math.max(...shown.map(([count]) => formatCount(count).length));
  return (
    `${printable(address)}: ${formatCount(rows)} ${rows === 1 ? 'row' : 'rows'}${emptyRows(report.emptyRows)}\n` +
    shown.map(([count, what]) => `  ${formatCount(count).padStart(width)} ${what}\n`).join('')
  );
}

/** The rows of each language, where there are several. */
function languages({ languages: all }: CheckReport): string {
  if (all.length < 2) return '';
  const table = formatTable(
    [
      { heading: 'language' },
      { heading: 'rows', right: true },
      { heading: 'cannot be said', right: true },
    ],
    all.map(({ lang, rows, unsayable }) => [lang, formatCount(rows), formatCount(unsayable)]),
  );
  return `\n${table}\n`;
}

/** The end of a sentence that counts rows: the empty ones, if any. */
export function emptyRows(count: number): string {
  if (count === 0) return '';
  return `, and ${plural(count, 'empty one')}, ${count === 1 ? 'which is' : 'which are'} skipped`;
}

function lengths({
  rows,
  unsayable,
  distinct,
  durationSeconds,
  bytes,
  shortest,
  longest,
}: CheckReport): string {
  if (shortest === null || longest === null) return '';
  const sayable = rows - unsayable;
  const files = `about ${formatSize(bytes)} in ${formatCount(distinct)} ${distinct === 1 ? 'file' : 'files'}`;
  if (sayable === 1) return `${longest.durationSeconds.toFixed(2)} s, ${files}\n`;
  const of = ({ durationSeconds: seconds, row, message }: MessageLength) =>
    `${seconds.toFixed(2)} s (row ${formatCount(row)}: ${quoted(message)})`;
  return (
    `${formatDuration(durationSeconds)} of speech in all, ${(durationSeconds / sayable).toFixed(2)} s a row; ${files}\n` +
    `shortest ${of(shortest)}\nlongest ${of(longest)}\n`
  );
}

function repeated({ duplicates, repeated: [most] }: CheckReport): string {
  if (most === undefined) return '';
  return (
    `${formatCount(duplicates)} ${duplicates === 1 ? 'row says' : 'rows say'} the same as an earlier one; ` +
    `most often ${quoted(most.message)} (${formatCount(most.rows)} rows)\n`
  );
}

function faults(report: CheckReport): string {
  const { problems: found } = report;
  const lines = found
    .slice(0, MAX_FAULTS)
    .map(
      ({ what, rows, firstLine }) => `fault: ${printable(what)} (${placeOf(rows, firstLine)})\n`,
    );
  const more = found.length - lines.length;
  const warnings = report.warnings
    .slice(0, MAX_FAULTS)
    .map(([what, rows]) => `warning: ${printable(what)} (${plural(rows, 'row')})\n`);
  for (const { column, what, rows, example, line } of report.dirty) {
    warnings.push(`warning: {${column}} ${what}: ${quoted(example)} (${placeOf(rows, line)})\n`);
  }
  return (
    lines.join('') + warnings.join('') + (more > 0 ? `and ${plural(more, 'other fault')}\n` : '')
  );
}

/** "line 14", "21 rows, e.g. line 14". */
function placeOf(rows: number, line: number): string {
  const place = `line ${formatCount(line)}`;
  return rows === 1 ? place : `${formatCount(rows)} rows, e.g. ${place}`;
}

function recordings(report: CheckReport): string {
  const { rows, missing, recordings: steps } = report;
  if (steps.length === 0) return '';
  const idOf = ({ word, lang }: { readonly word: string; readonly lang: string }) =>
    `${lang} ${word}`;
  const near = new Map(missing.map((each) => [idOf(each), each.nearest]));
  const hasLanguages = report.languages.length > 1;
  const percent = (sayable: number) => ((100 * sayable) / rows).toFixed(1);
  const table = formatTable(
    [
      ...(hasLanguages ? [{ heading: 'language' }] : []),
      { heading: 'record' },
      { heading: 'rows with it', right: true },
      { heading: 'sayable then', right: true },
      { heading: '%', right: true },
      { heading: 'as in' },
    ],
    steps.slice(0, MAX_WORDS).map((step) => {
      const { word, lang, blocks, sayable, example, place, unread } = step;
      const [nearest] = near.get(idOf(step)) ?? [];
      const similar = nearest === undefined ? '' : ` (nearest clip: ${nearest.says})`;
      const hint =
        unread === undefined ? similar : ` (${printable(unread)} is there; convert it to WAV)`;
      return [
        ...(hasLanguages ? [lang] : []),
        word,
        formatCount(blocks),
        formatCount(sayable),
        percent(sayable),
        `${quoted(example, place ?? undefined)}${hint}`,
      ];
    }),
  );
  const goals = GOALS.map((goal) => [
    goal,
    steps.findIndex(({ sayable }) => sayable >= goal * rows) + 1,
  ]);
  const sayableNow = rows - report.unsayable;
  const worth = goals.filter(
    ([goal, count], i) =>
      sayableNow < goal! * rows &&
      count! > 0 &&
      count! < steps.length &&
      goals[i - 1]?.[1] !== count,
  );
  const last = steps.at(-1)!;
  const lines = worth.map(
    ([goal, count]) => `record the first ${formatCount(count!)} to reach ${goal! * 100} %\n`,
  );
  const more =
    steps.length > MAX_WORDS
      ? `and ${plural(steps.length - MAX_WORDS, 'other word')}; --recording-list has all\n`
      : '';
  return `\n${table}${more}${lines.join('')}record all ${formatCount(steps.length)} to reach ${percent(last.sayable)} %\n`;
}

function fallbacks({ fallbacks: columns }: CheckReport): string {
  const lines = columns.map(({ column, rows, empty, values }) => {
    const shown = values.slice(0, MAX_VALUES).map(({ value, rows: count, nearest }) => {
      const near = [...new Set(nearest.map(({ says }) => says))].join(' ');
      const hint = near === '' ? '' : `; nearest: ${printable(near)}`;
      return `${quoted(value)} (${formatCount(count)}${hint})`;
    });
    const more = values.length - shown.length;
    const left = more > 0 ? ` and ${plural(more, 'other value')}` : '';
    const why = [
      empty > 0 ? `${formatCount(empty)} empty` : '',
      rows > empty ? `${formatCount(rows - empty)} without a clip: ${shown.join(', ')}${left}` : '',
    ].filter((reason) => reason !== '');
    return `  {${column}} in ${plural(rows, 'row')}: ${why.join('; ')}\n`;
  });
  return lines.length === 0 ? '' : `\nalternatives are said instead of\n${lines.join('')}`;
}

/** A text in quotes, cut to a length that people read; around its part [start, end) where one is given. */
function quoted(text: string, part: Span = { start: 0, end: 0 }): string {
  const spare = Math.max(0, MAX_CHARACTERS - (part.end - part.start));
  const start = Math.max(0, Math.min(part.start - spare / 2, text.length - MAX_CHARACTERS));
  const from = start === 0 ? 0 : text.indexOf(' ', start) + 1;
  const to = from + MAX_CHARACTERS;
  const cut = text.slice(from, to);
  return `"${from > 0 ? '…' : ''}${printable(cut)}${to < text.length ? '…' : ''}"`;
}
