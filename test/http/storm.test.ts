// Thousands of requests to the built program, of which a third are given up: it goes on, and keeps nothing of them.
// `npm run test:slow` sends 40 times as many.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { Agent, type OutgoingHttpHeaders, request } from 'node:http';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mapConcurrent } from '../../src/util/concurrency.ts';
import { type Served, serve } from '../cli/serve-process.ts';
import { IS_SLOW } from '../slow.ts';
import { headers, raw, SEED, target } from './hostile-requests.ts';

const RUNS = Number(process.env.STITCH_TEST_FUZZ_RUNS ?? (IS_SLOW ? 20_000 : 500));
/** Requests sent before memory and files are counted. */
const WARM_UP = Math.min(RUNS / 2, 1000);
const CLIENTS = 8;
/** A thread that has just been started or ended has some files and memory of its own. */
const MAX_MORE_FILES = 12;
const MAX_MORE_MEGABYTES = 120;

const JSON_TYPE = { 'Content-Type': 'application/json', Accept: 'audio/mpeg' };

interface Sent {
  readonly to: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
  /** The time after which the client leaves; null: it waits for the answer. */
  readonly giveUpMs: number | null;
}

const hostile = fc.record({
  to: target,
  // A body that is longer than it says, or shorter, holds its client up.
  headers: headers.map(({ 'Content-Length': _, ...rest }): OutgoingHttpHeaders => rest),
  body: raw,
  giveUpMs: fc.constant(null),
});
/** Renders that no cache has, given up at any time: while a thread starts, loads or encodes. */
const givenUp = fc.record({
  to: fc.constant('/stitch'),
  headers: fc.constant(JSON_TYPE),
  body: fc
    .record({
      message: fc.constant('hello shreeshail '.repeat(8).trim()),
      join: fc.constantFrom('tight', 'spliced'),
      gap_seconds: fc.integer({ min: 0, max: 1_000_000 }).map((millionths) => millionths / 1e6),
      sample_rate_hz: fc.constantFrom(8000, 16_000, 22_050, 44_100, 48_000),
    })
    .map((body) => Buffer.from(JSON.stringify(body))),
  giveUpMs: fc.integer({ min: 1, max: 80 }),
});

/** @returns the status; null for a request that was given up. @throws for a connection that breaks off. */
function send(url: string, agent: Agent, { to, headers: of, body, giveUpMs }: Sent) {
  return new Promise<number | null>((resolve, reject) => {
    const asked = request(`${url}${to}`, {
      method: 'POST',
      agent,
      headers: { ...of, 'Content-Length': body.length },
    });
    let hasLeft = false;
    asked.once('response', (response) => {
      response.resume().once('close', () => resolve(response.statusCode ?? null));
    });
    asked.once('error', (error) => (hasLeft ? resolve(null) : reject(error)));
    asked.end(body);
    if (giveUpMs === null) return;
    setTimeout(() => {
      hasLeft = true;
      asked.destroy();
    }, giveUpMs);
  });
}

/** Open files of a process by what they are, and its memory. */
function usage({ child: { pid } }: Served) {
  const files = readdirSync(`/proc/${pid}/fd`).map((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`);
    } catch {
      return ''; // closed meanwhile
    }
  });
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!;
  return {
    files: files.length,
    scripts: files.filter((file) => /\.[cm]?js$/.test(file)),
    megabytes: Number(kilobytes) / 1024,
  };
}

it(`keeps nothing of ${RUNS} requests, a third of them given up`, async ({ skip }) => {
  skip(process.platform !== 'linux', 'needs /proc');
  const limits = ['--max-body', '16K', '--max-length', '30', '--memory', '4M', '--jobs', '2'];
  const server = await serve([...limits, '--quiet', '--no-cache']);
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  const arbitrary = fc.oneof(
    { weight: 2, arbitrary: hostile },
    { weight: 1, arbitrary: givenUp },
  ) as fc.Arbitrary<Sent>;
  const requests = fc.sample(arbitrary, {
    numRuns: RUNS,
    ...(SEED !== undefined && { seed: SEED }),
  });
  const statuses = new Map<number | null, number>();
  const sendAll = (some: readonly Sent[]) =>
    mapConcurrent(some, CLIENTS, async (one) => {
      const status = await send(server.url, agent, one);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    });
  await sendAll(requests.slice(0, WARM_UP));
  const before = usage(server);
  await sendAll(requests.slice(WARM_UP));

  const faults = [...statuses.keys()].filter((status) => (status ?? 0) >= 500);
  expect(faults.filter((status) => status !== 503 && status !== 504)).toEqual([]);
  expect(statuses.get(200)).toBeGreaterThan(0);
  expect(statuses.get(null)).toBeGreaterThan(RUNS / 10);
  expect(server.child.exitCode).toBeNull();
  await expect.poll(() => usage(server).scripts, { timeout: 10_000 }).toEqual([]);
  const after = usage(server);
  expect(after.files).toBeLessThanOrEqual(before.files + MAX_MORE_FILES);
  expect(after.megabytes).toBeLessThanOrEqual(before.megabytes + MAX_MORE_MEGABYTES);

  const health = await fetch(`${server.url}/health?deep=true`);
  expect(await health.json()).toMatchObject({ status: 'ok', encoder: { ok: true } });
  const body = Buffer.from('{"message":"hello shreeshail","gap_seconds":0.1234567}');
  const still = { to: '/stitch', headers: JSON_TYPE, body, giveUpMs: null };
  expect(await send(server.url, agent, still)).toBe(200);
  agent.destroy();
}, 400_000);
