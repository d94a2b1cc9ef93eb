import { describe, expect, it } from 'vitest';
import {
  queryOf,
  readJson,
  refuseBadHost,
  refuseStrangeHost,
  requireToken,
} from '../../src/http/guards.ts';
import { json, makeApi } from './service.ts';

describe('readJson', () => {
  it('returns 415 for bodies that are not JSON', async () => {
    const { ask } = await makeApi();
    const send = (type: string | undefined, body: string | Uint8Array<ArrayBuffer>) =>
      ask('/stitch', {
        method: 'POST',
        body,
        headers: type === undefined ? {} : { 'Content-Type': type },
      });
    expect((await send('text/plain', '{"message":"hello"}')).status).toBe(415);
    expect((await send('application/x-www-form-urlencoded', 'message=hello')).status).toBe(415);
    expect((await send('application/json; charset=utf-8', '{"message":"hello"}')).status).toBe(200);
    expect((await send('application/json', new Uint8Array([0x22, 0xff, 0x22]))).status).toBe(400);
    const zipped = { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' };
    expect((await ask('/stitch', { method: 'POST', body: '{}', headers: zipped })).status).toBe(
      415,
    );
  });

  const JSON_TYPE = { 'Content-Type': 'application/json' };
  const requestOf = (body: string | ReadableStream, headers: Record<string, string> = JSON_TYPE) =>
    new Request('http://x', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const pieces = (...texts: readonly string[]) =>
    ReadableStream.from(texts.map((text) => Buffer.from(text)));

  it.each(['application/json', 'Application/JSON; charset=utf-8', 'application/problem+json'])(
    'parses a body of type %s',
    async (type) => {
      const request = requestOf('{"a":"é"}', { 'Content-Type': type });
      expect(await readJson(request, 100)).toEqual({ a: 'é' });
    },
  );

  it('takes a body of exactly the limit, and throws request/too-large past it', async () => {
    const text = JSON.stringify('x'.repeat(8));
    expect(await readJson(requestOf(text), 10)).toBe('x'.repeat(8));
    const refused = {
      code: 'request/too-large',
      message: 'the body is too large, the limit is 9 bytes; send less',
    };
    await expect(readJson(requestOf(text), 9)).rejects.toMatchObject(refused);
    const declared = { ...JSON_TYPE, 'Content-Length': '10' };
    await expect(readJson(requestOf(text, declared), 9)).rejects.toMatchObject(refused);
    const lying = { ...JSON_TYPE, 'Content-Length': '2' };
    await expect(readJson(requestOf(text, lying), 9)).rejects.toMatchObject(refused);
  });

  it('reads a body without a length no further than the limit', async () => {
    expect(await readJson(requestOf(pieces('{"a"', ':1}')), 10)).toEqual({ a: 1 });
    let sent = 0;
    const endless = new ReadableStream({
      pull(controller) {
        sent++;
        controller.enqueue(Buffer.from('xxxxxxxxxx'));
      },
    });
    await expect(readJson(requestOf(endless), 25)).rejects.toMatchObject({
      code: 'request/too-large',
    });
    expect(sent).toBeLessThan(10);
  });

  it('throws request/gone for a body that breaks off', async () => {
    const broken = new ReadableStream({
      pull(controller) {
        controller.error(new Error('reset'));
      },
    });
    await expect(readJson(requestOf(broken), 25)).rejects.toMatchObject({ code: 'request/gone' });
  });
});

describe('queryOf', () => {
  it('returns the parameters by name', () => {
    expect(queryOf('http://x/y?a=1&b=%C3%A9+z')).toEqual({ a: '1', b: 'é z' });
    expect(queryOf('http://x/y')).toEqual({});
  });

  it('throws request/malformed for a name that is there twice', () => {
    expect(() => queryOf('http://x/y?a=1&b=2&a=1')).toThrow(
      expect.objectContaining({
        code: 'request/malformed',
        message: 'the query has a more than once',
      }),
    );
  });
});

describe('requireToken', () => {
  const TOKEN = 'a-token-of-this-service';

  it('accepts the token alone, with the scheme in any case', () => {
    for (const header of [`Bearer ${TOKEN}`, `bearer  ${TOKEN}`])
      expect(() => requireToken(header, TOKEN)).not.toThrow();
    for (const header of [undefined, '', TOKEN, `Bearer ${TOKEN} x`, `Bearer ${TOKEN.slice(1)}`])
      expect(() => requireToken(header, TOKEN)).toThrow(
        expect.objectContaining({ code: 'request/unauthorized' }),
      );
  });

  it('asks for nothing where there is no token', () => {
    expect(() => requireToken(undefined, undefined)).not.toThrow();
  });

  it('is asked for on all routes but open ones', async () => {
    const token = 'a-token-of-this-service';
    const { ask, post } = await makeApi({ options: { token } });
    for (const header of [undefined, 'Bearer x', `Basic ${token}`, `Bearer ${token}x`, token]) {
      const headers = header === undefined ? {} : { Authorization: header };
      const response = await ask('/clips', { headers: headers as Record<string, string> });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer');
    }
    expect((await post('/stitch', { message: 'hello' })).status).toBe(401);
    const mine = { Authorization: `Bearer ${token}` };
    const { audio_url } = await json(post('/sign', { message: 'hello' }, mine));
    expect((await ask(audio_url)).status).toBe(200);
    expect((await ask('/health')).status).toBe(200);
    expect((await ask('/health?deep=1')).status).toBe(401);
    expect((await ask('/openapi.json')).status).toBe(200);
  });
});

describe('refuseBadHost', () => {
  it('throws request/malformed for what is not one valid host', () => {
    expect(() => refuseBadHost('http://localhost/x', 'localhost')).not.toThrow();
    expect(() => refuseBadHost('http://localhost/x', undefined)).not.toThrow();
    for (const [url, header] of [
      ['http://1.2.3.4.5/x', '1.2.3.4.5'],
      ['http://1.2.3.256/x', '1.2.3.256'],
      ['http://a.example/x', 'a.example, b.example'],
    ] as const) {
      expect(() => refuseBadHost(url, header)).toThrow(
        expect.objectContaining({ code: 'request/malformed' }),
      );
    }
  });
});

describe('refuseStrangeHost', () => {
  it('compares whole host names, without the port', () => {
    const check = (url: string) => refuseStrangeHost(url, ['localhost']);
    expect(() => check('http://localhost:8080/x')).not.toThrow();
    for (const url of ['http://localhost.example/', 'http://example/localhost'])
      expect(() => check(url)).toThrow(expect.objectContaining({ code: 'request/forbidden' }));
    expect(() => refuseStrangeHost('http://any.example', undefined)).not.toThrow();
  });

  it("returns 403 for host names that are not the service's", async () => {
    const { ask } = await makeApi({ hosts: ['127.0.0.1', 'localhost'] });
    expect((await ask('http://127.0.0.1:8080/health')).status).toBe(200);
    expect((await ask('http://rebound.example/health')).status).toBe(403);
  });
});
