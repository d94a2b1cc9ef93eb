// The commands of the pages, those that begin with "$": each is run, in order, and prints what stands below it. One
// that ends in "&" goes on while the rest are run.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { missingCommands } from './commands.ts';

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
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…')
    .replace(/\b(exp|sig)=[\w-]+/g, '$1=…')
    .replace(/"(expires|modified)":"[^"]*"/g, '"$1":"…"')
    .replace(/"took_ms":\d+/g, '"took_ms":…')
    .replace(/\r/g, '')
    .replace(/^(\d+ %, )?[\d,]+ rows, [\d,]+ a second.*\n/gm, '') // progress, on a slow machine
    .replace(/^(date|keep-alive|connection): .*\n/gim, '')
    .replace(/file:\/\/[^"]*\//g, 'file:///…/');
}

/** Address of the pages' service. */
const PORT = '8080';

describe.each(['README.md', 'docs/campaigns.md', 'docs/api.md', 'docs/channels.md'])(
  '%s',
  (page) => {
    const folder = mkdtempSync(join(scratch, 'page-'));
    symlinkSync(join(project, 'fixtures'), join(folder, 'fixtures'));
    const env = { ...process.env, STITCH_CACHE: join(scratch, 'cache') };
    const inBackground: ChildProcess[] = [];
    let port = PORT;
    afterAll(() => {
      for (const child of inBackground) child.kill('SIGKILL');
    });

    /** Starts a server on a port that is free, and waits for what it says first. */
    async function start(script: string): Promise<string> {
      const child = spawn('bash', ['-c', `exec ${script.replace(/&$/, '')} --port 0`], {
        cwd: folder,
        env,
      });
      inBackground.push(child);
      const said = await new Promise<string>((resolve) => {
        child.stdout.once('data', (piece) => resolve(String(piece)));
        child.once('close', () => resolve('it ended'));
      });
      port = /:(\d+) /.exec(said)?.[1] ?? PORT;
      return said;
    }

    it.for(commandsOf(page))('%s', async ([command, output], { skip }) => {
      const lacks = command.startsWith('curl ') ? missingCommands('curl') : null;
      skip(lacks !== null, lacks ?? '');
      const script = command.replace(
        /\bnpx stitch/,
        `"${process.execPath}" "${project}/bin/stitch.js"`,
      );
      const run = () =>
        spawnSync('bash', ['-c', `(${script.replaceAll(`:${PORT}`, `:${port}`)}) 2>&1`], {
          cwd: folder,
          encoding: 'utf8',
          env,
        }).stdout;
      const said = script.endsWith('&') ? await start(script) : run();
      // What a server sends need not end with a line.
      const shown = masked(said).replaceAll(`:${port}`, `:${PORT}`);
      expect(shown.trimEnd()).toBe(masked(output).trimEnd());
    });
  },
);
