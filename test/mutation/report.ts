/** A mutant that was run. */
export interface Result {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly harm: string;
  readonly outcome: 'killed' | 'survived' | 'timed out';
}

/** Formats a table by folder of src/, the score, and each mutant that no test noticed. */
export function report(results: readonly Result[]): string {
  const folders = [...new Set(results.map(folderOf))];
  const rows = folders.map((folder) =>
    countsOf(
      folder,
      results.filter((result) => folderOf(result) === folder),
    ),
  );
  const header = ['folder', 'mutants', 'killed', 'survived', 'timed out', 'score'];
  const table = [header, ...rows, countsOf('all', results)].map((cells) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(9) : cell.padStart(10))).join(''),
  );
  const left = results.filter(({ outcome }) => outcome !== 'killed');
  const survivors = left.map(
    ({ file, from, to, harm, outcome }) =>
      `${outcome}: ${file}\n  ${JSON.stringify(from)}\n  ${JSON.stringify(to)}\n  ${harm}`,
  );
  return ['', ...table, '', ...survivors].join('\n');
}

function countsOf(name: string, results: readonly Result[]): readonly string[] {
  const count = (outcome: Result['outcome']) =>
    results.filter((result) => result.outcome === outcome).length;
  const counts = [count('killed'), count('survived'), count('timed out')];
  const percent = Math.round((100 * counts[0]!) / results.length);
  return [name, ...[results.length, ...counts].map(String), `${percent} %`];
}

function folderOf({ file }: Result): string {
  return file.split('/')[1]!;
}
