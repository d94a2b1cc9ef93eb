// Writes the changesets under "Unreleased" of CHANGELOG.md: `tsx build/changelog.ts`, after a changeset is added and
// after `npx changeset version` has moved them under a version.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const CHANGELOG = join(ROOT, 'CHANGELOG.md');

/** The changelog with all changesets under "Unreleased"; without that heading where there are none. */
export function changelogWithChangesets(text: string): string {
  const entries = ['major', 'minor', 'patch'].flatMap((bump) => changesets(bump));
  const section = `## Unreleased\n\n${entries.map((entry) => `- ${entry}\n`).join('')}`;
  const [title = '', ...sections] = text.split(/^(?=## )/m);
  const versions = sections.filter((one) => !one.startsWith('## Unreleased'));
  const all = [title, ...(entries.length > 0 ? [section] : []), ...versions];
  return `${all.map((one) => one.trim()).join('\n\n')}\n`;
}

/** Texts of the changesets of a kind, each in one line, by their file's name. */
function changesets(bump: string): readonly string[] {
  const folder = join(ROOT, '.changeset');
  const files = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return files.sort().flatMap((name) => {
    const [, head = '', body = ''] = readFileSync(join(folder, name), 'utf8').split(/^---$/m);
    return head.includes(`: ${bump}`) ? [body.trim().replace(/\s*\n\s*/g, ' ')] : [];
  });
}

if (process.argv[1] === import.meta.filename)
  writeFileSync(CHANGELOG, changelogWithChangesets(readFileSync(CHANGELOG, 'utf8')));
