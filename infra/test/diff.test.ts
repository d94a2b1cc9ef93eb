// infra/diff.sh in a separate repository, with an npm that only copies.

import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makePrograms } from './programs.ts';

let folder: string;
let tree: string;
let PATH: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stitch-diff-'));
  tree = join(folder, 'tree');
  // Synthesises by copying `stacks/`, and tells a difference by its stack's name.
  const npm = `case "$*" in
    *infra:synth*) rm -rf infra/cdk.out; cp -r stacks infra/cdk.out ;;
    *diff*) echo "the difference of $*" ;;
  esac`;
  ({ PATH } = makePrograms(folder, { npm }));
  mkdirSync(join(tree, 'infra'), { recursive: true });
  mkdirSync(join(tree, 'stacks'));
  cpSync(join(import.meta.dirname, '../diff.sh'), join(tree, 'infra/diff.sh'));
  writeFileSync(join(tree, 'infra/cdk.json'), '{}');
  writeFileSync(join(tree, '.gitignore'), 'infra/cdk.out\n');
  stack('stitch-dev', 'one');
  stack('stitch-prod', 'one');
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.org', 'commit', '--quiet', '-m', 'first');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function stack(name: string, text: string): void {
  writeFileSync(join(tree, `stacks/${name}.template.json`), JSON.stringify({ text }));
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: tree, encoding: 'utf8' });
}

function diff(...args: string[]) {
  const env = { ...process.env, PATH };
  return spawnSync('bash', ['infra/diff.sh', ...args], { cwd: tree, env, encoding: 'utf8' });
}

it('reports no changes, and leaves no worktree behind', () => {
  const { status, stdout } = diff('HEAD');
  expect(status).toBe(0);
  expect(stdout).toBe('### Changes in AWS\nNone.\n');
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

it('lists each stack that changed, is new or was removed', () => {
  stack('stitch-dev', 'two');
  stack('stitch-new', 'one');
  rmSync(join(tree, 'stacks/stitch-prod.template.json'));
  const { status, stdout } = diff('HEAD');
  expect(status).toBe(0);
  expect(stdout).toContain('<code>stitch-dev</code>');
  expect(stdout).toMatch(
    /the difference of .* stitch-new .*--template \S+stitch-new\.template\.json/,
  );
  expect(stdout).toContain('**`stitch-prod` was removed**');
  expect(stdout).not.toContain('None.');
});

it('prints its usage without a valid commit', () => {
  for (const args of [[], ['nowhere']]) {
    const { status, stderr } = diff(...args);
    expect(status).toBe(2);
    expect(stderr).toContain('usage: bash infra/diff.sh <commit>');
  }
});
