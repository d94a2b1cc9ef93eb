// Runs of a state machine: batches that write their part of a manifest, and the count of them.

import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parseKey } from '../../../src/repo/repo.ts';
import type { Json } from '../../http/service.ts';
import type { Lambda, Outcome } from './emulator.ts';
import { Stand } from './stand.ts';

let stand: Stand;
let lambda: Lambda;

beforeAll(async () => {
  stand = await Stand.open(inject('s3Services')[0]!);
  lambda = await stand.start();
});
afterAll(() => stand.stop());

function answerOf(outcome: Outcome): Json {
  if ('answer' in outcome) return outcome.answer;
  throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
}

async function output(key: string): Promise<string> {
  const value = await stand.repo(stand.output, 'voice').read(parseKey(key));
  return Buffer.from(value!.bytes).toString();
}

const BATCH = { campaign: 'march', run: 'run-1', template: 'hello {name}', name: '{id}.mp3' };

describe('batch of a run', () => {
  it('writes its rows into a part of the manifest instead of the answer', async () => {
    const items = [
      { index: 1000, row: { id: 'a', name: 'shreeshail' } },
      { index: 1001, row: { id: 'b', name: 'nobody' } },
    ];
    const answer = answerOf(await lambda.invoke({ BatchInput: BATCH, Items: items }));
    expect(answer).toEqual({ success: true, rows: 2, said: 1, failed: 1 });
    const lines = (await output('batch/march/manifest/run-1/000001001.jsonl')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { row: 1001, id: 'a', success: true, file: 'a.mp3' },
      {
        row: 1002,
        id: 'b',
        success: false,
        missing: ['nobody'],
        error: { code: 'message/missing' },
      },
    ]);
    const csv = await output('batch/march/manifest/run-1/000001001.csv');
    expect(csv).toMatch(/^row,id,success/);
    expect(csv.trim().split('\n')).toHaveLength(3);
  });

  it('writes the same on a retry', async () => {
    const event = { BatchInput: BATCH, Items: [{ index: 5, row: { id: 'c', name: 'hello' } }] };
    answerOf(await lambda.invoke(event));
    const once = await output('batch/march/manifest/run-1/000000006.jsonl');
    answerOf(await lambda.invoke(event));
    expect(await output('batch/march/manifest/run-1/000000006.jsonl')).toBe(once);
  });

  it('removes a byte order mark before the first column', async () => {
    const items = [{ index: 0, row: { '\uFEFFname': 'shreeshail', id: 'd' } }];
    expect(answerOf(await lambda.invoke({ BatchInput: BATCH, Items: items })).said).toBe(1);
  });

  it.each([
    [{ run: 'r' }, 'has a run without a campaign'],
    [{ run: '../r', campaign: 'march' }, 'BatchInput'],
    [{ run: 'r', campaign: '_runs' }, 'BatchInput'],
  ])('refuses %j', async (batch, what) => {
    const outcome = await lambda.invoke({ BatchInput: batch, Items: [{ index: 0, row: {} }] });
    expect(outcome).toMatchObject({
      error: { errorType: 'Refused', errorMessage: expect.stringContaining(what) },
    });
  });

  it('refuses rows without a number', async () => {
    const outcome = await lambda.invoke({ BatchInput: BATCH, Items: [{ name: 'hello' }] });
    expect(outcome).toMatchObject({
      error: { errorType: 'Refused', errorMessage: expect.stringContaining('Items[0]') },
    });
  });
});

describe('summary of a run', () => {
  const RESULTS = 'batch/_runs/5a/manifest.json';
  const event = (rows: number, results = RESULTS) => ({
    Tally: { campaign: 'march', run: 'run-1', results, rows: { total: rows } },
  });

  async function results(files: Readonly<Record<string, unknown>>): Promise<void> {
    const repo = stand.repo(stand.output, 'voice');
    const SUCCEEDED = Object.keys(files).map((name) => ({ Key: `voice/batch/_runs/5a/${name}` }));
    const listing = { ResultFiles: { FAILED: [], PENDING: [], SUCCEEDED } };
    for (const [name, value] of Object.entries({ ...files, 'manifest.json': listing })) {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      await repo.write(parseKey(`batch/_runs/5a/${name}`), Buffer.from(text));
    }
  }

  it('counts rows without a batch result as failed', async () => {
    await results({
      'SUCCEEDED_0.json': [
        { rows: 500, said: 499, failed: 1 },
        { rows: 500, said: 500, failed: 0 },
      ],
      // Step Functions may write them inside a longer record.
      'SUCCEEDED_1.json': [{ Name: 'x', Output: '{"rows":200,"said":200,"failed":0}' }],
    });
    expect(answerOf(await lambda.invoke(event(1250)))).toEqual({
      campaign: 'march',
      run: 'run-1',
      rows: 1250,
      said: 1199,
      failed: 51,
      failed_percent: expect.closeTo(4.08),
      rows_of_failed_batches: 50,
      manifest: `s3://${stand.output}/voice/batch/march/manifest/run-1/`,
    });
  });

  it('counts a campaign without rows', async () => {
    await results({});
    expect(answerOf(await lambda.invoke(event(0)))).toMatchObject({ rows: 0, failed_percent: 0 });
  });

  it.each([
    ['{', 'the file is not JSON'],
    ['[{"rows":-1,"said":0,"failed":0}]', 'is not a result of Step Functions'],
  ])('refuses results such as %s', async (text, what) => {
    await results({ 'SUCCEEDED_0.json': text });
    expect(await lambda.invoke(event(1))).toMatchObject({
      error: { errorType: 'Refused', errorMessage: expect.stringContaining(what) },
    });
  });

  it('reads only the results of runs', async () => {
    for (const name of [
      'batch/march/manifest.json',
      'cache/x',
      'batch/_runs/../../x/manifest.json',
    ])
      expect(await lambda.invoke(event(1, name))).toMatchObject({
        error: { errorType: 'Refused' },
      });
  });
});
