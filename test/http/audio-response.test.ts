import { beforeAll, describe, expect, it } from 'vitest';
import { audioResponse, matchesEtag, unchangedAudio } from '../../src/http/audio-response.ts';
import { type Api, AUDIO, makeApi } from './service.ts';

const BODY = { message: 'hello' };

describe('audioResponse', () => {
  let api: Api;
  let all: Buffer;
  beforeAll(async () => {
    api = await makeApi();
    all = Buffer.from(await (await api.post('/stitch', BODY, AUDIO)).arrayBuffer());
  });
  const askRange = (range: string, headers: Record<string, string> = {}) =>
    api.post('/stitch', BODY, { ...AUDIO, Range: range, ...headers });

  it.each<[string, (length: number) => [range: string, start: number, end: number]]>([
    ['from the start', () => ['bytes=0-9', 0, 10]],
    ['to the end', (length) => ['bytes=10-', 10, length]],
    ['of the last bytes', (length) => ['bytes=-7', length - 7, length]],
    ['that ends past the end', (length) => [`bytes=5-${length + 100}`, 5, length]],
    ['of more last bytes than there are', (length) => [`bytes=-${length + 100}`, 0, length]],
  ])('returns 206 for a range %s', async (_, rangeOf) => {
    const [range, start, end] = rangeOf(all.length);
    const response = await askRange(range);
    expect(response.status).toBe(206);
    expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${all.length}`);
    expect(Buffer.from(await response.arrayBuffer()).equals(all.subarray(start, end))).toBe(true);
  });

  it.each(['bytes=9-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b', 'bytes=-'])(
    'returns 200 and the whole file for the range %j',
    async (range) => {
      const response = await askRange(range);
      expect(response.status).toBe(200);
      expect((await response.arrayBuffer()).byteLength).toBe(all.length);
    },
  );

  it('returns a range only where If-Range is the ETag', async () => {
    expect((await askRange('bytes=0-1', { 'If-Range': '"other"' })).status).toBe(200);
    const etag = (await api.post('/stitch', BODY, AUDIO)).headers.get('etag')!;
    expect((await askRange('bytes=0-1', { 'If-Range': etag })).status).toBe(206);
  });

  it('returns 416 for a range past the end', async () => {
    for (const range of [`bytes=${all.length}-`, 'bytes=-0']) {
      const past = await askRange(range);
      expect(past.status).toBe(416);
      expect(past.headers.get('content-range')).toBe(`bytes */${all.length}`);
    }
  });

  it('sends a view of the file, and its type and caching', async () => {
    const bytes = Uint8Array.of(1, 2, 3, 4);
    const audio = { id: 'k', mediaType: 'audio/wav', bytes: async () => bytes };
    const whole = await audioResponse(audio, { range: null, ifRange: null }, 'no-store');
    expect(whole).toEqual({
      status: 200,
      headers: {
        ETag: '"k"',
        'Cache-Control': 'no-store',
        'Accept-Ranges': 'bytes',
        'Content-Type': 'audio/wav',
        'Content-Length': '4',
      },
      body: bytes,
    });
    const part = await audioResponse(audio, { range: 'bytes=1-2', ifRange: null }, 'no-store');
    expect(part.body!.buffer).toBe(bytes.buffer);
    expect([...part.body!]).toEqual([2, 3]);
  });
});

describe('unchangedAudio', () => {
  it('has the ETag and no body', () => {
    expect(unchangedAudio('k', 'private')).toEqual({
      status: 304,
      headers: { ETag: '"k"', 'Cache-Control': 'private', 'Accept-Ranges': 'bytes' },
      body: null,
    });
  });
});

describe('matchesEtag', () => {
  it.each([
    ['"k"', true],
    ['W/"k"', true],
    ['"a", "k"', true],
    ['*', true],
    ['k', false],
    ['"K"', false],
    ['"a"', false],
    ['', false],
  ])('compares %j: %j', (header, matches) => {
    expect(matchesEtag(header, 'k')).toBe(matches);
  });
});
