// What is special to buckets: errors and what they name, faults of the network, permissions, paging.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PutBucketPolicyCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { StitchError } from '../../../src/errors.ts';
import { BucketRepo } from '../../../src/repo/bucket/bucket-repo.ts';
import { entryOf } from '../../../src/repo/bucket/entry.ts';
import { bucketError } from '../../../src/repo/bucket/errors.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { openRepo, parsePlace } from '../../../src/repo/open-repo.ts';
import { compareKeys, type Key, parseKey, type Repo } from '../../../src/repo/repo.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import { fixture } from '../../fixtures.ts';
import { type Fault, type FaultyProxy, startFaultyProxy } from '../../servers/faulty-proxy.ts';
import { bucketRepo, makeBucket, ownerOf } from '../buckets.ts';

const service = inject('s3Services')[0]!;
const checksSignatures = service.stranger !== null;
const proxies: FaultyProxy[] = [];
afterAll(() => Promise.all(proxies.map((proxy) => proxy.close())));

const key = (text: string): Key => parseKey(text);
const owner = { endpoint: service.endpoint, credentials: service.owner };

async function keysOf(repo: Repo): Promise<string[]> {
  const keys: string[] = [];
  for await (const entry of repo.list()) keys.push(entry.key);
  return keys;
}

async function failureOf(work: Promise<unknown>): Promise<StitchError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(StitchError);
  return error as StitchError;
}

/** A bucket with a value, behind a proxy of its own; what is faulty comes after. */
async function behindProxy(timeoutSeconds = 0.8) {
  const proxy = await startFaultyProxy(service.endpoint);
  proxies.push(proxy);
  const bucket = await makeBucket(service);
  const direct = new BucketRepo(bucket, '', owner);
  await direct.write(key('big'), new Uint8Array(300_000).fill(7));
  // Each with connections of its own.
  const open = () =>
    new BucketRepo(bucket, '', { ...owner, endpoint: proxy.endpoint, timeoutSeconds });
  return { proxy, direct, repo: open(), open };
}

describe('an address', () => {
  it('is a folder or a bucket', () => {
    expect(parsePlace('./audios')).toEqual({ kind: 'folder', path: './audios' });
    expect(parsePlace('s3://clips')).toEqual({ kind: 'bucket', bucket: 'clips', prefix: '' });
    for (const address of ['s3://clips/en/a', 'S3://clips/en/a/']) {
      expect(parsePlace(address)).toEqual({ kind: 'bucket', bucket: 'clips', prefix: 'en/a' });
    }
  });

  it.each(['s3://', 's3:///x', 'gs://clips', 'https://clips.example/x'])('is not %j', (address) => {
    expect(() => parsePlace(address)).toThrow(/is no place that is known; give a folder, or s3:/);
  });

  it.each(['s3://a b/c', 's3://x/y'])('is not %j, as no bucket has that name', (address) => {
    expect(() => parsePlace(address)).toThrow(/in "s3:.*" can be no bucket's name/);
  });

  it('cannot leave its bucket', () => {
    expect(() => parsePlace('s3://clips/../other')).toThrow(/cannot name a file here/);
  });

  it('opens', async () => {
    expect((await openRepo('x')).address).toBe('x');
    expect((await openRepo('s3://clips/en', owner)).address).toBe('s3://clips/en');
  });
});

describe('BucketRepo', () => {
  it('lists page by page', async () => {
    const repo = await bucketRepo(service, { pageSize: 2 });
    const names = ['a', 'b', 'c/d', 'c/e', 'f'];
    for (const name of names) await repo.write(key(name), Buffer.from(name));
    expect(await keysOf(repo)).toEqual(names);
    expect((await repo.list()[Symbol.asyncIterator]().next()).value.key).toBe('a');
  });

  it('sees what is under its prefix, and nothing beside it', async () => {
    const bucket = await makeBucket(service);
    const whole = new BucketRepo(bucket, '', owner);
    for (const name of ['en', 'en/a', 'en/b', 'english/c'])
      await whole.write(key(name), Buffer.from('x'));
    expect(await keysOf(new BucketRepo(bucket, 'en', owner))).toEqual(['a', 'b']);
    expect(await keysOf(new BucketRepo(bucket, 'nothing', owner))).toEqual([]);
  });

  it('finds objects whose names are NFD by their keys, in the keys’ order, and passes over what is no key', async () => {
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
    const inOrder = service.name === 'fauxqs' ? listed.sort(compareKeys) : listed;
    expect(inOrder).toEqual(['cafz.wav', 'café.wav', 'f', 'é']);
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

  it('knows nothing of the content where the service gives no ETag', () => {
    expect(entryOf(key('a'), 3, new Date(), undefined)).toMatchObject({
      version: null,
      contentId: null,
    });
  });

  it('touches an object only after an hour', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('a'), Buffer.from('x'));
    const entry = (await repo.stat(key('a')))!;
    await new Promise((done) => setTimeout(done, 1100));
    await repo.touch(entry);
    expect((await repo.stat(key('a')))!.modifiedMs).toBe(entry.modifiedMs);
  });

  it('gives the content id by the listing, and reads no clip for it', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('a'), Buffer.from('one'));
    const { contentId } = (await repo.stat(key('a')))!;
    expect(contentId).toMatch(/^[0-9a-f]{32}-3$/);
    expect((await repo.read(key('a')))!.contentId).toBe(contentId);
    for await (const entry of repo.list()) expect(entry.contentId).toBe(contentId);
  });
});

describe('BucketRepo names', () => {
  it('a bucket that is not there, whatever is asked of it', async () => {
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
        /^s3:\/\/no-such-bucket-here\/x.*: there is no bucket no-such-bucket-here at http:.*; check the name, or make it$/,
      );
    }
  });

  it('a service that nobody answers for', async () => {
    const repo = new BucketRepo('clips', '', { ...owner, endpoint: 'http://127.0.0.1:1' });
    const { code, message } = await failureOf(repo.read(key('a')));
    expect([code, message]).toEqual([
      'repo/unavailable',
      's3://clips/a: http://127.0.0.1:1 cannot be reached (ECONNREFUSED); check the network, the region and the endpoint',
    ]);
  });

  it('what answers, and is no S3 service', async () => {
    const server = createServer((_, answer) => answer.end('<html>hello</html>'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const repo = new BucketRepo('clips', '', { ...owner, endpoint: `http://127.0.0.1:${port}` });
    for (const work of [() => keysOf(repo), () => repo.write(key('a'), Buffer.from('x'))]) {
      expect(await failureOf(work())).toMatchObject({
        code: 'repo/unavailable',
        message: expect.stringMatching(
          /what answers at http:.* is no S3 service; check the endpoint/,
        ),
      });
    }
    server.close();
  });

  it('the want of credentials', async () => {
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

  const thrown = (name: string, rest: object = {}) =>
    Object.assign(new Error('said so'), { name, ...rest });
  const status = (httpStatusCode: number) => ({ $metadata: { httpStatusCode } });
  it.each([
    [
      'an expired token',
      thrown('ExpiredToken', status(400)),
      'repo/forbidden',
      /have expired; get new ones/,
    ],
    [
      'a clock that is wrong',
      thrown('RequestTimeTooSkewed', status(403)),
      'repo/forbidden',
      /clock is wrong.*; set the clock/,
    ],
    [
      'another region',
      thrown('PermanentRedirect', {
        ...status(301),
        $response: { headers: { 'x-amz-bucket-region': 'eu-west-1' } },
      }),
      'repo/unavailable',
      /the bucket clips is in the region eu-west-1; set AWS_REGION=eu-west-1/,
    ],
    [
      'another region that was signed for',
      thrown('AuthorizationHeaderMalformed', { ...status(400), Region: 'eu-west-1' }),
      'repo/unavailable',
      /set AWS_REGION=eu-west-1/,
    ],
    [
      'another region, unnamed',
      thrown('IllegalLocationConstraintException', status(400)),
      'repo/unavailable',
      /is in another region/,
    ],
    [
      'a region that is not known',
      new Error('Region is missing'),
      'repo/unavailable',
      /set AWS_REGION/,
    ],
    [
      'a name that is not found',
      thrown('Error', { code: 'ENOTFOUND' }),
      'repo/unavailable',
      /cannot be reached \(ENOTFOUND\)/,
    ],
    [
      'a service too busy',
      thrown('SlowDown', status(503)),
      'repo/unavailable',
      /too busy \(SlowDown\), after several tries/,
    ],
    [
      'a refusal',
      thrown('AccessDenied', status(403)),
      'repo/forbidden',
      /access is denied; give the credentials in use the permission s3:GetObject there/,
    ],
    [
      'a refusal without a name',
      thrown('Unknown', status(403)),
      'repo/forbidden',
      /access is denied/,
    ],
    [
      'something else',
      thrown('InternalError', status(500)),
      'repo/unavailable',
      /AWS failed: said so \(HTTP 500\)/,
    ],
  ] as const)('%s', (_, error, code, message) => {
    const made = bucketError(error, {
      verb: 'read',
      address: 's3://clips/a',
      bucket: 'clips',
      endpoint: null,
      timeoutMs: 1000,
    });
    expect(made).toMatchObject({ code, cause: error });
    expect(made.message).toMatch(message);
    expect(made.message).toMatch(/^s3:\/\/clips\/a: /);
  });
});

describe.skipIf(!checksSignatures)(
  'BucketRepo and permissions (needs radosgw, which checks them)',
  () => {
    const stranger = { ...owner, credentials: service.stranger! };

    it('says that the credentials are wrong', async () => {
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

    it('names the permission that is wanting, whether or not there is something', async () => {
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
          /permission s3:GetObject there.*; or it is not there: without s3:ListBucket/,
        );
      }
      expect((await failureOf(repo.write(key('a'), Buffer.from('y')))).message).toMatch(
        /s3:PutObject/,
      );
      expect((await failureOf(repo.delete(key('a')))).message).toMatch(/s3:DeleteObject/);
    });

    it('is sure that it is forbidden where it may list', async () => {
      const bucket = await makeBucket(service);
      await allow(bucket, ['s3:ListBucket']);
      await new BucketRepo(bucket, '', owner).write(key('a'), Buffer.from('x'));
      const { details } = await failureOf(new BucketRepo(bucket, '', stranger).read(key('a')));
      expect(details.mayBeAbsent).toBeUndefined();
    });

    it('keeps a cache where nothing may be listed, and nothing deleted', async () => {
      const bucket = await makeBucket(service);
      await allow(bucket, ['s3:GetObject', 's3:PutObject']);
      const troubles: string[] = [];
      const clips = new MemoryRepo({ 'hello.wav': fixture('audios/hello.wav') });
      const say = () =>
        createStitcher(clips, {
          cache: new BucketRepo(bucket, '', stranger),
          onWarning: (trouble) => troubles.push(trouble),
        }).stitch('hello');
      expect((await say()).cached).toBe(false);
      expect((await say()).cached).toBe(true);
      expect(troubles).toEqual([]);
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

    it('links for as long as was asked, and to nothing else', async () => {
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

const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ['is reset', { kind: 'reset', afterBytes: 0 }, 'repo/unavailable'],
  ['is closed without an answer', { kind: 'cut', afterBytes: 0 }, 'repo/unavailable'],
  ['stalls', { kind: 'stall', afterBytes: 0 }, 'repo/timeout'],
  [
    'is answered 503',
    { kind: 'answer', status: 503, code: 'ServiceUnavailable' },
    'repo/unavailable',
  ],
  ['is told to slow down', { kind: 'answer', status: 503, code: 'SlowDown' }, 'repo/unavailable'],
  ['is answered 500', { kind: 'answer', status: 500, code: 'InternalError' }, 'repo/unavailable'],
];

describe.concurrent('BucketRepo on a bad network', () => {
  it.each(FAULTS)('tries again when a connection %s', async (_, fault) => {
    const { proxy, direct, repo } = await behindProxy();
    for (const work of [
      async () => expect((await repo.read(key('big')))!.bytes.length).toBe(300_000),
      async () => expect((await repo.stat(key('big')))!.sizeBytes).toBe(300_000),
      async () => expect(await keysOf(repo)).toContain('big'),
      async () => {
        await repo.write(key('new'), Buffer.from('new'));
        expect((await direct.read(key('new')))!.sizeBytes).toBe(3);
      },
    ]) {
      proxy.next = [fault, fault];
      await work();
    }
  });

  it.each(FAULTS)(
    'gives up in bounded time when every connection %s, and says so',
    async (_, fault, code) => {
      const { proxy, direct, repo } = await behindProxy();
      proxy.always = fault;
      for (const work of [
        () => repo.read(key('big')),
        () => keysOf(repo),
        () => repo.write(key('big'), Buffer.from('x')),
      ]) {
        const start = Date.now();
        const error = await failureOf(work());
        expect(error.code).toBe(code);
        expect(error.message).toMatch(/^s3:\/\/stitch-.*; (try again|check)/);
        expect(Date.now() - start).toBeLessThan(20_000);
      }
      // A write whose answer did not come may have been done, but then wholly.
      expect([300_000, 1]).toContain((await direct.read(key('big')))!.sizeBytes);
    },
  );

  const MIDWAY: readonly (readonly [string, Fault, string])[] = [
    ['cut off', { kind: 'cut', afterBytes: 100_000 }, 'repo/unavailable'],
    ['stalled', { kind: 'stall', afterBytes: 100_000 }, 'repo/timeout'],
  ];
  it.each(MIDWAY)('reads again what was %s in its midst', async (_, fault, code) => {
    const { proxy, repo, open } = await behindProxy();
    proxy.next = [fault, fault];
    const { bytes } = (await repo.read(key('big')))!;
    expect(bytes.every((byte) => byte === 7)).toBe(true);
    expect(bytes.length).toBe(300_000);
    proxy.always = fault;
    expect((await failureOf(open().read(key('big')))).code).toBe(code);
  });

  it('gives a read up at once when it is told to, and throws why', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'stall', afterBytes: 1000 };
    const startedMs = Date.now();
    const why = new Error('gone');
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(why), 200);
    await expect(repo.read(key('big'), waiting)).rejects.toBe(why);
    expect(Date.now() - startedMs).toBeLessThan(2000);
    proxy.always = null;
    const fresh = new AbortController();
    expect((await repo.read(key('big'), { signal: fresh.signal }))!.bytes.length).toBe(300_000);
  });

  it('writes after another that was writing just then', async () => {
    const { proxy, repo } = await behindProxy();
    const conflict = { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' } as const;
    proxy.next = [conflict];
    expect(await repo.write(key('new'), Buffer.from('x'), { ifAbsent: true })).toBe(true);
    const { proxy: again, repo: other } = await behindProxy();
    again.next = [conflict];
    expect(await other.write(key('big'), Buffer.from('x'), { ifAbsent: true })).toBe(false);
  });

  it('says at once that credentials have expired', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'answer', status: 400, code: 'ExpiredToken' };
    const { code, message } = await failureOf(repo.read(key('big')));
    expect([code, message]).toEqual([
      'repo/forbidden',
      expect.stringMatching(/have expired; get new/),
    ]);
    expect((await failureOf(repo.stat(key('big')))).message).toMatch(/have expired; get new/);
  });

  it('says of a refusal that the value may be absent, where it may not list either', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'answer', status: 403, code: 'AccessDenied' };
    expect(await failureOf(repo.read(key('big')))).toMatchObject({
      code: 'repo/forbidden',
      details: { mayBeAbsent: true },
      message: expect.stringMatching(/permission s3:GetObject there.*; or it is not there/),
    });
  });

  it.each([
    ['it may list', 'AccessDenied', 'next', /permission s3:GetObject there/],
    ['the credentials are wrong', 'InvalidAccessKeyId', 'always', /credentials are not accepted/],
  ] as const)('takes a refusal for one where %s', async (_, code, when, message) => {
    const { proxy, repo } = await behindProxy();
    const fault = { kind: 'answer', status: 403, code } as const;
    if (when === 'next') proxy.next = [fault];
    else proxy.always = fault;
    const error = await failureOf(repo.read(key('big')));
    expect(error).toMatchObject({
      code: 'repo/forbidden',
      message: expect.stringMatching(message),
    });
    expect(error.details.mayBeAbsent).toBeUndefined();
  });

  it('does not mind being told that there was nothing to delete', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.next = [{ kind: 'answer', status: 404, code: 'NoSuchKey' }];
    await repo.delete(key('big'));
  });

  it('leaves the old value when a write is cut off, and nothing half written', async () => {
    const { proxy, direct, repo } = await behindProxy();
    proxy.always = { kind: 'reset', afterBytes: 100_000 };
    expect((await failureOf(repo.write(key('big'), new Uint8Array(900_000)))).code).toBe(
      'repo/unavailable',
    );
    expect((await failureOf(repo.write(key('new'), new Uint8Array(900_000)))).code).toBe(
      'repo/unavailable',
    );
    expect((await direct.read(key('big')))!.bytes.every((byte) => byte === 7)).toBe(true);
    expect(await direct.stat(key('new'))).toBeNull();
    proxy.always = null;
    proxy.next = [{ kind: 'reset', afterBytes: 100_000 }];
    expect(await repo.write(key('new'), new Uint8Array(900_000))).toBe(true);
    expect((await direct.stat(key('new')))!.sizeBytes).toBe(900_000);
  });
});

describe.skipIf(!checksSignatures)('a stream (needs radosgw, which takes large bodies)', () => {
  const bytes = new Uint8Array(9_000_001).map((_, i) => (i * 31) >> 5);

  async function all(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const chunk of chunks) pieces.push(chunk);
    return Buffer.concat(pieces);
  }

  it('gives a value part by part', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('rows.csv'), bytes);
    const stream = (await repo.stream(key('rows.csv')))!;
    expect(stream.sizeBytes).toBe(bytes.length);
    expect((await all(stream.chunks)).equals(bytes)).toBe(true);
    await repo.write(key('empty.csv'), new Uint8Array());
    expect(await all((await repo.stream(key('empty.csv')))!.chunks)).toHaveLength(0);
    expect(await repo.stream(key('nothing.csv'))).toBe(null);
  });

  it('says so when the value is written anew meanwhile', async () => {
    const repo = await bucketRepo(service);
    await repo.write(key('rows.csv'), bytes);
    const { chunks } = (await repo.stream(key('rows.csv')))!;
    const parts = chunks[Symbol.asyncIterator]();
    await parts.next();
    await repo.write(key('rows.csv'), bytes.slice().reverse());
    const error = await failureOf(parts.next());
    expect(error.code).toBe('repo/unavailable');
    expect(error.message).toMatch(/rows\.csv was written anew while it was read; begin again/);
  });
});
