import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { changelogWithChangesets } from '../build/changelog.ts';

const CHANGELOG = readFileSync(join(import.meta.dirname, '../CHANGELOG.md'), 'utf8');

it('has all changesets in CHANGELOG.md: else run `npx tsx build/changelog.ts`', () => {
  expect(changelogWithChangesets(CHANGELOG)).toBe(CHANGELOG);
});

it('keeps the versions below', () => {
  const version = '## 1.0.0\n\n- Something.\n';
  expect(changelogWithChangesets(`# Changelog\n\n${version}`)).toMatch(/^# Changelog\n\n## Unre/);
  expect(changelogWithChangesets(`# Changelog\n\n${version}`).endsWith(`\n\n${version}`)).toBe(
    true,
  );
  expect(changelogWithChangesets(CHANGELOG + version)).toBe(`${CHANGELOG}\n${version}`);
});
