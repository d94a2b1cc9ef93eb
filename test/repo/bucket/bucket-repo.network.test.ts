import { describe, expect, it } from 'vitest';
import type { Fault } from '../../servers/faulty-proxy.ts';
import { behindProxy, failureOf, key, keysOf } from './harness.ts';

const FAULTS: readonly (readonly [string, Fault, string])[] = [
  ['is reset', { kind: 'reset', afterBytes: 0 }, 'repo/unavailable'],
  ['is closed without an answer', { kind: 'cut', afterBytes: 0 }, 'repo/unavailable'],
  ['stalls', { kind: 'stall', afterBytes: 0 }, 'repo/timeout'],
  [
    'is answered 503',
    { kind: 'answer', status: 503, code: 'ServiceUnavailable' },
    'repo/unavailable',
  ],
  ['is answered SlowDown', { kind: 'answer', status: 503, code: 'SlowDown' }, 'repo/unavailable'],
  ['is answered 500', { kind: 'answer', status: 500, code: 'InternalError' }, 'repo/unavailable'],
];

describe.concurrent('BucketRepo on a bad network', () => {
  it.each(FAULTS)('retries when a connection %s', async (_, fault) => {
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

  it.each(FAULTS)('fails in bounded time when every connection %s', async (_, fault, code) => {
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
    // A write without an answer may have been done, but then wholly.
    expect([300_000, 1]).toContain((await direct.read(key('big')))!.sizeBytes);
  });

  const MIDWAY: readonly (readonly [string, Fault, string])[] = [
    ['cut off', { kind: 'cut', afterBytes: 100_000 }, 'repo/unavailable'],
    ['stalled', { kind: 'stall', afterBytes: 100_000 }, 'repo/timeout'],
  ];
  it.each(MIDWAY)('reads again a body that was %s midway', async (_, fault, code) => {
    const { proxy, repo, open } = await behindProxy();
    proxy.next = [fault, fault];
    const { bytes } = (await repo.read(key('big')))!;
    expect(bytes.every((byte) => byte === 7)).toBe(true);
    expect(bytes.length).toBe(300_000);
    proxy.always = fault;
    expect((await failureOf(open().read(key('big')))).code).toBe(code);
  });

  it("cancels a read at once, and throws the signal's reason", async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'stall', afterBytes: 1000 };
    const startedMs = Date.now();
    const reason = new Error('gone');
    const waiting = new AbortController();
    setTimeout(() => waiting.abort(reason), 200);
    await expect(repo.read(key('big'), waiting)).rejects.toBe(reason);
    expect(Date.now() - startedMs).toBeLessThan(2000);
    proxy.always = null;
    const fresh = new AbortController();
    expect((await repo.read(key('big'), { signal: fresh.signal }))!.bytes.length).toBe(300_000);
  });

  it('retries a write that met a concurrent one', async () => {
    const { proxy, repo } = await behindProxy();
    const conflict = { kind: 'answer', status: 409, code: 'ConditionalRequestConflict' } as const;
    proxy.next = [conflict];
    expect(await repo.write(key('new'), Buffer.from('x'), { ifAbsent: true })).toBe(true);
    const { proxy: again, repo: other } = await behindProxy();
    again.next = [conflict];
    expect(await other.write(key('big'), Buffer.from('x'), { ifAbsent: true })).toBe(false);
  });

  it('reports expired credentials at once', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'answer', status: 400, code: 'ExpiredToken' };
    const { code, message } = await failureOf(repo.read(key('big')));
    expect([code, message]).toEqual([
      'repo/forbidden',
      expect.stringMatching(/have expired; get new/),
    ]);
    expect((await failureOf(repo.stat(key('big')))).message).toMatch(/have expired; get new/);
  });

  it('reports that the value may be absent where it may not list', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.always = { kind: 'answer', status: 403, code: 'AccessDenied' };
    expect(await failureOf(repo.read(key('big')))).toMatchObject({
      code: 'repo/forbidden',
      details: { mayBeAbsent: true },
      message: expect.stringMatching(/permission s3:GetObject there.*; it may also not exist/),
    });
  });

  it.each([
    ['it may list', 'AccessDenied', 'next', /permission s3:GetObject there/],
    ['the credentials are wrong', 'InvalidAccessKeyId', 'always', /credentials are not accepted/],
  ] as const)('reports a plain refusal where %s', async (_, code, when, message) => {
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

  it('succeeds when the deleted object was missing', async () => {
    const { proxy, repo } = await behindProxy();
    proxy.next = [{ kind: 'answer', status: 404, code: 'NoSuchKey' }];
    await repo.delete(key('big'));
  });

  it('keeps the old value when a write is cut off', async () => {
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
