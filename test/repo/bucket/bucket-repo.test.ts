import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, inject, it, onTestFinished, vi } from 'vitest';
import { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { compareKeys, type Repo } from '../../../src/repo/repo.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import { fixture } from '../../fixtures.ts';
import { bucketRepo, FAUXQS_CANNOT, makeBucket, ownerOf } from '../buckets.ts';
import { repoContract } from '../contract.ts';
import { failureOf, key, keysOf, owner, service } from './harness.ts';

const checksSignatures = service.stranger !== null;

for (const name of ['radosgw', 'fauxqs'] as const) {
  const running = inject('s3Services').find((each) => each.name === name);
  repoContract(`BucketRepo on ${name}`, async () => bucketRepo(running!), {
    lacks: running === undefined ? `${name} is not installed` : null,
    skip: name === 'fauxqs' ? FAUXQS_CANNOT : [],
  });
}

describe('BucketRepo', () => {
  it('lists page by page', async () => {
    const repo = await bucketRepo(service, { pageSize: 2 });
    const names = ['a', 'b', 'c/d', 'c/e', 'f'];
    for (const name of names) await repo.write(key(name), Buffer.from(name));
    expect(await keysOf(repo)).toEqual(names);
    expect((await repo.list()[Symbol.asyncIterator]().next()).value.key).toBe('a');
  });

  it('lists only what is under its prefix', async () => {
    const bucket = await makeBucket(service);
    const whole = new BucketRepo(bucket, '', owner);
    for (const name of ['en', 'en/a', 'en/b', 'english/c'])
      await whole.write(key(name), Buffer.from('x'));
    expect(await keysOf(new BucketRepo(bucket, 'en', owner))).toEqual(['a', 'b']);
    expect(await keysOf(new BucketRepo(bucket, 'nothing', owner))).toEqual([]);
  });

  it('lists NFD names by their keys, in key order, and skips names that are not keys', async () => {
    const bucket = await makeBucket(service);
    const names = [
      'cafe\u0301.wav',
      'cafz.wav',
      'e\u0301',
      '\u00e9',
      'f',
      '/abs',
      'a//b',
      'x/',
      '../up',
      '\u212b',
    ];
    for (const Key of names) {
      await ownerOf(service).send(
        new PutObjectCommand({ Bucket: bucket, Key, Body: Buffer.from(Key) }),
      );
    }
    const repo = new BucketRepo(bucket, '', owner);
    // The npm service lists in an order of its own.
    const listed = await keysOf(repo);
    const sorted = service.name === 'fauxqs' ? listed.sort(compareKeys) : listed;
    expect(sorted).toEqual(['cafz.wav', 'café.wav', 'f', 'é']);
    const text = async (from: Repo, name: string) =>
      Buffer.from((await from.read(key(name)))!.bytes).toString();
    expect(await text(repo, 'café.wav')).toBe('cafe\u0301.wav');
    expect(await text(repo, 'é')).toBe('\u00e9');
    expect(await text(new BucketRepo(bucket, '', owner), 'café.wav')).toBe('cafe\u0301.wav');
  });

  it('finds, links to and deletes an NFD object that was not listed', async () => {
    const bucket = await makeBucket(service);
    const put = { Bucket: bucket, Key: 'cafe\u0301.wav', Body: Buffer.from('old') };
    await ownerOf(service).send(new PutObjectCommand(put));
    const url = await new BucketRepo(bucket, '', owner).url(key('café.wav'), 60);
    expect(await (await fetch(url)).text()).toBe('old');
    await new BucketRepo(bucket, '', owner).write(key('café.wav'), Buffer.from('new'));
    const repo = new BucketRepo(bucket, '', owner);
    expect(await keysOf(repo)).toEqual(['café.wav']);
    await new BucketRepo(bucket, '', owner).delete(key('café.wav'));
    expect(await keysOf(repo)).toEqual([]);
  });

  it('touches an object only after an hour', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('a'), Buffer.from('x'));
    const entry = (await repo.stat(key('a')))!;
    // The service tells whole seconds: the next has to begin.
    const writeAnother = async () => {
      await repo.write(key('b'), Buffer.from('x'));
      return (await repo.stat(key('b')))!.modifiedMs;
    };
    await expect.poll(writeAnother, { timeout: 3000 }).toBeGreaterThan(entry.modifiedMs);
    await repo.touch(entry);
    expect((await repo.stat(key('a')))!.modifiedMs).toBe(entry.modifiedMs);
  });

  it('lists the content id', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('a'), Buffer.from('one'));
    const { contentId } = (await repo.stat(key('a')))!;
    expect(contentId).toMatch(/^[0-9a-f]{32}-3$/);
    expect((await repo.read(key('a')))!.contentId).toBe(contentId);
    for await (const entry of repo.list()) expect(entry.contentId).toBe(contentId);
  });
});

describe('BucketRepo over a service that is played', () => {
  /** A repo whose requests are answered here, by a clock of its own, and all that were sent. */
  async function playedRepo(answer: (request: IncomingMessage, to: ServerResponse) => void) {
    const sent: IncomingMessage[] = [];
    const server = createServer((request, to) => {
      sent.push(request);
      request.resume();
      answer(request, to);
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const clock = { nowMs: 0 };
    const repo = new BucketRepo('clips', '', { ...owner, endpoint, nowMs: () => clock.nowMs });
    return { repo, sent, clock };
  }

  it('reads a value part by part, each of the same version', async () => {
    const bytes = Buffer.from(new Uint8Array(9_000_001).map((_, i) => (i * 31) >> 5));
    const { repo, sent } = await playedRepo(({ headers }, to) => {
      const [, start = '0', last = '0'] = /(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
      const part = bytes.subarray(Number(start), Number(last) + 1);
      const isPart = headers.range !== undefined;
      const length = isPart ? part.length : bytes.length;
      to.writeHead(isPart ? 206 : 200, { ETag: '"e1"', 'Content-Length': length });
      to.end(isPart ? part : undefined);
    });
    const pieces: Uint8Array[] = [];
    for await (const chunk of (await repo.stream(key('rows.csv')))!.chunks) pieces.push(chunk);
    expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
    const conditions = sent.map(({ headers }) => headers['if-match']);
    expect(conditions).toEqual([undefined, '"e1"', '"e1"', '"e1"']);
  });

  it('returns false where ifAbsent finds a value', async () => {
    const { repo, sent } = await playedRepo((_, to) => {
      to.writeHead(412, { 'Content-Type': 'application/xml' });
      to.end('<Error><Code>PreconditionFailed</Code></Error>');
    });
    expect(await repo.write(key('a'), Buffer.from('x'), { ifAbsent: true })).toBe(false);
    expect(sent.map(({ headers }) => headers['if-none-match'])).toEqual(['*']);
  });

  it('sends a touch only once an hour has passed', async () => {
    const { repo, sent, clock } = await playedRepo((_, to) => {
      to.writeHead(200, { 'Content-Type': 'application/xml' });
      to.end('<CopyObjectResult><ETag>"e1"</ETag></CopyObjectResult>');
    });
    const entry = {
      key: key('a'),
      sizeBytes: 1,
      modifiedMs: 1000,
      version: null,
      contentId: null,
      contentType: 'a/b',
      metadata: { said: 'hello' },
    };
    clock.nowMs = 3_600_999;
    await repo.touch(entry);
    expect(sent).toHaveLength(0);
    clock.nowMs = 3_601_000;
    await repo.touch(entry);
    expect(sent.map(({ headers }) => headers['x-amz-meta-said'])).toEqual(['hello']);
  });
});

describe('BucketRepo errors', () => {
  it('names a bucket that does not exist, for every operation', async () => {
    const repo = new BucketRepo('no-such-bucket-here', 'x', owner);
    for (const work of [
      () => keysOf(repo),
      () => repo.stat(key('a')),
      () => repo.read(key('a')),
      () => repo.write(key('a'), Buffer.from('x')),
    ]) {
      const { code, message } = await failureOf(work());
      expect(code).toBe('repo/not-found');
      expect(message).toMatch(
        /^s3:\/\/no-such-bucket-here\/x.*: there is no bucket no-such-bucket-here at http:.*; check the name, or create it$/,
      );
    }
  });

  it('names a service that cannot be reached', async () => {
    const repo = new BucketRepo('clips', '', { ...owner, endpoint: 'http://127.0.0.1:1' });
    const { code, message } = await failureOf(repo.read(key('a')));
    expect([code, message]).toEqual([
      'repo/unavailable',
      's3://clips/a: http://127.0.0.1:1 cannot be reached (ECONNREFUSED); check the network, the region and the endpoint',
    ]);
  });

  it('names a server that is not an S3 service', async () => {
    const server = createServer((_, answer) => answer.end('<html>hello</html>'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const repo = new BucketRepo('clips', '', { ...owner, endpoint: `http://127.0.0.1:${port}` });
    for (const work of [() => keysOf(repo), () => repo.write(key('a'), Buffer.from('x'))]) {
      expect(await failureOf(work())).toMatchObject({
        code: 'repo/unavailable',
        message: expect.stringMatching(/http:.* is not an S3 service; check the endpoint/),
      });
    }
    server.close();
  });

  it('reports missing credentials', async () => {
    const { AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE } = process.env;
    Object.assign(process.env, {
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_CONFIG_FILE: '/dev/null',
    });
    const repo = new BucketRepo('clips', '', { endpoint: service.endpoint });
    const { code, message } = await failureOf(keysOf(repo));
    for (const [name, value] of Object.entries({ AWS_SHARED_CREDENTIALS_FILE, AWS_CONFIG_FILE })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    expect(code).toBe('repo/forbidden');
    expect(message).toMatch(
      /^s3:\/\/clips: there are no usable AWS credentials .*; set AWS_ACCESS_KEY_ID/,
    );
  });
});

describe.skipIf(!checksSignatures)(
  'BucketRepo and permissions (needs radosgw, which checks them)',
  () => {
    const stranger = { ...owner, credentials: service.stranger! };

    it('reports wrong credentials', async () => {
      const bucket = await makeBucket(service);
      for (const credentials of [
        { ...service.owner, secretAccessKey: 'wrong' },
        { accessKeyId: 'nobody', secretAccessKey: 'x' },
      ]) {
        const repo = new BucketRepo(bucket, '', { ...owner, credentials });
        for (const work of [
          () => keysOf(repo),
          () => repo.stat(key('a')),
          () => repo.read(key('a')),
          () => repo.write(key('a'), Buffer.from('x')),
        ]) {
          const { code, message, details } = await failureOf(work());
          expect([code, details.mayBeAbsent]).toEqual(['repo/forbidden', undefined]);
          expect(message).toMatch(
            /the credentials are not accepted \((SignatureDoesNotMatch|InvalidAccessKeyId)\); check/,
          );
        }
      }
    });

    it('names the missing permission, whether or not the object exists', async () => {
      const bucket = await makeBucket(service);
      await new BucketRepo(bucket, '', owner).write(key('a'), Buffer.from('x'));
      const repo = new BucketRepo(bucket, '', stranger);
      expect((await failureOf(keysOf(repo))).message).toMatch(
        /access is denied; give .* s3:ListBucket there/,
      );
      for (const name of ['a', 'b']) {
        const { code, message, details } = await failureOf(repo.read(key(name)));
        expect([code, details]).toEqual(['repo/forbidden', { mayBeAbsent: true }]);
        expect(message).toMatch(
          /permission s3:GetObject there.*; it may also not exist: without s3:ListBucket/,
        );
      }
      expect((await failureOf(repo.write(key('a'), Buffer.from('y')))).message).toMatch(
        /s3:PutObject/,
      );
      expect((await failureOf(repo.delete(key('a')))).message).toMatch(/s3:DeleteObject/);
    });

    it('does not suggest absence where it may list', async () => {
      const bucket = await makeBucket(service);
      await allow(bucket, ['s3:ListBucket']);
      await new BucketRepo(bucket, '', owner).write(key('a'), Buffer.from('x'));
      const { details } = await failureOf(new BucketRepo(bucket, '', stranger).read(key('a')));
      expect(details.mayBeAbsent).toBeUndefined();
    });

    it('works as a cache without permission to list or delete', async () => {
      const bucket = await makeBucket(service);
      await allow(bucket, ['s3:GetObject', 's3:PutObject']);
      const warnings: string[] = [];
      const clips = new MemoryRepo({ 'hello.wav': fixture('audios/hello.wav') });
      const say = () =>
        createStitcher(clips, {
          cache: new BucketRepo(bucket, '', stranger),
          onWarning: (warning) => warnings.push(warning),
        }).stitch('hello');
      expect((await say()).cached).toBe(false);
      expect((await say()).cached).toBe(true);
      expect(warnings).toEqual([]);
    });

    async function allow(bucket: string, actions: readonly string[]): Promise<void> {
      const Policy = JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: ['arn:aws:iam:::user/stranger'] },
            Action: actions,
            Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
          },
        ],
      });
      await ownerOf(service).send(new PutBucketPolicyCommand({ Bucket: bucket, Policy }));
    }

    it('creates links that expire and fit one object only', async () => {
      const repo = await bucketRepo(service);
      await repo.write(key('a.mp3'), Buffer.from('hello'));
      const url = await repo.url(key('a.mp3'), 1);
      const answer = await fetch(url);
      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'audio/mpeg']);
      expect((await fetch(url.replace('a.mp3', 'b.mp3'))).status).toBe(403);
      await vi.waitFor(async () => expect((await fetch(url)).status).toBe(403), {
        timeout: 10_000,
        interval: 200,
      });
    });
  },
);

describe.skipIf(!checksSignatures)(
  'BucketRepo.stream (needs radosgw, which accepts large bodies)',
  () => {
    const bytes = new Uint8Array(9_000_001).map((_, i) => (i * 31) >> 5);

    async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
      const pieces: Uint8Array[] = [];
      for await (const chunk of chunks) pieces.push(chunk);
      return Buffer.concat(pieces);
    }

    it('reads a value part by part', async () => {
      const repo = await bucketRepo(service);
      await repo.write(key('rows.csv'), bytes);
      const stream = (await repo.stream(key('rows.csv')))!;
      expect(stream.sizeBytes).toBe(bytes.length);
      expect((await all(stream.chunks)).equals(bytes)).toBe(true);
      await repo.write(key('empty.csv'), new Uint8Array());
      expect(await all((await repo.stream(key('empty.csv')))!.chunks)).toHaveLength(0);
      expect(await repo.stream(key('nothing.csv'))).toBe(null);
    });

    it('fails once the value changed meanwhile', async () => {
      const repo = await bucketRepo(service);
      await repo.write(key('rows.csv'), bytes);
      const { chunks } = (await repo.stream(key('rows.csv')))!;
      const parts = chunks[Symbol.asyncIterator]();
      await parts.next();
      await repo.write(key('rows.csv'), bytes.slice().reverse());
      const error = await failureOf(parts.next());
      expect(error.code).toBe('repo/unavailable');
      expect(error.message).toMatch(/rows\.csv changed while it was read; start again/);
    });
  },
);
