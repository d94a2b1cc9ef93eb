// The very zip that is deployed, under the Runtime API of Lambda, with buckets behind it and gateways before it.

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeClip } from '../../../src/decode/registry.ts';
import type { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import { fixture } from '../../fixtures.ts';
import type { Answer, Json } from '../../http/service.ts';
import { ownerOf } from '../../repo/buckets.ts';
import { type FaultyProxy, startFaultyProxy } from '../../servers/faulty-proxy.ts';
import { type GatewayKind, type Lambda, type Outcome, startGateway } from './emulator.ts';
import { Stand, ZIP } from './stand.ts';

const service = inject('s3Services')[0]!;
const JSON_BODY = { 'Content-Type': 'application/json' };

let stand: Stand;
let lambda: Lambda;

async function start(more: Readonly<Record<string, string>> = {}): Promise<Lambda> {
  return stand.start(more);
}

async function gateway(kind: GatewayKind, before: Lambda = lambda): Promise<string> {
  return stand.ends(await startGateway(before, kind)).url;
}

function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(url, { method: 'POST', headers: { ...JSON_BODY, ...headers }, body: text });
}

function answerOf(outcome: Outcome): Json {
  if ('answer' in outcome) return outcome.answer;
  throw new Error(`${outcome.error.errorType}: ${outcome.error.errorMessage}`);
}

function clips(): BucketRepo {
  return stand.clips();
}

beforeAll(async () => {
  stand = await Stand.open(service);
  lambda = await start();
});
afterAll(() => stand.stop());

describe.each(['rest', 'http', 'url'] as const)('over HTTP, by a gateway of kind %s', (kind) => {
  let url: string;
  const message = { rest: 'hello shreeshail', http: 'shreeshail hello', url: 'hello hello' }[kind];
  beforeAll(async () => {
    url = await gateway(kind);
  });

  it('renders a message, then serves it from the cache, by a public link', async () => {
    const created = await post(`${url}/stitch`, { message });
    const made = await created.json();
    expect(created.status).toBe(200);
    expect(made).toEqual({
      success: true,
      message: 'Stitched audio created',
      audio_files: message.split(' ').map((word) => `${word}.wav`),
      output_file: expect.stringMatching(/^cache\/[0-9a-f]{64}\.mp3$/),
      public_url: expect.stringContaining(`${service.endpoint}/${stand.output}/voice/cache/`),
      cached: false,
    });
    const found = await (await post(`${url}/stitch`, { message })).json();
    expect(found).toMatchObject({
      message: 'Stitched audio retrieved from cache!',
      cached: true,
      output_file: made.output_file,
    });
    const bytes = new Uint8Array(await (await fetch(found.public_url)).arrayBuffer());
    expect((await decodeClip(bytes, 'made')).pcm.channels[0]!.length).toBeGreaterThan(1000);
  });

  it('sends the same bytes as the CLI writes', async () => {
    const response = await post(`${url}/stitch`, { message }, { Accept: 'audio/mpeg' });
    expect(response.headers.get('content-type')).toBe('audio/mpeg');
    const local = await createStitcher(clips()).stitch(message);
    const sent = Buffer.from(await response.arrayBuffer());
    // The build's engine and the tests' are not the same, but what they make is.
    expect(sent.equals(local.bytes)).toBe(true);
    expect(response.headers.get('content-length')).toBe(String(sent.length));
    const again = await post(
      `${url}/stitch`,
      { message },
      {
        Accept: 'audio/mpeg',
        'If-None-Match': response.headers.get('etag')!,
      },
    );
    expect(again.status).toBe(304);
  });

  it('creates signed links to messages, and refuses others', async () => {
    const signed: Json = await (await post(`${url}/sign`, { message, format: 'wav' })).json();
    // In AWS it is https; the address has the stage in it.
    const link = signed.audio_url.replace('https:', 'http:');
    expect(link.startsWith(`${url}/audio?`)).toBe(true);
    // A REST API has sound only for who asks for it; therefore links have an API of their own (infra/links.ts).
    const audio = await fetch(link, { headers: { Accept: 'audio/wav' } });
    expect(audio.headers.get('content-type')).toBe('audio/wav');
    expect(Buffer.from(await audio.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
    const other = await fetch(link.replace('wav', 'mp3'));
    expect(other.status).toBe(403);
  });

  it('reports missing words, malformed requests and unknown routes', async () => {
    const missing = await post(`${url}/stitch`, { message: 'hello helo' });
    expect(missing.status).toBe(422);
    expect(missing.headers.get('content-type')).toBe('application/problem+json');
    expect(await missing.json()).toMatchObject({
      success: false,
      code: 'message/missing',
      missing: [{ word: 'helo', nearest: [{ clip: 'hello.wav', says: 'hello' }] }],
      record: ['helo'],
    });
    expect((await post(`${url}/stitch`, '{bad')).status).toBe(400);
    expect((await fetch(`${url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${url}/stitch`)).status).toBe(405);
  });

  it('describes itself with its own URL', async () => {
    const { servers } = (await (await fetch(`${url}/openapi.json`)).json()) as Json;
    expect(servers[0].url.replace('https:', 'http:')).toBe(url);
    const index = (await (await fetch(`${url}/`)).json()) as Json;
    expect(index.health.replace('https:', 'http:')).toBe(`${url}/health`);
  });

  it('reports itself and its storage healthy', async () => {
    const health = await (await fetch(`${url}/health?deep=true`)).json();
    expect(health).toMatchObject({
      status: 'ok',
      stage: 'test',
      library: { ok: true },
      output: { ok: true },
      encoder: { ok: true },
    });
  });
});

it('builds the same zip byte for byte anywhere', async () => {
  const again = join(stand.folder, 'again.zip');
  const script = join(import.meta.dirname, '../../../build/lambda-zip.ts');
  // Not in this thread: the Runtime API has to answer the function.
  const env = { ...process.env, TZ: 'Asia/Tokyo' };
  await promisify(execFile)('npx', ['tsx', script, again], { env });
  expect(Buffer.compare(readFileSync(again), readFileSync(ZIP))).toBe(0);
});

it('holds the licence of everything in the zip', () => {
  const files = unzipSync(readFileSync(ZIP));
  const texts = Object.entries(files).filter(([name]) => /^(LICENSE|licenses\/)/.test(name));
  const all = texts.map(([, bytes]) => Buffer.from(bytes).toString()).join('\n');
  for (const mark of [
    /^MIT License/m,
    /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 3/,
    /GNU LESSER GENERAL PUBLIC LICENSE\s+Version 2\.1/,
    /GNU GENERAL PUBLIC LICENSE\s+Version 3/,
    /Apache License\s+Version 2\.0/,
    /Redistributions in binary form must reproduce/, // BSD
  ]) {
    expect(all).toMatch(mark);
  }
});

describe('invoked directly', () => {
  it('answers a message without HTTP', async () => {
    const answer = answerOf(await lambda.invoke({ message: 'hello, shreeshail' }));
    expect(answer).toMatchObject({
      success: true,
      message: 'Stitched audio created',
      cached: false,
    });
    const files = answerOf(await lambda.invoke({ audio_files: ['hello.wav'] }));
    expect(files.audio_files).toEqual(['hello.wav']);
    const bad = answerOf(await lambda.invoke({ message: 5 }));
    expect(bad).toMatchObject({ success: false, code: 'request/malformed' });
  });

  it('refuses unknown events', async () => {
    for (const event of [null, 7, [], {}, { requestContext: {} }, { Records: [] }]) {
      expect(answerOf(await lambda.invoke(event))).toMatchObject({ success: false, status: 400 });
    }
  });

  it('renders a batch in spite of bad rows', async () => {
    const answer = answerOf(
      await lambda.invoke({
        BatchInput: {
          template: 'hello {name|hello}',
          campaign: 'march',
          name: '{id}.mp3',
          url_seconds: 60,
        },
        Items: [
          { id: 'a', name: 'shreeshail' },
          { id: 'b', name: 'nobody' },
          { id: 'c', name: { deep: true } },
          7,
          { id: '../../d', name: 'shreeshail' },
        ],
      }),
    );
    expect(answer).toMatchObject({ success: true, rows: 5, said: 3, failed: 2 });
    const [a, b, c, seven, d] = answer.results;
    expect(a).toMatchObject({
      row: 1,
      id: 'a',
      success: true,
      file: 'batch/march/a.mp3',
      said: 'hello shreeshail',
    });
    expect(b).toMatchObject({
      said: 'hello hello',
      alternatives: [{ name: 'name', value: 'nobody' }],
    });
    expect(c.error.code).toBe('batch/bad-row');
    expect(seven.error.code).toBe('batch/bad-row');
    expect(d.file).toMatch(/^batch\/march\/[^/]+\.mp3$/);
    const bytes = new Uint8Array(await (await fetch(a.url)).arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(
      createHash('sha256')
        .update((await createStitcher(clips()).stitch('hello shreeshail')).bytes)
        .digest('hex'),
    );
  });

  it('refuses an invalid batch', async () => {
    const outcome = await lambda.invoke({ Items: [{ id: 1 }], BatchInput: { join: 'loose' } });
    expect(outcome).toMatchObject({ error: { errorType: 'Refused' } });
    const folderOut = await lambda.invoke({ Items: [{}], BatchInput: { campaign: '../x' } });
    expect(folderOut).toMatchObject({ error: { errorType: 'Refused' } });
  });
});

describe('between invocations', () => {
  it('uses a new recording once the listing has expired', async () => {
    const repo = clips();
    await repo.write(parseKey('new.wav'), fixture('audios/hello.wav'));
    await new Promise((done) => setTimeout(done, 300));
    const first = answerOf(await lambda.invoke({ message: 'new' }));
    await repo.write(parseKey('new.wav'), fixture('audios/shreeshail.wav'));
    await new Promise((done) => setTimeout(done, 300));
    const second = answerOf(await lambda.invoke({ message: 'new' }));
    expect(second.output_file).not.toBe(first.output_file);
    await repo.delete(parseKey('new.wav'));
  });

  it('answers audio over 6 MB by a redirect', async () => {
    const url = await gateway('url');
    // 7 to 9 MB: fauxqs takes no body over 11 MiB.
    const message = Array.from({ length: 24 }, () => 'hello shreeshail').join(' ');
    const asked = { message, format: 'wav', sample_rate_hz: 48_000, channels: 2, gap_seconds: 0.2 };
    const response = await fetch(`${url}/stitch`, {
      method: 'POST',
      headers: { ...JSON_BODY, Accept: 'audio/wav' },
      body: JSON.stringify(asked),
      redirect: 'manual',
    });
    expect(response.status).toBe(303);
    const audio = await fetch(response.headers.get('location')!);
    expect(Number(audio.headers.get('content-length'))).toBeGreaterThan(6 * 1024 * 1024);
  });
});

describe('failures', () => {
  let proxy: FaultyProxy;
  beforeAll(async () => {
    proxy = await startFaultyProxy(service.endpoint);
  });
  afterAll(() => proxy.close());

  async function problem(made: Lambda, body: unknown = { message: 'hello' }) {
    const response = await post(`${await gateway('http', made)}/stitch`, body);
    const text = await response.text();
    for (const secret of [stand.input, stand.output, 'clips/en', service.endpoint, '127.0.0.1']) {
      expect(text).not.toContain(secret);
    }
    return { status: response.status, ...JSON.parse(text) };
  }

  it('answers 502 without a bucket', async () => {
    const noInput = await start({ STITCH_INPUT_BUCKET: 'no-such-bucket-here' });
    expect(await problem(noInput)).toMatchObject({ status: 502, code: 'repo/not-found' });
    const noOutput = await start({ STITCH_OUTPUT_BUCKET: 'no-such-bucket-here' });
    expect(await problem(noOutput)).toMatchObject({ status: 502, code: 'repo/not-found' });
    expect(noOutput.log().join('\n')).toContain('no-such-bucket-here');
  });

  it.skipIf(service.stranger === null)('access denied: 502 (needs radosgw)', async () => {
    const { accessKeyId, secretAccessKey } = service.stranger!;
    const denied = await start({
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    });
    expect(await problem(denied)).toMatchObject({ status: 502, code: 'repo/forbidden' });
  });

  it('answers 504 in time when storage stalls', async () => {
    proxy.always = { kind: 'stall', afterBytes: 0 };
    const stalled = await start({
      STITCH_S3_ENDPOINT: proxy.endpoint,
      STITCH_DEADLINE: '1',
    });
    const startedMs = Date.now();
    expect((await problem(stalled)).status).toBe(504);
    expect(Date.now() - startedMs).toBeLessThan(5000);
    proxy.always = null;
  });

  it('answers 422 for an unreadable clip', async () => {
    await clips().write(parseKey('broken.wav'), Buffer.from('RIFF....WAVE'));
    await new Promise((done) => setTimeout(done, 300));
    const answer = answerOf(await lambda.invoke({ message: 'broken' }));
    expect(answer).toMatchObject({ status: 422, success: false });
    expect(answer.code).toMatch(/^clip\//);
    await clips().delete(parseKey('broken.wav'));
  });

  it('refuses to start in an incomplete environment, and names what is missing', async () => {
    const bad = await start({ STITCH_INPUT_BUCKET: '', STITCH_OUTPUT_BUCKET: 'a/b' });
    const { errorMessage } = await bad.initError();
    expect(errorMessage).toContain(
      'STITCH_INPUT_BUCKET is not set; it takes the name of the bucket',
    );
    expect(errorMessage).toContain('STITCH_OUTPUT_BUCKET is "a/b"');
    const limit = await start({ STITCH_MAX_CLIPS: 'many' });
    expect((await limit.initError()).errorMessage).toBe(
      'STITCH_MAX_CLIPS takes a whole number from 1 to 100000, not "many"',
    );
    const misspelt = await start({ STITCH_MAX_CLIP: '3' });
    expect((await misspelt.initError()).errorMessage).toBe(
      'STITCH_MAX_CLIP is not a variable of stitch; did you mean STITCH_MAX_CLIPS?',
    );
    const key = await start({ STITCH_SIGNING_KEY: 'short' });
    expect((await key.initError()).errorMessage).not.toContain('short"');
    const among = await start({
      STITCH_OUTPUT_BUCKET: stand.input,
      STITCH_OUTPUT_PREFIX: 'clips/en/out',
    });
    expect((await among.initError()).errorMessage).toContain('would be among the clips');
  });
});

describe('telemetry', () => {
  it('logs lines of JSON without the text or a signature, and metrics', async () => {
    await lambda.invoke({ message: 'hello unsayableword' });
    // AWS's runtime client says something of its own first.
    const logged = lambda.log().filter((line) => line.startsWith('{'));
    const lines = logged.map((line) => JSON.parse(line));
    expect(lines).toContainEqual(
      expect.objectContaining({
        level: 'INFO',
        message: 'answered',
        code: 'message/missing',
        status: 422,
        service: 'stitch',
        stage: 'test',
      }),
    );
    const metrics = lines.filter((line) => '_aws' in line);
    for (const name of ['Requests', 'TookMs', 'CacheHits', 'Clips', 'MissingWords', 'Rows']) {
      expect(metrics.filter((line) => name in line).length, name).toBeGreaterThan(0);
    }
    expect(metrics[0]).toMatchObject({ service: 'stitch', stage: 'test' });
    expect(lambda.log().join('\n')).not.toMatch(/unsayableword|sig=|shreeshail/);
  });

  it('counts batches, and as faults only failures that are not the caller’s', async () => {
    const own = await start();
    const items = [{ message: 'hello' }];
    await own.invoke({ Items: items });
    await own.invoke({ Items: items, BatchInput: { bit_rate_kbps: 'loud' } });
    const unreachable = await start({ STITCH_S3_ENDPOINT: 'http://127.0.0.1:1' });
    await unreachable.invoke({ Items: items });
    const sum = (of: Lambda, name: string) =>
      of
        .log()
        .filter((line) => line.startsWith('{'))
        .reduce((total, line) => total + (JSON.parse(line)[name] ?? 0), 0);
    expect([sum(own, 'Batches'), sum(own, 'Faults')]).toEqual([1, 0]);
    expect([sum(unreachable, 'Batches'), sum(unreachable, 'Faults')]).toEqual([0, 1]);
  });
});

it('writes only below the output prefix', async () => {
  const repo = stand.repo(stand.output, '');
  for await (const { key } of repo.list()) expect(key).toMatch(/^voice\/(cache|batch)\//);
  const object = await ownerOf(service).send(
    new GetObjectCommand({ Bucket: stand.output, Key: 'voice/batch/march/a.mp3' }),
  );
  expect(object.ContentType).toBe('audio/mpeg');
});
