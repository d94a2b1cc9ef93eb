// Campaigns as AWS says them: the state machine of infra/, with the function of the very zip.

import { afterAll, afterEach, beforeAll, expect, inject, it } from 'vitest';
import { parseKey } from '../../../src/repo/repo.ts';
import type { Json } from '../../http/service.ts';
import { CampaignStand } from './campaign-stand.ts';
import { StateError } from './states-language.ts';

let stand: CampaignStand;

beforeAll(async () => {
  stand = await CampaignStand.open(inject('s3Services')[0]!, { rowsPerBatch: 100 });
});
afterAll(() => stand.stop());
afterEach(() => {
  stand.throttled = 0;
  stand.fails = undefined;
  stand.deadLetters.length = 0;
  stand.notifications.length = 0;
});

/** A CSV of so many rows, of which every so manieth cannot be said. */
function csv(rows: number, everyBad: number): string {
  const names = Array.from({ length: rows }, (_, i) =>
    (i + 1) % everyBad === 0 ? `nobody${i}` : 'shreeshail',
  );
  return `id,name\n${names.map((name, i) => `r${i + 1},${name}\n`).join('')}`;
}

async function say(text: string, batch: Json, name: string) {
  const { input } = stand.stand;
  await stand.putObject(input, `rows/${name}.csv`, text);
  const given = { csv: { bucket: input, key: `rows/${name}.csv` } };
  const asked = batch === null ? given : { ...given, batch: { campaign: name, ...batch } };
  return stand.machine.start(`run-of-${name}`, asked).ended;
}

async function manifestOf(name: string): Promise<Json[]> {
  const repo = stand.stand.repo(stand.stand.output, `batch/${name}/manifest/run-of-${name}`);
  const lines: Json[] = [];
  for await (const { key } of repo.list()) {
    if (!key.endsWith('.jsonl')) continue;
    const { bytes } = (await repo.read(key))!;
    lines.push(
      ...Buffer.from(bytes)
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
    );
  }
  return lines;
}

const TEMPLATE = { template: 'hello {name}', name: '{id}.mp3' };

it('renders 1,000 rows in batches with bad rows, while it is throttled', async () => {
  stand.throttled = 15;
  const { status, output, mapRuns, waits } = await say(csv(1000, 20), TEMPLATE, 'march');
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output!)).toEqual({
    campaign: 'march',
    run: 'run-of-march',
    rows: 1000,
    said: 950,
    failed: 50,
    failed_percent: 5,
    rows_of_failed_batches: 0,
    manifest: `s3://${stand.stand.output}/batch/march/manifest/run-of-march/`,
  });
  expect(mapRuns[0]).toMatchObject({ items: { total: 1000, succeeded: 1000 }, mostAtOnce: 4 });
  expect(waits).toHaveLength(15);
  const manifest = await manifestOf('march');
  expect(manifest.map(({ row }) => row)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
  expect(manifest.map(({ id }) => id)).toEqual(manifest.map((_, i) => `r${i + 1}`));
  expect(manifest[19]).toMatchObject({ success: false, missing: ['nobody19'] });
  expect(manifest[20]).toMatchObject({ success: true, file: 'r21.mp3' });
  const files = stand.stand.repo(stand.stand.output, 'batch/march');
  const file = await files.read(parseKey('r21.mp3'));
  const own = await stand.stand.repo(stand.stand.output, 'batch/march').read(parseKey('r1.mp3'));
  expect(file!.bytes.length).toBe(own!.bytes.length);
  expect(await files.read(parseKey('r20.mp3'))).toBeNull();
  expect(stand.notifications).toEqual([
    { subject: 'stitch dev: a campaign is done', message: JSON.parse(output!) },
  ]);
  expect(stand.deadLetters).toEqual([]);
});

it('fails when more rows fail than the stage tolerates, and reports how many', async () => {
  const { status, error, cause } = await say(csv(40, 4), TEMPLATE, 'bad');
  expect(status).toBe('FAILED');
  expect(error).toBe('TooManyRowsFailed');
  expect(JSON.parse(cause!)).toMatchObject({ rows: 40, said: 30, failed_percent: 25 });
  expect(stand.notifications[0]!.subject).toBe('stitch dev: a campaign has too many failed rows');
  expect(await manifestOf('bad')).toHaveLength(40);
});

it('renders the column "message" of a dropped CSV, in a folder of its name', async () => {
  const { status, output } = await say('message\nhello shreeshail\n', null, 'dropped');
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output!)).toMatchObject({ campaign: 'dropped.csv', said: 1 });
});

it('notifies of a dropped CSV with a header alone', async () => {
  const { status, error } = await say('message\n', null, 'header');
  expect([status, error]).toEqual(['FAILED', 'NoRows']);
  expect(stand.notifications).toMatchObject([
    { subject: 'stitch dev: a campaign has no rows', message: { key: 'rows/header.csv' } },
  ]);
});

it('sends a failed batch to the queue, and continues with the others', async () => {
  stand.fails = ({ Items }) =>
    Items?.[0].index === 100
      ? new StateError('Storage', 'repo/unavailable: the storage failed')
      : null;
  const { status, output, waits } = await say(csv(1500, 2000), TEMPLATE, 'put-by');
  expect(status).toBe('SUCCEEDED');
  expect(JSON.parse(output!)).toMatchObject({ said: 1400, rows_of_failed_batches: 100 });
  expect(waits).toHaveLength(5);
  expect(stand.deadLetters).toHaveLength(1);
  expect(stand.deadLetters[0]).toMatchObject({
    BatchInput: { campaign: { campaign: 'put-by', template: 'hello {name}' } },
    error: { Error: 'Storage' },
  });
  expect(stand.deadLetters[0].Items).toHaveLength(100);
});

it('does not retry permanent failures, and stops when too many batches fail', async () => {
  const before = stand.invocations;
  const wrong = { ...TEMPLATE, bit_rate_kbps: 'loud' };
  const { status, error, cause, waits } = await say(csv(1500, 2000), wrong, 'wrong');
  expect(status).toBe('FAILED');
  expect(error).toBe('CampaignBroke');
  expect(cause).toMatch(/^States\.ExceedToleratedFailureThreshold: .* \(s3:\/\/.*\/batch\/wrong\//);
  expect(waits).toEqual([]);
  expect(stand.invocations - before).toBeLessThan(15);
  expect(stand.notifications[0]!.subject).toBe('stitch dev: a campaign broke');
});

it('stops retrying a throttled batch after at most a quarter of an hour', async () => {
  stand.throttled = 1000;
  const { status, waits } = await say('id,name\nr,hello\n', TEMPLATE, 'busy');
  expect(status).toBe('FAILED');
  expect(waits).toHaveLength(14);
  expect(Math.max(...waits)).toBeLessThan(120);
  expect(waits.reduce((sum, seconds) => sum + seconds)).toBeLessThan(1200);
});
