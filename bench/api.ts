// The API under load, beside a bare Hono app that answers with the same bytes, and the load time of the function's
// zip: npm run bench:api [coldStart loads overload loop]. autocannon sends requests from a process of its own, on
// loopback, so on two cores it takes one of them. STITCH_BENCH_SECONDS is the length of each load (default: 30).
// Writes bench/api-results.md.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { formatTable } from '../src/cli/report/table.ts';
import { remove, unzip } from '../test/aws/lambda/emulator.ts';
import { median } from './measure.ts';
import { libraryFolder, messages, textOf, wordClips } from './work.ts';

const SECONDS = Number(process.env.STITCH_BENCH_SECONDS ?? 30);
const CONNECTIONS = 20;
const COLD_RUNS = 15;
/** More than a connection comes to, so that none is asked twice in a row; autocannon prepares them all for each. */
const DISTINCT = 3000;
const FORMAT = { sample_rate_hz: 8000, bit_rate_kbps: 32 };

const scratch = mkdtempSync(join(tmpdir(), 'stitch-bench-api-'));
const { folder: root, says } = libraryFolder(scratch);
const clips = (await wordClips(root)).slice(0, 60);
const texts = messages(clips, DISTINCT, 8).map(textOf);
const sections: string[] = [];
const servers: ChildProcess[] = [];

interface Server {
  readonly url: string;
  readonly child: ChildProcess;
}

interface SpeechInput {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Found {
  readonly requests: { readonly average: number; readonly total: number };
  readonly latency: Readonly<Record<'p50' | 'p99' | 'max', number>>;
  readonly non2xx: number;
  readonly errors: number;
  readonly statusCodeStats: Readonly<Record<string, { readonly count: number }>>;
}

const delayFile = join(scratch, 'delay');

async function start(args: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, STITCH_BENCH_DELAY: delayFile },
  });
  servers.push(child);
  const url = await new Promise<string>((resolve) => {
    child.stdout!.on('data', (piece) => {
      const found = /http:\/\/\S+/.exec(String(piece));
      if (found !== null) resolve(found[0]);
    });
  });
  return { url, child };
}

function serve(...more: string[]): Promise<Server> {
  const stitch = join(import.meta.dirname, '../bin/stitch.js');
  const delay = join(import.meta.dirname, 'loop-delay.cjs');
  const cache = ['--cache', join(scratch, 'cache')];
  return start([
    '-r',
    delay,
    stitch,
    'serve',
    '--port',
    '0',
    '--root',
    root,
    ...cache,
    '--quiet',
    ...more,
  ]);
}

/** The longest block of a server's event loop since the last query. */
async function longestDelayMs({ child }: Server): Promise<number> {
  rmSync(delayFile, { force: true });
  child.kill('SIGUSR2');
  while (!existsSync(delayFile) || readFileSync(delayFile, 'utf8') === '') {
    await new Promise((done) => setTimeout(done, 5));
  }
  return Number(readFileSync(delayFile, 'utf8'));
}

function load(
  url: string,
  requests: readonly SpeechInput[],
  connections = CONNECTIONS,
): Promise<Found> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'load.cjs')]);
  child.stdin.end(JSON.stringify({ url, connections, duration: SECONDS, requests }));
  return new Promise((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (piece) => {
      out += piece;
    });
    child.stderr.pipe(process.stderr);
    child.once('close', () => {
      try {
        resolve(JSON.parse(out));
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** Megabytes that a process holds: now, and at the most. */
function memoryMb({ pid }: ChildProcess): string {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)![1]) / 1024;
  return `${of('VmRSS').toFixed(0)} (${of('VmHWM').toFixed(0)})`;
}

function post(path: string, body: object, accept = 'application/json'): SpeechInput {
  const headers = { 'content-type': 'application/json', accept };
  return { method: 'POST', path, headers, body: JSON.stringify(body) };
}

async function ask(url: string, { path, ...init }: SpeechInput): Promise<Response> {
  return fetch(`${url}${path}`, init);
}

function tell(
  title: string,
  headings: readonly string[],
  lines: readonly (readonly string[])[],
  note = '',
): void {
  const table = formatTable(
    headings.map((heading, i) => ({ heading, right: i > 0 })),
    lines,
  );
  process.stdout.write(`\n${title}\n${table}${note}\n`);
  sections.push(`## ${title}\n\n\`\`\`\n${table}\`\`\`\n${note === '' ? '' : `\n${note}\n`}`);
}

function row(name: string, found: Found, memory: string): readonly string[] {
  const { requests, latency, non2xx, errors } = found;
  return [
    name,
    requests.average.toFixed(0),
    String(latency.p50),
    String(latency.p99),
    String(latency.max),
    String(non2xx + errors),
    memory,
  ];
}

async function loads(): Promise<void> {
  const server = await serve('--max-body', '64K');
  const distinct = texts.map((message) => post('/stitch', { message, ...FORMAT }, 'audio/mpeg'));
  const [first] = distinct;
  // All blocks are made before, and all that V8 is to learn.
  for (let i = 0; i < 1000; i++) await (await ask(server.url, distinct[i]!)).arrayBuffer();
  const json = post('/stitch', { message: texts[0], ...FORMAT });
  await (await ask(server.url, json)).text();
  const answer = await ask(server.url, json);
  const jsonFile = join(scratch, 'answer.json');
  writeFileSync(jsonFile, Buffer.from(await answer.arrayBuffer()));
  const audioFile = join(scratch, 'answer.mp3');
  writeFileSync(audioFile, Buffer.from(await (await ask(server.url, first!)).arrayBuffer()));
  const links: SpeechInput[] = [];
  for (const message of texts.slice(0, 1000)) {
    const signed = await (await ask(server.url, post('/sign', { message, ...FORMAT }))).json();
    const { pathname, search } = new URL((signed as { audio_url: string }).audio_url);
    links.push({ method: 'GET', path: `${pathname}${search}`, headers: {} });
  }
  const bareJson = await start([
    join(import.meta.dirname, 'bare.mjs'),
    jsonFile,
    'application/json',
  ]);
  const bareAudio = await start([join(import.meta.dirname, 'bare.mjs'), audioFile, 'audio/mpeg']);
  const lines: (readonly string[])[] = [];
  const ratio: Record<string, number> = {};
  const run = async (name: string, { url, child }: Server, requests: readonly SpeechInput[]) => {
    const found = await load(url, requests);
    ratio[name] = found.requests.average;
    lines.push(row(name, found, memoryMb(child)));
  };
  await run('bare Hono, JSON', bareJson, [json]);
  await run('cached JSON', server, [json]);
  await run('bare Hono, audio', bareAudio, [first!]);
  await run('cached audio', server, [first!]);
  await run('distinct messages', server, distinct);
  await run('signed links', server, links);
  const share = (a: string, b: string) => (ratio[a]! / ratio[b]!).toFixed(2);
  tell(
    `Load, ${CONNECTIONS} connections, ${SECONDS} s each`,
    ['', 'req/s', 'p50 ms', 'p99 ms', 'max ms', 'failed', 'MB (most)'],
    lines,
    `Of the bare app's rate: cached JSON ${share('cached JSON', 'bare Hono, JSON')}, cached audio ${share('cached audio', 'bare Hono, audio')}. ${says}, 60 words, 8 a message, 8 kHz, 32 kbit/s, ${readFileSync(audioFile).length} bytes.`,
  );
  for (const { child } of [server, bareJson, bareAudio]) child.kill();
}

/** Pause of a client after a 503: shorter than Retry-After. */
const PAUSE_MS = 200;

/** As much as it takes on, and three times that. */
async function overload(): Promise<void> {
  const lines: (readonly string[])[] = [];
  // Messages joined tightly are encoded whole, each anew: the threads have as much to do as they can.
  const tight = texts.map((message, i) =>
    post('/stitch', { message, ...FORMAT, join: 'tight', gap_seconds: i / 1e4 }, 'audio/mpeg'),
  );
  for (const clients of [20, 60]) {
    const { url, child } = await serve('--concurrent', '8', '--queue', '12', '--no-cache');
    const tookMs = await askedBy(clients, url, tight);
    const of = (status: number) => {
      const sorted = (tookMs.get(status) ?? []).sort((x, y) => x - y);
      const at = (share: number) => sorted[Math.floor(sorted.length * share)]?.toFixed(0) ?? '-';
      return [String(sorted.length), at(0.5), at(0.99)];
    };
    const others = [...tookMs.keys()].filter((status) => status !== 200 && status !== 429);
    lines.push([
      `${clients} clients`,
      ...of(200),
      ...of(429),
      String(others.length),
      memoryMb(child),
    ]);
    child.kill();
  }
  tell(
    `At the limit (8 at once, 12 waiting) and at three times that, ${SECONDS} s each: messages concat tightly, each encoded anew`,
    ['', '200', 'p50 ms', 'p99 ms', '429', 'p50 ms', 'p99 ms', 'other', 'MB (most)'],
    lines,
    `Who is told 429 asks again after ${PAUSE_MS} ms.`,
  );
}

/** Latencies by status, at a given number of concurrent clients. */
async function askedBy(
  clients: number,
  url: string,
  requests: readonly SpeechInput[],
): Promise<Map<number, number[]>> {
  const tookMs = new Map<number, number[]>();
  const untilMs = performance.now() + SECONDS * 1000;
  let next = 0;
  const client = async () => {
    while (performance.now() < untilMs) {
      const startedMs = performance.now();
      const response = await ask(url, requests[next++ % requests.length]!);
      await response.arrayBuffer();
      const took = tookMs.get(response.status) ?? [];
      tookMs.set(response.status, took);
      took.push(performance.now() - startedMs);
      if (response.status === 429) await new Promise((done) => setTimeout(done, PAUSE_MS));
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return tookMs;
}

/** Blocks of the server's event loop, and waits of other clients, while long audio is rendered. */
async function loop(): Promise<void> {
  const server = await serve('--max-length', '600', '--deadline', '120', '--no-cache');
  const { url } = server;
  const lines: (readonly string[])[] = [];
  const message = texts.slice(0, 40).join(' ').slice(0, 1990).replace(/ \w*$/, '');
  const stereo = { format: 'wav', sample_rate_hz: 44_100, channels: 2, gap_seconds: 0 };
  const kinds: [string, object | null][] = [
    ['nothing else', null],
    ['WAV, 44.1 kHz stereo', { message, ...stereo }],
    ['MP3 concat tightly', { message, join: 'tight', sample_rate_hz: 44_100, bit_rate_kbps: 64 }],
    ['MP3 spliced, cold clips', { message, sample_rate_hz: 22_050 }],
  ];
  for (const [name, body] of kinds) {
    await longestDelayMs(server);
    const waits: number[] = [];
    let isDone = false;
    const work = (
      body === null ? idle() : drained(ask(url, post('/stitch', body, 'audio/*')))
    ).finally(() => {
      isDone = true;
    });
    while (!isDone) {
      const startedMs = performance.now();
      await (await fetch(`${url}/health`)).text();
      waits.push(performance.now() - startedMs);
      await new Promise((done) => setTimeout(done, 2));
    }
    const bytes = await work;
    const delayMs = await longestDelayMs(server);
    waits.sort((a, b) => a - b);
    const p99 = waits[Math.floor(waits.length * 0.99)]!;
    lines.push([name, String(bytes), delayMs.toFixed(0), median(waits).toFixed(1), p99.toFixed(1)]);
  }
  const headings = ['', 'bytes made', 'loop held up ms', 'p50 ms', 'p99 ms'];
  tell("While long sound is made: the server's loop, and GET /health", headings, lines);
  server.child.kill();
}

async function idle(): Promise<number> {
  await new Promise((done) => setTimeout(done, 2000));
  return 0;
}

/** Reads an answer piece by piece, so that this process is not held up by it. @returns its bytes. */
async function drained(answer: Promise<Response>): Promise<number> {
  const response = await answer;
  if (!response.ok) throw new Error(await response.text());
  let bytes = 0;
  for await (const piece of response.body!) bytes += piece.length;
  return bytes;
}

/** Load time of the zip's module. */
function coldStart(): void {
  const zip = join(import.meta.dirname, '../dist/stitch-lambda.zip');
  const folder = unzip(zip);
  const script = (body: string) => {
    const path = join(scratch, `${Math.random()}.mjs`);
    writeFileSync(path, body);
    return path;
  };
  const timed = (file: string) =>
    script(
      `const t = performance.now(); await import(${JSON.stringify(join(folder, file))}); process.stdout.write(String(performance.now() - t)); process.exit(0);`,
    );
  const s3 = Object.keys(unzipSync(new Uint8Array(readFileSync(zip)))).find((name) =>
    name.startsWith('bucket-repo'),
  )!;
  const env = {
    ...process.env,
    STITCH_INPUT_BUCKET: 'clips',
    STITCH_OUTPUT_BUCKET: 'voice',
    AWS_REGION: 'eu-west-1',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  const contenders: [string, string[]][] = [
    ['node -e 0', ['-e', '0']],
    ["the handler's module", [timed('handler.mjs')]],
    ['of it the S3 client', [timed(s3)]],
  ];
  const wall = new Map<string, number[]>();
  const inside = new Map<string, number[]>();
  for (let run = 0; run < COLD_RUNS; run++) {
    for (const [name, args] of contenders) {
      const startedMs = performance.now();
      const { stdout, status, stderr } = spawnSync(process.execPath, args, { env });
      if (status !== 0) throw new Error(String(stderr));
      wall.set(name, [...(wall.get(name) ?? []), performance.now() - startedMs]);
      inside.set(name, [...(inside.get(name) ?? []), Number(String(stdout) || 0)]);
    }
  }
  const node = median(wall.get('node -e 0')!);
  tell(
    `Cold start: medians of ${COLD_RUNS}, in turns`,
    ['', 'process ms', 'times node -e 0', 'import ms'],
    contenders.map(([name]) => {
      const whole = median(wall.get(name)!);
      return [
        name,
        whole.toFixed(0),
        (whole / node).toFixed(2),
        median(inside.get(name)!).toFixed(0),
      ];
    }),
    `The zip has ${readFileSync(zip).length} bytes. Decoding, encoding, number words, CSV, batches and tracing are loaded when they are first wanted.`,
  );
  remove(folder);
}

const PARTS: Readonly<Record<string, () => Promise<void> | void>> = {
  coldStart,
  loads,
  overload,
  loop,
};
const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(PARTS);
try {
  for (const name of wanted) await PARTS[name]!();
} finally {
  for (const server of servers) server.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
}
const head = `# The API under load\n\nBy \`npm run bench:api\`: Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), autocannon beside the server on the same cores.\n\n`;
if (wanted.length === Object.keys(PARTS).length) {
  writeFileSync(join(import.meta.dirname, 'api-results.md'), head + sections.join('\n'));
}
