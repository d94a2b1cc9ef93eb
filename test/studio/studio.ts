// A studio of the built program, and a Chromium that opens it.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { TestRunner } from 'vitest';
import { missingCommands } from '../commands.ts';

const PROJECT = join(import.meta.dirname, '../..');
const PROGRAM = join(PROJECT, 'bin/stitch.js');
/** Why there is no browser to test with; null where there is one. */
export const lacksBrowser = missingCommands('chromium');
const CHROMIUM = spawnSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).stdout.trim();

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
  '--use-fake-device-for-media-stream',
  '--use-fake-ui-for-media-stream',
];

/** A program that serves the studio. */
export interface Served {
  readonly link: string;
  readonly url: string;
  stop(): Promise<void>;
}

/** Starts `stitch studio` with further arguments. */
async function serve(...args: readonly string[]): Promise<Served> {
  const port = args.includes('--port') ? [] : ['--port', '0'];
  const child: ChildProcess = spawn(process.execPath, [PROGRAM, 'studio', ...args, ...port], {
    cwd: PROJECT,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  const link = await new Promise<string>((resolve, reject) => {
    const take = (piece: unknown) => {
      said += String(piece);
      const found = /https?:\/\/\S+\/studio\/#k=\S+/.exec(said);
      if (found !== null) resolve(found[0]);
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.once('close', () => reject(new Error(`the studio ended: ${said}`)));
  });
  const stop = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  return { link, url: link.replace(/\/studio\/.*/, ''), stop };
}

/** A port that nobody listens on. */
export async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return String(port);
}

/** Tools of a test, which are put away after it. */
export class Workshop {
  readonly folder = mkdtempSync(join(tmpdir(), 'stitch-studio-'));
  private readonly ends: (() => Promise<unknown>)[] = [];

  path(name: string): string {
    return join(this.folder, name);
  }

  async serve(...args: readonly string[]): Promise<Served> {
    const served = await serve(...args);
    this.ends.push(() => served.stop());
    return served;
  }

  /** A browser whose microphone hears a file, once. */
  async browser(microphone?: string, ...flags: readonly string[]): Promise<Browser> {
    const hears =
      microphone === undefined ? [] : [`--use-file-for-fake-audio-capture=${microphone}%noloop`];
    const browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: [...FLAGS, ...hears, ...flags],
    });
    this.ends.push(() => browser.close());
    return browser;
  }

  /** Puts all away. @throws Error that tells what the pages of a failed test show: no picture leaves CI. */
  async end(): Promise<void> {
    const hasFailed = TestRunner.getCurrentTest()?.result?.state === 'fail';
    const shown = hasFailed ? await describeOpened() : '';
    opened.clear();
    for (const end of this.ends.reverse()) await end();
    rmSync(this.folder, { recursive: true, force: true });
    if (hasFailed) throw new Error(`shown when the test failed:\n${shown}`);
  }
}

/** What happened in the pages of a test: errors, what was asked of the server, and what it answered. */
const opened = new Map<Page, readonly string[]>();

async function describeOpened(): Promise<string> {
  const told: string[] = [];
  for (const [page, happened] of opened) {
    const shown = await page.locator('body').ariaSnapshot({ timeout: 2000 }).catch(String);
    told.push(shown, ...happened);
  }
  return told.join('\n');
}

/** Opens a page, and collects what it complains of: errors, and what its policy refused. */
export async function open(
  browser: Browser | BrowserContext,
  link: string,
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  const happened: string[] = [];
  opened.set(page, happened);
  const happen = (text: string) => happened.push(`${Math.round(performance.now())} ms: ${text}`);
  const complain = (text: string) => {
    complaints.push(text);
    happen(text);
  };
  page.on('pageerror', (error) => complain(String(error)));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complain(message.text());
  });
  page.on('response', (response) => {
    happen(`${response.request().method()} ${response.url()}: ${response.status()}`);
  });
  page.on('requestfailed', (request) => {
    happen(`${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.setDefaultTimeout(30_000);
  await page.goto(link);
  await page.getByRole('navigation').first().waitFor();
  return { page, complaints };
}

/** Milliseconds of what the page measured under a name. */
export function measured(page: Page, name: string): Promise<readonly number[]> {
  return page.evaluate(`performance.getEntriesByName('${name}').map(({ duration }) => duration)`);
}
