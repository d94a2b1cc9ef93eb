// Past one machine: what a batch takes in the function of the very zip, behind storage that takes as long to answer as
// S3 does, and from that, by simulation, what a campaign of millions takes and costs. Writes bench/scale-results.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLambda, unzip } from '../test/aws/lambda/emulator.ts';
import { median } from './measure.ts';
import { costs, expectedSeconds, type Plan, type Speed, simulate } from './scale-model.ts';
import { libraryFolder, messages, textOf, wordClips } from './work.ts';

const ROOT = join(import.meta.dirname, '..');
const WORDS = 60;
const CLIPS = 8;
const SIZES = [50, 100, 250, 500, 1000];
const TIMES = 5;
/** Latency of S3 in the region of the function. */
const S3_MS = 25;
/** Linux counts processor time in hundredths of a second. */
const TICK_MS = 10;

/** A bucket with the clips that takes what is put: answers after a while, as over a network. */
async function startStorage(clips: ReadonlyMap<string, Buffer>) {
  const state = { delayMs: 0, puts: 0, bytes: 0 };
  const kept = new Map<string, Buffer>();
  const server = createServer((request, response) => {
    const url = new URL(request.url!, 'http://storage');
    const key = decodeURIComponent(url.pathname.split('/').slice(2).join('/'));
    const pieces: Buffer[] = [];
    request.on('data', (piece) => pieces.push(piece));
    request.on('end', () => {
      setTimeout(() => {
        if (request.method === 'PUT') {
          const body = Buffer.concat(pieces);
          state.puts++;
          state.bytes += body.length;
          if (key.startsWith('cache/')) kept.set(key, body);
          response.writeHead(200, { ETag: '"x"' }).end();
        } else if (url.searchParams.has('list-type')) {
          response.writeHead(200, { 'Content-Type': 'application/xml' }).end(listing(clips));
        } else {
          const body = clips.get(key) ?? kept.get(key);
          if (body === undefined) response.writeHead(404).end();
          else response.writeHead(200, { ETag: '"x"', 'Content-Length': body.length }).end(body);
        }
      }, state.delayMs);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return { state, endpoint: `http://127.0.0.1:${port}`, stop: () => server.close() };
}

function listing(clips: ReadonlyMap<string, Buffer>): string {
  const contents = [...clips].map(
    ([key, { length }]) =>
      `<Contents><Key>${key}</Key><Size>${length}</Size><ETag>"${key}"</ETag><LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>`,
  );
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated>${contents.join('')}</ListBucketResult>`;
}

interface Measured {
  readonly rows: number;
  readonly cpuMs: number;
  readonly fastMs: number;
  readonly slowMs: number;
}

/** Medians of batches of several sizes: processor time, and from asked to answered, with and without waiting. */
async function measure(): Promise<{
  readonly batches: Measured[];
  readonly bytes: number;
  readonly says: string;
}> {
  const scratch = mkdtempSync(join(tmpdir(), 'stitch-scale-'));
  const folder = unzip(join(ROOT, 'dist/stitch-lambda.zip'));
  const { folder: library, says } = libraryFolder(scratch);
  const words = (await wordClips(library)).slice(0, WORDS);
  const clips = new Map(words.map(({ word, path }) => [`clips/${word}.wav`, readFileSync(path)]));
  const storage = await startStorage(clips);
  const lambda = await startLambda(folder, {
    STITCH_INPUT_BUCKET: 'input',
    STITCH_INPUT_PREFIX: 'clips',
    STITCH_OUTPUT_BUCKET: 'output',
    STITCH_S3_ENDPOINT: storage.endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
  });
  const most = Math.max(...SIZES);
  const texts = messages(words, most * (TIMES * 2 + 1) * SIZES.length, CLIPS).map(textOf);
  let next = 0;
  const say = async (rows: number) => {
    const Items = texts
      .slice(next, next + rows)
      .map((message, index) => ({ index: next + index, row: { message } }));
    next += rows;
    const BatchInput = { campaign: 'scale', run: 'one' };
    const before = cpuMsOf(lambda.process.pid!);
    const startedMs = performance.now();
    const outcome = await lambda.invoke({ BatchInput, Items }, { timeoutMs: 120_000 });
    const tookMs = performance.now() - startedMs;
    if (!('answer' in outcome) || outcome.answer.failed > 0)
      throw new Error(JSON.stringify(outcome));
    return { tookMs, cpuMs: cpuMsOf(lambda.process.pid!) - before };
  };
  try {
    await say(most); // warm, with all clips encoded
    const batches: Measured[] = [];
    for (const rows of SIZES) {
      const [fast, slow] = [[], []] as { tookMs: number; cpuMs: number }[][];
      for (let i = 0; i < TIMES; i++) {
        storage.state.delayMs = 0;
        fast!.push(await say(rows));
        storage.state.delayMs = S3_MS;
        slow!.push(await say(rows));
      }
      batches.push({
        rows,
        cpuMs: median(slow!.map(({ cpuMs }) => cpuMs)),
        fastMs: median(fast!.map(({ tookMs }) => tookMs)),
        slowMs: median(slow!.map(({ tookMs }) => tookMs)),
      });
    }
    return { batches, bytes: storage.state.bytes / storage.state.puts, says };
  } finally {
    await lambda.stop();
    storage.stop();
    rmSync(scratch, { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Processor time of a process, all its threads together. */
function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

/** Time by a straight line through the smallest and the largest batch. */
function speedOf(batches: readonly Measured[]): Speed {
  const [first, last] = [batches[0]!, batches.at(-1)!];
  const rowMs = (last.slowMs - first.slowMs) / (last.rows - first.rows);
  return { rowMs, batchMs: Math.max(0, first.slowMs - rowMs * first.rows) };
}

const { batches, bytes, says } = await measure();
const speed = speedOf(batches);
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, i) => Math.max(...all.map((row) => row[i]!.length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => cell.padStart(widths[i]!)).join('  ');
  return `\`\`\`\n${all.map(line).join('\n')}\n\`\`\``;
};
const shown = (value: number, digits = 2) => value.toFixed(digits);
const duration = (seconds: number) =>
  seconds < 120
    ? `${shown(seconds, 0)} s`
    : seconds < 7200
      ? `${shown(seconds / 60, 0)} min`
      : `${shown(seconds / 3600, 1)} h`;

const base: Plan = {
  rows: 1e6,
  rowsPerBatch: 500,
  batchesAtOnce: 5,
  partitions: 1,
  fileBytes: bytes,
};
const plans: readonly Plan[] = [1e6, 1e7, 1e8].flatMap((rows) =>
  [
    { batchesAtOnce: 5, partitions: 1 },
    { batchesAtOnce: 16, partitions: 1 },
    { batchesAtOnce: 16, partitions: 4 },
    { batchesAtOnce: 60, partitions: 16 },
    { batchesAtOnce: 200, partitions: 16 },
  ].map((more) => ({ ...base, rows, ...more })),
);
const times = plans.map((plan) => {
  const simulated = simulate(plan, speed);
  return { plan, ...simulated, expected: expectedSeconds(plan, speed) };
});
const sizes = [50, 100, 250, 500, 1000].map((rowsPerBatch) => {
  const plan = { ...base, rowsPerBatch };
  return { rowsPerBatch, ...simulate(plan, speed), cost: costs(plan, speed) };
});

const report = `# Past one machine

By \`npm run bench:scale\`: Node ${process.versions.node}, ${cpus().length} cores (${cpus()[0]!.model}), of which the function
has what its threads take. ${says}, ${WORDS} words, ${CLIPS} clips a message, ${Math.round(bytes)} bytes a file.

## A batch in the function of the zip: medians of ${TIMES}, warm, every message another

${table(
  ['rows', 'processor ms', 'ms, storage at once', `ms, storage after ${S3_MS} ms`, 'rows a second'],
  batches.map(({ rows, cpuMs, fastMs, slowMs }) => [
    rows,
    shown(cpuMs, 0),
    shown(fastMs, 0),
    shown(slowMs, 0),
    shown((1000 * rows) / slowMs, 0),
  ]),
)}

So a batch takes ${shown(speed.batchMs, 0)} ms, and ${shown(speed.rowMs, 3)} ms for each of its rows.

## Campaigns, simulated from that (bench/scale-model.ts)

Batches of ${base.rowsPerBatch} rows; a function starts in 0.6 s, S3 takes 3,500 writes a second in each partition of its
keys, and says "slow down" past that.

${table(
  [
    'rows',
    'batches at once',
    'partitions',
    'simulated',
    'by the formula',
    'ratio',
    'rows a second',
    'told to slow down',
  ],
  times.map(({ plan, seconds, expected, slowedDown }) => [
    plan.rows.toLocaleString('en'),
    plan.batchesAtOnce,
    plan.partitions,
    duration(seconds),
    duration(expected),
    shown(seconds / expected),
    shown(plan.rows / seconds, 0),
    `${shown((100 * slowedDown) / plan.rows, 1)} %`,
  ]),
)}

## What it costs, in dollars (prices: bench/scale-model.ts)

${table(
  [
    'rows a day',
    'S3 writes',
    'S3 reads',
    'Lambda',
    'Step Functions',
    'storage, 30 days',
    'sending',
    'a day, with sending',
    '1,000 messages',
  ],
  [1e6, 1e7, 1e8].map((rows) => {
    const cost = costs({ ...base, rows }, speed);
    const total =
      cost.writes + cost.reads + cost.lambda + cost.transitions + cost.storage + cost.sending;
    return [
      rows.toLocaleString('en'),
      ...[
        cost.writes,
        cost.reads,
        cost.lambda,
        cost.transitions,
        cost.storage,
        cost.sending,
        total,
      ].map((value) => shown(value)),
      shown((1000 * total) / rows, 4),
    ];
  }),
)}

## The size of batches: 1,000,000 rows, ${base.batchesAtOnce} at once

${table(
  ['rows a batch', 'simulated', 'Lambda $', 'Step Functions $', 'rows lost by one that fails'],
  sizes.map(({ rowsPerBatch, seconds, cost }) => [
    rowsPerBatch,
    duration(seconds),
    shown(cost.lambda, 3),
    shown(cost.transitions),
    rowsPerBatch,
  ]),
)}
`;
writeFileSync(join(ROOT, 'bench/scale-results.md'), report);
process.stdout.write(report);
const worst = Math.max(...times.map(({ seconds, expected }) => Math.abs(seconds / expected - 1)));
if (worst > 0.25) {
  process.stderr.write(`the formula and the simulation differ by ${shown(100 * worst, 0)} %\n`);
  process.exitCode = 1;
}
