// The campaign's states as another reads them: moto's interpreter of Amazon States Language, with the very zip behind
// it. Of batches, labels, tolerance and the list of results it knows nothing (each row is a batch of its own here);
// test/aws runs all of that.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fetchManifest } from '../../src/aws/step-functions/fetch-manifest.ts';
import { StateMachine } from '../../src/aws/step-functions/state-machine.ts';
import { parseKey } from '../../src/repo/repo.ts';
import type { Lambda } from '../../test/aws/lambda/emulator.ts';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { type CampaignParts, campaignStates } from '../campaign-states.ts';
import { STAGES } from '../stages.ts';
import { motoLacks, startMoto } from './moto.ts';
import type { Json } from './stacks.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:stitch:live';

/** The states without what moto does not read; a row stands for a batch of one. */
function forMoto(states: Json): Json {
  const changed = structuredClone(states);
  const map = changed.States['Say the rows'];
  for (const field of ['Label', 'ToleratedFailurePercentage', 'ItemBatcher']) delete map[field];
  delete map.ResultWriter.WriterConfig;
  map.ItemSelector = { BatchInput: { 'campaign.$': '$.batch' }, item: map.ItemSelector };
  map.ItemProcessor.States['As a batch'] = {
    Type: 'Pass',
    Parameters: { 'BatchInput.$': '$.BatchInput', 'Items.$': 'States.Array($.item)' },
    Next: map.ItemProcessor.StartAt,
  };
  map.ItemProcessor.StartAt = 'As a batch';
  // AWS takes and gives names with capitals, as the services of its SDK do.
  const counts = changed.States['Count the batches'];
  counts.Parameters = { 'mapRunArn.$': '$.map.MapRunArn' };
  counts.ResultSelector = { 'total.$': '$.itemCounts.total' };
  return changed;
}

describe.skipIf(motoLacks() !== null)('the state machine on moto', () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  let stand: Stand;
  let lambda: Lambda;
  let deadLetters: string;
  let news: string;
  let parts: CampaignParts;
  /** Calls of the function that are refused before they reach it. */
  let throttled = 0;
  const ends: (() => unknown)[] = [];

  // Of one life of moto's, only the first run is said: it copies what it knows of machines, and cannot copy runs.
  beforeEach(async () => {
    moto = await startMoto(startProxy);
    ends.push(() => moto.stop());
    const config = { stepfunctions: { execute_state_machine: true } };
    await fetch(`${moto.url}/moto-api/config`, { method: 'POST', body: JSON.stringify(config) });
    const { url: endpoint, owner } = moto;
    stand = await Stand.open({ name: 'moto', endpoint, owner, stranger: null });
    ends.push(() => stand.stop());
    lambda = await stand.start({ STITCH_OUTPUT_PREFIX: '' });
    deadLetters = await queue('dead-letters');
    news = await queue('news');
    const topicArn = await topicInto('news');
    const { output: outputBucket } = stand;
    parts = { functionArn: FUNCTION, outputBucket, deadLettersUrl: deadLetters, topicArn };
    vi.stubEnv('AWS_ENDPOINT_URL_SFN', moto.url);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_ACCESS_KEY_ID', owner.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', owner.secretAccessKey);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const end of ends.splice(0).reverse()) await end();
  });

  async function queue(QueueName: string): Promise<string> {
    return (await moto.call('sqs', 'CreateQueue', { QueueName })).QueueUrl;
  }

  async function topicInto(queueName: string): Promise<string> {
    const made = await moto.form('sns', { Action: 'CreateTopic', Name: 'campaigns' });
    const TopicArn = /<TopicArn>(.*?)</.exec(made)![1]!;
    const Endpoint = `arn:aws:sqs:us-east-1:123456789012:${queueName}`;
    await moto.form('sns', { Action: 'Subscribe', TopicArn, Protocol: 'sqs', Endpoint });
    return TopicArn;
  }

  /** Proxy by which moto's services reach each other; it calls our function. */
  async function startProxy(motoPort: number): Promise<number> {
    const server = createServer(async (incoming, outgoing) => {
      const { method, url = '', headers } = incoming;
      if (/\/functions\/.*\/invocations$/.test(url)) {
        const pieces: Buffer[] = [];
        for await (const piece of incoming) pieces.push(piece as Buffer);
        await invoke(Buffer.concat(pieces).toString(), outgoing);
        return;
      }
      const on = request({ port: motoPort, host: '127.0.0.1', method, path: url, headers });
      on.once('response', (answer) => {
        outgoing.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(outgoing);
      });
      on.once('error', () => outgoing.destroy());
      incoming.pipe(on);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    ends.push(() => server.close());
    return (server.address() as AddressInfo).port;
  }

  async function invoke(event: string, outgoing: ServerResponse): Promise<void> {
    if (throttled > 0) {
      throttled--;
      const type = { 'x-amzn-ErrorType': 'TooManyRequestsException', 'x-amzn-RequestId': '1' };
      outgoing.writeHead(429, type);
      outgoing.end('{"message": "Rate exceeded"}');
      return;
    }
    const outcome = await lambda.invoke(JSON.parse(event));
    const isAnswer = 'answer' in outcome;
    outgoing.writeHead(200, isAnswer ? {} : { 'X-Amz-Function-Error': 'Unhandled' });
    outgoing.end(JSON.stringify(isAnswer ? outcome.answer : outcome.error));
  }

  /** Says a campaign on a stage of its own, whose name it has. */
  async function say(
    name: string,
    text: string | null,
    batch: Json,
    toleratedFailurePercent: number,
  ) {
    const states = campaignStates(parts, { ...STAGES[0]!, name, toleratedFailurePercent });
    await moto.call('states', 'CreateStateMachine', {
      name: `stitch-${name}-campaigns`,
      definition: JSON.stringify(forMoto(states)),
      roleArn: 'arn:aws:iam::123456789012:role/campaigns',
    });
    if (text !== null) {
      await stand.repo(stand.input, 'rows').write(parseKey(`${name}.csv`), Buffer.from(text));
    }
    const machine = await StateMachine.find(name);
    const csv = { bucket: stand.input, key: `rows/${name}.csv` };
    await machine.start(name, { csv, batch: { campaign: name, ...batch } });
    for (;;) {
      const state = await machine.describe(name);
      if (state?.status !== 'running') return state!;
      await new Promise((done) => setTimeout(done, 100));
    }
  }

  /** Takes the new messages of a queue. */
  async function messages(QueueUrl: string): Promise<Json[]> {
    const { Messages = [] } = await moto.call('sqs', 'ReceiveMessage', {
      QueueUrl,
      MaxNumberOfMessages: 10,
    });
    for (const { ReceiptHandle } of Messages)
      await moto.call('sqs', 'DeleteMessage', { QueueUrl, ReceiptHandle });
    return Messages.map(({ Body }: Json) => JSON.parse(Body));
  }

  /** moto writes no list of results, so no row counts as said. */
  const LENIENT = 100;
  const TEMPLATE = { template: 'hello {name}', name: '{id}.mp3' };
  const csv = (rows: number) =>
    `id,name\n${Array.from({ length: rows }, (_, i) => `r${i + 1},${i === 3 ? 'nobody' : 'shreeshail'}\n`).join('')}`;

  it('renders the rows of a CSV, retries throttled calls, and notifies at the end', async () => {
    throttled = 3;
    const { status, output } = await say('march', csv(100), TEMPLATE, LENIENT);
    expect(throttled).toBe(0);
    expect(status).toBe('succeeded');
    expect(JSON.parse(output!)).toMatchObject({ campaign: 'march', run: 'march', rows: 100 });
    const [{ Subject, Message }] = await messages(news);
    expect(Subject).toBe('stitch march: a campaign is done');
    expect(JSON.parse(Message)).toMatchObject({ campaign: 'march', rows: 100 });
    expect(await messages(deadLetters)).toEqual([]);
    const folder = mkdtempSync(join(tmpdir(), 'stitch-moto-'));
    ends.push(() => rmSync(folder, { recursive: true }));
    await fetchManifest(stand.repo(stand.output, 'batch/march'), 'march', folder);
    const lines = readFileSync(join(folder, 'manifest.jsonl'), 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.map(({ row }) => row)).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect(entries.filter(({ success }) => !success)).toMatchObject([
      { id: 'r4', missing: ['nobody'] },
    ]);
    expect(await stand.repo(stand.output, 'batch/march').stat(parseKey('r100.mp3'))).not.toBeNull();
  });

  it('fails where more rows failed than the stage tolerates', async () => {
    const { status, error } = await say('april', csv(2), TEMPLATE, 1);
    expect([status, error?.name]).toEqual(['failed', 'TooManyRowsFailed']);
    expect(JSON.parse(error!.cause)).toMatchObject({ campaign: 'april', rows: 2, failed: 2 });
    const [{ Subject }] = await messages(news);
    expect(Subject).toBe('stitch april: a campaign has too many failed rows');
  });

  it('sends failed batches to the dead-letter queue, with the error', async () => {
    await say('may', csv(2), { ...TEMPLATE, bit_rate_kbps: 'loud' }, LENIENT);
    const letters = await messages(deadLetters);
    expect(letters).toHaveLength(2);
    expect(letters[0]).toMatchObject({
      BatchInput: { campaign: { campaign: 'may', run: 'may' } },
      error: { Error: 'Refused', Cause: expect.stringContaining('bit_rate_kbps') },
    });
    expect(letters.map(({ Items }) => Items[0].row.id).sort()).toEqual(['r1', 'r2']);
  });

  it('notifies of a failure, with the address of the manifest', async () => {
    const { status, error } = await say('gone', null, TEMPLATE, LENIENT);
    expect([status, error?.name]).toEqual(['failed', 'CampaignBroke']);
    expect(error?.cause).toContain(`(s3://${stand.output}/batch/gone/manifest/gone/)`);
    const [{ Subject }] = await messages(news);
    expect(Subject).toBe('stitch gone: a campaign broke');
  });
});
