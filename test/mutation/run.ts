// Mutation tester: applies each mutant of ./mutants to a copy of the working tree, and runs the tests that should
// notice. `npm run test:mutation -- --only src/audio --jobs 2` takes the mutants with that in their file, text or harm;
// --only may be repeated.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MUTATED_FILES } from './mutants/all.ts';
import { type Result, report } from './report.ts';
import { TreeCopy } from './tree-copy.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Unchanged, the tests of one mutant take up to 50 s on two busy cores. */
const MUTANT_TIMEOUT_MS = 120_000;
const BASELINE_TIMEOUT_MS = 900_000;

const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [''] },
    jobs: { type: 'string', default: '1' },
  },
});
const all = MUTATED_FILES.flatMap(({ file, tests, mutants }) =>
  mutants.map((mutant) => ({ file, tests, ...mutant })),
);
type Mutant = (typeof all)[number];

process.exitCode = await main(
  all.filter(({ file, from, harm }) =>
    values.only.some((text) => `${file} ${from} ${harm}`.includes(text)),
  ),
  Number(values.jobs),
);

/** @returns the exit code. */
async function main(mutants: readonly Mutant[], jobs: number): Promise<number> {
  const stale = all.filter((mutant) => occurrences(mutant) !== 1);
  for (const mutant of stale) {
    console.error(
      `stale: ${mutant.file} has ${occurrences(mutant)} times ${JSON.stringify(mutant.from)}`,
    );
  }
  if (stale.length > 0) return 1;
  if (mutants.length === 0) {
    console.error(`no mutant has ${values.only.join(' or ')} in its file, text or harm`);
    return 1;
  }
  const copies = Array.from({ length: jobs }, () => new TreeCopy(ROOT));
  process.once('SIGINT', () => {
    for (const copy of copies) copy.remove();
    process.exit(130);
  });
  try {
    const tests = [...new Set(mutants.flatMap((mutant) => mutant.tests))];
    console.log(`${mutants.length} mutants; first their tests without any`);
    const baseline = await copies[0]!.test(tests, BASELINE_TIMEOUT_MS);
    if (baseline !== 'passed') {
      console.error(`these tests ${baseline} without a mutant: ${tests.join(' ')}`);
      return 1;
    }
    console.log(report(await runAll(mutants, copies)));
    return 0;
  } finally {
    for (const copy of copies) copy.remove();
  }
}

async function runAll(
  mutants: readonly Mutant[],
  copies: readonly TreeCopy[],
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const left = [...mutants];
  const work = async (copy: TreeCopy) => {
    for (let mutant = left.shift(); mutant !== undefined; mutant = left.shift()) {
      const startMs = performance.now();
      const outcome = await outcomeOf(mutant, copy);
      const seconds = Math.round((performance.now() - startMs) / 1000);
      results.push({ ...mutant, outcome });
      console.log(`${outcome} (${seconds} s) ${mutant.file}: ${mutant.harm}`);
    }
  };
  await Promise.all(copies.map(work));
  return results;
}

async function outcomeOf(mutant: Mutant, copy: TreeCopy): Promise<Result['outcome']> {
  const { file, from, to, tests, loops = false } = mutant;
  const ended = await copy.withChange(file, from, to, () => copy.test(tests, MUTANT_TIMEOUT_MS));
  if (ended === 'timed out') return loops ? 'killed' : ended;
  return ended === 'failed' ? 'killed' : 'survived';
}

function occurrences({ file, from }: Mutant): number {
  return readFileSync(join(ROOT, file), 'utf8').split(from).length - 1;
}
