// What the pages show is what the program does: each command that begins with "$" in the README and in
// docs/campaigns.md is run, in order, and prints what stands below it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const project = join(import.meta.dirname, '..');
const scratch = mkdtempSync(join(tmpdir(), 'stitch-docs-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Commands with what they print, in the order of the page. */
function commandsOf(page: string): readonly (readonly [command: string, output: string])[] {
  const text = readFileSync(join(project, page), 'utf8');
  return [...text.matchAll(/^```\n(\$ [\s\S]*?)^```$/gm)].flatMap(([, block]) =>
    block!
      .split(/^\$ /m)
      .slice(1)
      .map((shown) => {
        const [command = '', ...lines] = shown.split('\n');
        return [command, lines.join('\n')] as const;
      }),
  );
}

/** Without what is another each time: how long it took, hashes of the build, places on this machine. */
function masked(output: string): string {
  return output
    .replace(/took .*/g, 'took …')
    .replace(/[0-9a-f]{64}/g, '…')
    .replace(/file:\/\/[^"]*\//g, 'file:///…/');
}

describe.each(['README.md', 'docs/campaigns.md'])('%s', (page) => {
  const folder = mkdtempSync(join(scratch, 'page-'));
  symlinkSync(join(project, 'fixtures'), join(folder, 'fixtures'));
  it.each(commandsOf(page))('%s', (command, output) => {
    const script = command.replace(
      /^npx stitch/,
      `"${process.execPath}" "${project}/bin/stitch.js"`,
    );
    const { stdout } = spawnSync('bash', ['-c', `(${script}) 2>&1`], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, STITCH_CACHE: join(scratch, 'cache') },
    });
    expect(masked(stdout)).toBe(masked(output));
  });
});
