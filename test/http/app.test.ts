import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../src/decode/registry.ts';
import { StitchError } from '../../src/errors.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { encodeWav, fixture, tone } from '../fixtures.ts';
import { type Answer, DOCUMENT, type Json, KEYS, makeApi, twoClips } from './service.ts';

const AUDIO = { Accept: 'audio/mpeg' };

/** What an answer holds. */
async function json(answer: Answer | Promise<Answer>): Promise<Json> {
  return (await answer).json();
}

describe('POST /stitch', () => {
  it('answers with the fields of the design and no others, first made and then found', async () => {
    const { post, cache } = await makeApi({ linksToStorage: true });
    const created = await json(post('/stitch', { message: 'hello shreeshail' }));
    expect(Object.entries(created)).toEqual([
      ['success', true],
      ['message', 'Stitched audio created'],
      ['audio_files', ['hello.wav', 'shreeshail.wav']],
      ['output_file', expect.stringMatching(/^cache\/[0-9a-f]{64}\.mp3$/)],
      ['public_url', expect.stringMatching(/^data:audio\/mpeg/)],
      ['cached', false],
    ]);
    const found = await (
      await post('/stitch', { message: 'Hello, Shreeshail', pauses: '0,0,0' })
    ).json();
    expect(found).toEqual({
      ...created,
      message: 'Stitched audio retrieved from cache!',
      cached: true,
    });
    expect((await cache!.read(created.output_file))!.bytes.length).toBeGreaterThan(1000);
  });

  it('finds what another service kept, without reading a clip', async () => {
    const repo = await twoClips();
    const cache = new MemoryRepo();
    const first = await makeApi({ repo, cache });
    await first.post('/stitch', { message: 'hello' });
    const reads: string[] = [];
    const read = (key: string) => {
      reads.push(key);
      return repo.read(parseKey(key));
    };
    const watched = Object.create(repo, { read: { value: read } }) as Repo;
    const second = await makeApi({ repo: watched, cache, worker: inlineWorker });
    expect(await json(second.post('/stitch', { message: 'hello' }))).toMatchObject({
      cached: true,
    });
    expect(second.entries.at(-1)).toMatchObject({ cached: true, clips: 1, status: 200 });
    expect(reads).toEqual([]);
  });

  it('sends the bytes that the library makes, as MP3 and WAV', async () => {
    const { post, repo } = await makeApi();
    const body = { message: 'hello, shreeshail', gap_seconds: 0.2 };
    const options = { gapSeconds: 0.2 };
    for (const [accept, format] of [
      ['audio/mpeg', 'mp3'],
      ['audio/wav', 'wav'],
    ] as const) {
      const response = await post('/stitch', body, { Accept: accept });
      const made = await createStitcher(repo).stitch(body.message, { ...options, format });
      expect(Buffer.from(await response.arrayBuffer()).equals(made.bytes)).toBe(true);
      expect(response.headers.get('content-type')).toBe(accept);
      expect(response.headers.get('content-length')).toBe(String(made.bytes.length));
      expect(response.headers.get('accept-ranges')).toBe('bytes');
    }
  });

  it('splices each bit rate from blocks of its own', async () => {
    const { post, repo } = await makeApi({ cache: null });
    for (const bitRateKbps of [64, 48, 64]) {
      const body = { message: 'hello shreeshail', bit_rate_kbps: bitRateKbps };
      const sent = Buffer.from(await (await post('/stitch', body, AUDIO)).arrayBuffer());
      const { bytes } = await createStitcher(repo).stitch(body.message, { bitRateKbps });
      expect(sent.equals(bytes), `${bitRateKbps} kbit/s`).toBe(true);
    }
  });

  it.each(['high low', 'low high'])(
    'takes the highest rate among the clips of %j',
    async (message) => {
      const repo = new MemoryRepo({
        'high.wav': encodeWav(tone(0.3, 44_100)),
        'low.wav': encodeWav(tone(0.3, 8000)),
      });
      const { post } = await makeApi({ repo, cache: null });
      const sent = Buffer.from(await (await post('/stitch', { message }, AUDIO)).arrayBuffer());
      expect((await decodeClip(sent, 'sent')).pcm.sampleRateHz).toBe(44_100);
      expect(sent.equals((await createStitcher(repo).stitch(message)).bytes)).toBe(true);
    },
  );

  it('sends the new sound of a clip that was recorded again since it was listed', async () => {
    const { ask, post, repo } = await makeApi({ cache: null });
    await ask('/clips');
    await repo.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    const response = await post('/stitch', { message: 'hello' }, AUDIO);
    expect(response.status).toBe(200);
    const sent = Buffer.from(await response.arrayBuffer());
    expect(sent.equals((await createStitcher(repo).stitch('hello')).bytes)).toBe(true);
  });

  it('reads a clip again whose read failed once', async () => {
    const repo = await twoClips();
    let failures = 1;
    const flaky = Object.create(repo, {
      read: {
        value: (key: Key) => {
          if (failures-- > 0) return Promise.reject(new StitchError('repo/timeout', 'slow'));
          return repo.read(key);
        },
      },
    }) as Repo;
    const { post } = await makeApi({ repo: flaky, cache: null });
    const statuses = [];
    for (let i = 0; i < 2; i++) {
      statuses.push((await post('/stitch', { message: 'hello' }, AUDIO)).status);
    }
    expect(statuses).toEqual([504, 200]);
  });

  it('takes every option of a render', async () => {
    const { post, repo } = await makeApi();
    const response = await post(
      '/stitch',
      {
        message: 'hello wurld, shreeshail',
        lang: 'en-KE',
        gap_seconds: 0.3,
        pauses: { comma_seconds: 1 },
        join: 'tight',
        missing: 'silence',
        format: 'mp3',
        sample_rate_hz: 24_000,
        bit_rate_kbps: 64,
        channels: 2,
        trim: false,
        fade: false,
      },
      AUDIO,
    );
    const made = await createStitcher(repo).stitch('hello wurld, shreeshail', {
      lang: 'en-KE',
      gapSeconds: 0.3,
      pauses: { commaSeconds: 1 },
      join: 'tight',
      missing: 'silence',
      sampleRateHz: 24_000,
      bitRateKbps: 64,
      channels: 2,
      trim: false,
      fade: false,
    });
    expect(Buffer.from(await response.arrayBuffer()).equals(made.bytes)).toBe(true);
  });

  it('plays named clips, says values, and tells what it left out', async () => {
    const { post } = await makeApi();
    const files = await (
      await post('/stitch', { audio_files: ['shreeshail.wav', 'hello.wav'] })
    ).json();
    expect(files.audio_files).toEqual(['shreeshail.wav', 'hello.wav']);
    const filled = await (
      await post('/stitch', {
        message: 'hello {name|hello}',
        values: { name: 'Zed' },
        details: true,
      })
    ).json();
    expect(filled.details.alternatives).toEqual([
      { name: 'name', value: 'Zed', said: 'hello', needs: ['zed'] },
    ]);
    expect(filled.details).toMatchObject({
      format: 'mp3',
      sample_rate_hz: 22_050,
      channels: 1,
      bit_rate_kbps: 48,
    });
    const skipped = await json(post('/stitch', { message: 'hello you', missing: 'skip' }));
    expect(skipped.warnings).toEqual(['left out 1 word without a clip: "you" at character 7']);
  });

  it('answers 304 to who has it already, and makes nothing', async () => {
    let made = 0;
    const encodeWhole: AudioWorker['encodeWhole'] = (...of) => {
      made++;
      return inlineWorker.encodeWhole(...of);
    };
    const worker = { ...inlineWorker, encodeWhole };
    const { post } = await makeApi({ worker });
    const body = { message: 'hello', join: 'tight' };
    const first = await post('/stitch', body, { Accept: 'audio/*' });
    const etag = first.headers.get('etag')!;
    for (const tag of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await post('/stitch', body, { Accept: 'audio/*', 'If-None-Match': tag });
      expect(response.status).toBe(304);
      expect(response.headers.get('etag')).toBe(etag);
    }
    expect(made).toBe(1);
    expect(
      (await post('/stitch', body, { Accept: 'audio/*', 'If-None-Match': '"x"' })).status,
    ).toBe(200);
  });

  it('needs no clip to see that the caller has it', async () => {
    const repo = await twoClips();
    const first = await makeApi({ repo });
    const etag = (await first.post('/stitch', { message: 'hello' }, AUDIO)).headers.get('etag')!;
    const worker: AudioWorker = {
      ...inlineWorker,
      decode: () => Promise.reject(new Error('decoded')),
    };
    const cold = await makeApi({ repo, cache: null, worker });
    const known = { ...AUDIO, 'If-None-Match': etag };
    expect((await cold.post('/stitch', { message: 'hello' }, known)).status).toBe(304);
    expect((await cold.post('/stitch', { message: 'hello' }, AUDIO)).status).toBe(500);
  });

  it('sends ranges', async () => {
    const { post } = await makeApi();
    const body = { message: 'hello' };
    const all = Buffer.from(await (await post('/stitch', body, AUDIO)).arrayBuffer());
    const ranges: [string, number, number][] = [
      ['bytes=0-9', 0, 10],
      ['bytes=10-', 10, all.length],
      ['bytes=-7', all.length - 7, all.length],
      [`bytes=5-${all.length + 100}`, 5, all.length],
      [`bytes=-${all.length + 100}`, 0, all.length],
    ];
    for (const [range, start, end] of ranges) {
      const response = await post('/stitch', body, { ...AUDIO, Range: range });
      expect(response.status).toBe(206);
      expect(response.headers.get('content-range')).toBe(`bytes ${start}-${end - 1}/${all.length}`);
      expect(Buffer.from(await response.arrayBuffer()).equals(all.subarray(start, end))).toBe(true);
    }
    for (const range of ['bytes=9-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b', 'bytes=-']) {
      expect((await post('/stitch', body, { ...AUDIO, Range: range })).status).toBe(200);
    }
    expect(
      (await post('/stitch', body, { ...AUDIO, Range: 'bytes=0-1', 'If-Range': '"other"' })).status,
    ).toBe(200);
    for (const range of [`bytes=${all.length}-`, 'bytes=-0']) {
      const past = await post('/stitch', body, { ...AUDIO, Range: range });
      expect(past.status).toBe(416);
      expect(past.headers.get('content-range')).toBe(`bytes */${all.length}`);
    }
  });

  it('chooses by the Accept header', async () => {
    const { post } = await makeApi();
    const type = async (accept: string, body: object = {}) => {
      const response = await post('/stitch', { message: 'hello', ...body }, { Accept: accept });
      return response.ok ? response.headers.get('content-type') : response.status;
    };
    expect(await type('*/*')).toBe('application/json');
    expect(await type('audio/wav;q=0.5, audio/mpeg')).toBe('audio/mpeg');
    expect(await type('audio/x-wav')).toBe('audio/wav');
    expect(await type('text/html, application/json;q=0.9')).toBe('application/json');
    expect(await type('audio/*', { format: 'wav' })).toBe('audio/wav');
    expect(await type('text/html')).toBe(406);
    expect(await type('audio/wav', { format: 'mp3' })).toBe(406);
    expect(await type('application/json;q=0')).toBe(406);
    expect(await type('audio/mpeg, audio/wav', { format: 'wav' })).toBe('audio/wav');
    expect(await type('audio/mpeg, */*', { format: 'wav' })).toBe('application/json');
    expect(await type('AUDIO/MPEG')).toBe('audio/mpeg');
  });

  it('sends a link to what is too large', async () => {
    const { post } = await makeApi({ maxResponseBytes: 1000 });
    const response = await post('/stitch', { message: 'hello shreeshail' }, AUDIO);
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toMatch(/^data:audio\/mpeg/);
  });

  it('says what is wrong with each field', async () => {
    const { post } = await makeApi();
    const problem = async (body: unknown) => {
      const response = await post('/stitch', body);
      expect(response.status).toBe(400);
      return response.json();
    };
    expect(
      await problem({ message: 'hello', gap_seconds: 'long', extra: 1, sample_rate_hz: 3 }),
    ).toMatchObject({
      success: false,
      code: 'request/malformed',
      errors: [
        {
          field: 'gap_seconds',
          detail: 'gap_seconds takes seconds from 0 to 60, such as 0.05, not "long"',
        },
        { field: 'sample_rate_hz' },
        {
          field: 'extra',
          detail: expect.stringMatching(
            /^the body has an unknown field "extra"; the fields are message, /,
          ),
        },
      ],
    });
    expect((await problem({})).detail).toBe(
      'give "message" or "audio_files", as in {"message": "hello"}',
    );
    expect((await problem({ message: 'a', audio_files: ['b'] })).detail).toContain('not both');
    expect((await problem({ audio_files: ['hello.wav'], values: {} })).detail).toContain(
      '"values" needs a "message"',
    );
    expect((await problem([])).detail).toBe('the body must be a JSON object, not an empty list');
    expect((await problem('{')).detail).toBe('the body is not JSON in UTF-8');
    expect((await problem({ message: 'hello', bit_rate_kbps: 9 })).code).toBe(
      'profile/unsupported',
    );
    expect((await problem({ message: 'hello {name}', values: {} })).code).toBe('usage/option');
    const fields = async (body: object) =>
      (await problem(body)).errors.map(({ field, detail }: Json) => [
        field,
        detail.split(/[;,] /).at(-1),
      ]);
    expect(await fields({ message: 'hello', pauses: '99,0,0' })).toEqual([
      ['pauses', 'not "99,0,0"'],
    ]);
    expect(await fields({ message: 'hello', pauses: { comma_seconds: 99 } })).toEqual([
      ['pauses.comma_seconds', 'pauses.comma_seconds is 99'],
    ]);
    expect(await fields({ message: 'hello', values: { a: null, b: 1.5e300 } })).toEqual([
      ['values.a', 'values.a is null'],
      ['values.b', 'values.b is 1.5e+300'],
    ]);
    expect(await fields({ audio_files: [] })).toEqual([['audio_files', 'not an empty list']]);
    expect((await fields({ message: 'hello', foo: 1, bar: 2 })).length).toBe(2);
  });

  it('names the place of the clips nowhere', async () => {
    const { post } = await makeApi();
    for (const body of [
      { message: 'you' },
      { message: 'hello you' },
      { audio_files: ['you.wav'] },
    ]) {
      const text = await (await post('/stitch', body)).text();
      expect(text).toContain('the library');
      expect(text).not.toMatch(/memory/);
    }
    const empty = await makeApi({ repo: new MemoryRepo() });
    const response = await empty.post('/stitch', { message: 'hello' });
    expect(response.status).toBe(502);
    expect(await response.json()).toMatchObject({ code: 'library/empty' });
  });

  it('reaches only clips that are listed', async () => {
    const repo = await twoClips();
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nhello.wav,hello\n'));
    await repo.write(parseKey('.hidden/x.wav'), fixture('audios/hello.wav'));
    await repo.write(parseKey('notes.txt'), Buffer.from('x'));
    const { post } = await makeApi({ repo });
    for (const name of ['clips.csv', '.hidden/x.wav', 'notes.txt', 'none.wav', 'sub']) {
      expect((await post('/stitch', { audio_files: [name] })).status, name).toBe(404);
    }
    for (const name of ['../hello.wav', '/hello.wav', 'a/../hello.wav', 'a\\b', 'a\0', '', '..']) {
      expect((await post('/stitch', { audio_files: [name] })).status, name).toBe(400);
    }
    expect((await post('/stitch', { audio_files: ['./hello.wav'] })).status).toBe(200);
  });

  it('keeps to its limits', async () => {
    const { post } = await makeApi({
      options: {
        maxCharacters: 20,
        maxClips: 3,
        maxSeconds: 2,
        maxBodyBytes: '300',
        langs: 'en,sw',
      },
    });
    const status = async (body: unknown) => (await post('/stitch', body)).status;
    expect(await status({ message: 'hello' })).toBe(200);
    expect(await status({ message: 'hello hello hello hello' })).toBe(413);
    expect(await status({ message: '{a}', values: { a: 'hello hello hello hello' } })).toBe(413);
    expect(await status({ message: 'hello shreeshail', gap_seconds: 5 })).toBe(413);
    expect(await status({ audio_files: Array(4).fill('hello.wav') })).toBe(413);
    expect(await status({ message: 'x'.repeat(400) })).toBe(413);
    expect(await status({ message: 'hello', lang: 'sw' })).toBe(200);
    expect(await status({ message: 'hello', lang: 'fr' })).toBe(400);
    const sw = await makeApi({ options: { langs: 'sw,en' } });
    const { record } = await json(sw.post('/check', { message: '2' }));
    expect(record).toEqual(['mbili']);
    expect((await sw.ask('/clips')).status).toBe(200);
    for (const lang of ['sw', 'en', undefined]) {
      const { audio_url } = await json(sw.post('/sign', { message: 'hello', lang }));
      expect(new URL(audio_url).searchParams.get('lang') ?? 'en').toBe(lang ?? 'sw');
      expect((await sw.ask(audio_url)).status).toBe(200);
    }
  });

  it('counts a message as it is resolved: filled in, and every character for what it stands for', async () => {
    const { post } = await makeApi({ options: { maxCharacters: 100 } });
    const status = async (body: object) => (await post('/check', body)).status;
    expect(await status({ message: '{a} {a}', values: { a: 'hello '.repeat(9) } })).toBe(413);
    expect(await status({ message: '\ufdfa'.repeat(6) })).toBe(413);
    expect(await status({ message: 'hello '.repeat(16) })).toBe(200);
    const { missing } = await json(
      post('/check', { message: [...'abcdefghijklmnopqrstuvwxyz'].join(' ') }),
    );
    expect(missing.length).toBe(26);
  });

  it('tells of a clip that went after it was listed, and lists again', async () => {
    const { post, repo } = await makeApi({ cache: null });
    await post('/check', { message: 'you' });
    await repo.delete(parseKey('hello.wav'));
    const gone = await post('/stitch', { message: 'hello' });
    expect(gone.status).toBe(502);
    expect(await json(gone)).toMatchObject({ code: 'repo/unavailable' });
    expect((await post('/stitch', { message: 'hello' })).status).toBe(422);
  });

  it('takes nothing but JSON', async () => {
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

  it('tells of clips that cannot be read, and of storage that fails, in their own ways', async () => {
    const repo = await twoClips();
    await repo.write(parseKey('broken.wav'), Buffer.from('RIFF0000WAVE'));
    await repo.write(parseKey('text.wav'), Buffer.from('hello'));
    const { post } = await makeApi({ repo });
    expect((await post('/stitch', { message: 'broken' })).status).toBe(422);
    expect(await json(post('/stitch', { message: 'text' }))).toMatchObject({
      code: 'clip/not-audio',
    });
    for (const [code, status] of [
      ['repo/unavailable', 502],
      ['repo/forbidden', 502],
      ['repo/timeout', 504],
    ] as const) {
      const failing = Object.create(repo, {
        list: {
          value: () => {
            throw new StitchError(code, 'at s3://secret/place');
          },
        },
      }) as Repo;
      const api = await makeApi({ repo: failing });
      const response = await api.post('/stitch', { message: 'hello' });
      const text = await response.text();
      expect(response.status).toBe(status);
      expect(text).not.toContain('secret');
      expect(String(api.entries.at(-1)!.error)).toContain('secret');
    }
  });

  it('tells of a fault of its own by number alone', async () => {
    const worker = {
      ...inlineWorker,
      decode: () => Promise.reject(new TypeError('inner /etc/detail')),
    };
    const { post, entries } = await makeApi({ worker });
    const response = await post('/stitch', { message: 'hello' });
    expect(response.status).toBe(500);
    const problem = await response.json();
    expect(problem).toMatchObject({
      code: 'internal/fault',
      request_id: 'request-1',
      title: 'Internal Server Error',
    });
    expect(JSON.stringify(problem)).not.toContain('inner');
    expect(response.headers.get('x-request-id')).toBe('request-1');
    expect(entries[0]).toMatchObject({ status: 500, requestId: 'request-1' });
  });

  it('fails where it cannot keep what a link is to lead to', async () => {
    const cache = new MemoryRepo();
    const full = Object.create(cache, {
      write: {
        value: async () => {
          throw new StitchError('repo/forbidden', 'no');
        },
      },
    }) as Repo;
    const { post, troubles } = await makeApi({ cache: full });
    expect((await post('/stitch', { message: 'hello' })).status).toBe(502);
    expect((await post('/stitch', { message: 'hello' }, AUDIO)).status).toBe(200);
    expect(troubles[0]).toContain('the cache cannot be written');
  });

  it('links to itself where nothing is kept', async () => {
    const { post, ask } = await makeApi({ cache: null });
    const answer = await json(post('/stitch', { message: 'hello' }));
    expect(answer).toMatchObject({ output_file: null, cached: false });
    expect((await ask(answer.public_url)).headers.get('content-type')).toBe('audio/mpeg');
  });
});

describe('POST /check', () => {
  it('tells what would become of a message', async () => {
    const { post } = await makeApi();
    const good = await json(post('/check', { message: 'hello, shreeshail' }));
    expect(good).toMatchObject({ can_be_said: true, missing: [], record: [] });
    const laidOut = await createStitcher(await twoClips()).layOut('hello, shreeshail');
    expect(good.duration_seconds).toBe(laidOut.durationSeconds);
    expect(good.steps.map((step: Json) => step.start_seconds ?? null)).toEqual([
      0,
      null,
      laidOut.timeline.placed[1]!.start / 22_050,
    ]);
    const bad = await json(post('/check', { message: 'helo shreeshail 7' }));
    expect(bad).toMatchObject({ can_be_said: false, record: ['helo', 'seven'] });
    expect(bad.missing[0].nearest[0]).toEqual({ clip: 'hello.wav', says: 'hello' });
    const nothing = await json(post('/check', { message: 'you' }));
    expect(nothing).toMatchObject({ can_be_said: false, duration_seconds: 0 });
    const skipped = await json(post('/check', { message: 'hello you', missing: 'skip' }));
    expect(skipped.can_be_said).toBe(true);
  });
});

describe('signed links', () => {
  const signed = async (api: Awaited<ReturnType<typeof makeApi>>, body: object) =>
    new URL((await json(api.post('/sign', body))).audio_url);

  it('say the message, with all its options, by GET and HEAD', async () => {
    const api = await makeApi();
    const options = {
      gap_seconds: 0.4,
      pauses: '1,2,3',
      format: 'wav',
      missing: 'skip',
      channels: 2,
      trim: false,
    };
    const link = await signed(api, { message: 'hello you, shreeshail', ...options });
    const audio = await api.ask(link.href);
    const direct = await api.post(
      '/stitch',
      { message: 'hello you, shreeshail', ...options },
      { Accept: 'audio/*' },
    );
    expect(audio.headers.get('etag')).toBe(direct.headers.get('etag'));
    expect(audio.headers.get('cache-control')).toBe('public, max-age=300');
    const bytes = new Uint8Array(await audio.arrayBuffer());
    expect((await decodeClip(bytes, 'audio')).pcm.channels.length).toBe(2);
    const head = await api.ask(link.href, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(bytes.length));
    expect((await head.arrayBuffer()).byteLength).toBe(0);
    expect((await api.ask(link.href, { headers: { Range: 'bytes=0-3' } })).status).toBe(206);
    const files = await signed(api, {
      audio_files: ['shreeshail.wav', 'hello.wav', 'shreeshail.wav'],
    });
    const played = await api.post('/stitch', { message: 'shreeshail hello shreeshail' }, AUDIO);
    expect((await api.ask(files.href)).headers.get('etag')).toBe(played.headers.get('etag'));
  });

  it('are refused when anything is altered, added, left out or late, and cost nothing', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const api = await makeApi({ nowMs: () => nowMs });
    const link = await signed(api, { message: 'hello', gap_seconds: 1, url_seconds: 60 });
    const changed = (change: (query: URLSearchParams) => void) => {
      const other = new URL(link);
      change(other.searchParams);
      return other.href;
    };
    const bad = [
      changed((query) => query.set('m', 'shreeshail')),
      changed((query) => query.set('gap_seconds', '2')),
      changed((query) => query.delete('gap_seconds')),
      changed((query) => query.set('format', 'wav')),
      changed((query) => query.append('m', 'hello')),
      changed((query) => query.set('exp', '9999999999')),
      changed((query) => query.delete('sig')),
      changed((query) => query.append('sig', query.get('sig')!)),
      changed((query) => query.set('sig', '')),
      `${link.origin}/audio`,
      ...[...link.searchParams.get('sig')!].map((letter, i) =>
        changed((query) => {
          const sig = query.get('sig')!;
          query.set('sig', sig.slice(0, i) + (letter === 'A' ? 'B' : 'A') + sig.slice(i + 1));
        }),
      ),
      // Another way of writing the same bytes is another signature.
      changed((query) => query.set('sig', `${query.get('sig')}=`)),
    ];
    for (const url of bad) expect((await api.ask(url)).status, url).toBe(403);
    expect(api.entries.slice(1).every(({ clips }) => clips === undefined)).toBe(true);
    // The same text in another way of writing is the same link.
    const reordered = new URL(link);
    reordered.search = `?${[...link.searchParams]
      .reverse()
      .map(([n, v]) => `${n}=${encodeURIComponent(v)}`)
      .join('&')}`;
    expect((await api.ask(reordered.href)).status).toBe(200);
    nowMs += 61_000;
    const late = await api.ask(link.href);
    expect(late.status).toBe(403);
    expect((await late.json()).detail).toContain('expired');
  });

  it('are good with the key before, and not with others', async () => {
    const old = await makeApi({ keys: [KEYS[1]!] });
    const link = await signed(old, { message: 'hello' });
    expect((await (await makeApi()).ask(link.href)).status).toBe(200);
    expect((await (await makeApi({ keys: [KEYS[0]!] })).ask(link.href)).status).toBe(403);
    expect((await (await makeApi({ keys: [] })).ask(link.href)).status).toBe(403);
    expect((await (await makeApi({ keys: [] })).post('/sign', { message: 'hello' })).status).toBe(
      404,
    );
  });

  it('are good with a key that came since the keys were fetched', async () => {
    const [now, before] = KEYS;
    const link = await signed(await makeApi({ keys: [now!] }), { message: 'hello' });
    const asked: (string | undefined)[] = [];
    const api = await makeApi({
      keys: async (again) => {
        asked.push(again);
        return again === undefined ? [before!] : [now!, before!];
      },
    });
    expect((await api.ask(link.href)).status).toBe(200);
    expect(asked).toEqual([undefined, 'again']);
  });

  it('expire at the very second that they name', async () => {
    let nowMs = 1_800_000_000_000;
    const api = await makeApi({ nowMs: () => nowMs });
    const link = await signed(api, { message: 'hello' });
    const expiryMs = Number(link.searchParams.get('exp')) * 1000;
    nowMs = expiryMs - 1;
    expect((await api.ask(link.href)).status).toBe(200);
    nowMs = expiryMs;
    expect((await api.ask(link.href)).status).toBe(403);
  });

  it('have a signature that other programs can make', async () => {
    // printf 'stitch audio link 1\nexp=1800000000&m=hello' | openssl dgst -sha256 -hmac "$KEY" -binary | base64
    const key = 'a key of more than thirty-two letters';
    const api = await makeApi({ keys: [key], nowMs: () => 1_799_999_999_000 });
    const signature = 'LlFhBCwztxBb7yT68ZkzRxbUIEdDJIKmOLwRwY_2be4';
    const query = `exp=1800000000&m=hello&sig=${signature}`;
    expect((await api.ask(`/audio?${query}`)).status).toBe(200);
  });

  it('are not made where they would be too long for those who pass them on', async () => {
    const repo = await twoClips();
    await repo.write(parseKey('नमस्ते.wav'), fixture('audios/hello.wav'));
    const { post } = await makeApi({ repo });
    const most = { message: Array(120).fill('नमस्ते').join(' ') };
    expect((await json(post('/sign', most))).audio_url.length).toBeLessThan(8000);
    const more = { message: Array(150).fill('नमस्ते').join(' ') };
    const refused = await post('/sign', more);
    expect(refused.status).toBe(413);
    expect((await refused.json()).detail).toMatch(
      /the link would have \d+ bytes.*split the message/,
    );
    const { public_url, output_file } = await json(post('/stitch', more));
    expect([public_url, typeof output_file]).toEqual([null, 'string']);
  });

  it('are only made of what can be said', async () => {
    const { post, ask } = await makeApi();
    expect((await post('/sign', { message: 'you' })).status).toBe(422);
    expect((await post('/sign', { message: '...' })).status).toBe(422);
    expect((await post('/sign', { message: 'you', missing: 'skip' })).status).toBe(422);
    expect((await post('/sign', { message: 'hello', bit_rate_kbps: 9 })).status).toBe(400);
    const long = { message: 'hello '.repeat(9), gap_seconds: 60 };
    expect((await post('/sign', long)).status).toBe(413);
    const tiny = await json(post('/sign', { message: 'hello', gap_seconds: 1e-7 }));
    expect((await ask(tiny.audio_url)).status).toBe(200);
    const filled = await (
      await post('/sign', { message: '{name|hello}', values: { name: 'Zed' } })
    ).json();
    expect(new URL(filled.audio_url).searchParams.get('m')).toBe('hello');
  });
});

describe('GET /clips', () => {
  it('lists page by page, in the order of the names', async () => {
    const repo = await twoClips();
    for (const name of ['digits/4.wav', 'digits/5.wav', 'é.wav']) {
      await repo.write(parseKey(name), fixture('audios/hello.wav'));
    }
    const { ask } = await makeApi({ repo });
    const names: string[] = [];
    let after = '';
    for (let pages = 0; pages < 9; pages++) {
      const page = await (
        await ask(`/clips?limit=2${after && `&after=${encodeURIComponent(after)}`}`)
      ).json();
      names.push(...page.clips.map(({ clip }: Json) => clip));
      if (page.next === null) break;
      after = page.next;
    }
    expect(names).toEqual(['digits/4.wav', 'digits/5.wav', 'hello.wav', 'shreeshail.wav', 'é.wav']);
    const digits = await json(ask('/clips?prefix=digits/'));
    expect(digits.clips).toMatchObject([
      { clip: 'digits/4.wav', says: ['4'] },
      { clip: 'digits/5.wav' },
    ]);
    for (const query of [
      'limit=0',
      'limit=x',
      'limit=1001',
      'nope=1',
      'limit=1&limit=2',
      'lang=!',
    ]) {
      expect((await ask(`/clips?${query}`)).status, query).toBe(400);
    }
  });

  it('sees a clip that came when the listing is too old', async () => {
    const { ask, repo } = await makeApi({ options: { refreshSeconds: 0 } });
    await ask('/clips');
    await repo.write(parseKey('new.wav'), fixture('audios/hello.wav'));
    const { clips } = await json(ask('/clips'));
    expect(clips.map(({ clip }: Json) => clip)).toContain('new.wav');
  });

  it('sees what clips say when their clips.csv was changed', async () => {
    const repo = await twoClips();
    const clipsCsv = (text: string) =>
      repo.write(parseKey('clips.csv'), Buffer.from(`clip,text\nhello.wav,${text}\n`));
    await clipsCsv('good morning');
    const { ask, post } = await makeApi({ repo, options: { refreshSeconds: 0 } });
    expect((await post('/stitch', { message: 'good morning' })).status).toBe(200);
    await clipsCsv('good evening');
    expect((await post('/stitch', { message: 'good evening' })).status).toBe(200);
    expect((await post('/stitch', { message: 'good morning' })).status).toBe(422);
    const { clips } = await json(ask('/clips'));
    expect(clips[0]).toMatchObject({ clip: 'hello.wav', says: ['good evening'] });
  });

  it('goes on with the old listing where there is no new one', async () => {
    const repo = await twoClips();
    let fails = false;
    const flaky = Object.create(repo, {
      list: {
        value: () => {
          if (fails) throw new StitchError('repo/unavailable', 'gone');
          return repo.list();
        },
      },
    }) as Repo;
    const { post, troubles } = await makeApi({ repo: flaky, options: { refreshSeconds: 0 } });
    expect((await post('/stitch', { message: 'hello' })).status).toBe(200);
    fails = true;
    expect((await post('/stitch', { message: 'hello shreeshail' })).status).toBe(200);
    expect(troubles).toEqual([
      'the clips cannot be listed again, so the last listing is used: gone',
    ]);
  });
});

describe('GET /health', () => {
  it('is well; and deeply, only with its storage', async () => {
    const { ask } = await makeApi();
    expect(await json(ask('/health'))).toEqual({
      success: true,
      status: 'ok',
      version: '1.2.3',
    });
    expect(await json(ask('/health?deep=1'))).toMatchObject({
      library: { ok: true },
      output: { ok: true },
    });
    const cache = Object.create(new MemoryRepo(), {
      write: {
        value: async () => {
          throw new StitchError('repo/forbidden', 'no');
        },
      },
    }) as Repo;
    const ill = await (await makeApi({ cache })).ask('/health?deep=true');
    expect(ill.status).toBe(503);
    expect(await ill.json()).toMatchObject({
      status: 'failing',
      output: { ok: false, code: 'repo/forbidden' },
    });
  });
});

describe('who may ask', () => {
  it('those with the token, where there is one', async () => {
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

  it('pages of origins that are allowed', async () => {
    const { ask } = await makeApi({ options: { cors: 'https://a.example, https://b.example' } });
    const preflight = (origin: string) =>
      ask('/stitch', {
        method: 'OPTIONS',
        headers: {
          Origin: origin,
          'Access-Control-Request-Method': 'POST',
          'Access-Control-Request-Headers': 'content-type',
        },
      });
    const allowed = await preflight('https://b.example');
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://b.example');
    expect(
      (await preflight('https://c.example')).headers.get('access-control-allow-origin'),
    ).toBeNull();
    const none = await (await makeApi()).ask('/health', {
      headers: { Origin: 'https://a.example' },
    });
    expect(none.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('none by a name that is not its own, where the service asks for no token', async () => {
    const { ask } = await makeApi({ hosts: ['127.0.0.1', 'localhost'] });
    expect((await ask('http://127.0.0.1:8080/health')).status).toBe(200);
    expect((await ask('http://rebound.example/health')).status).toBe(403);
  });
});

describe('GET /openapi.json', () => {
  it('is a valid document, with every route that there is', async () => {
    const { ask, app } = await makeApi();
    const document = await json(ask('/openapi.json'));
    expect(document).toEqual(DOCUMENT);
    const { valid, errors } = await new Validator().validate(document);
    expect(errors ?? []).toEqual([]);
    expect(valid).toBe(true);
    const routes = new Set(
      app.routes
        .filter(({ method }) => method !== 'ALL')
        .map(({ method, path }) => `${method} ${path}`),
    );
    const documented = Object.entries(document.paths).flatMap(([path, of]) =>
      Object.keys(of as object).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(documented.filter((route) => route !== 'HEAD /audio').sort()).toEqual(
      [...routes].sort(),
    );
  });

  it('says what requests take in the words and bounds of their schemas', () => {
    const { properties } = DOCUMENT.components.schemas.StitchRequest;
    expect(properties.gap_seconds).toMatchObject({ default: 0.05, minimum: 0, maximum: 60 });
    expect(properties.join).toMatchObject({ enum: ['spliced', 'tight'], default: 'spliced' });
    expect(Object.values(properties).every((of: Json) => of.description.length > 5)).toBe(true);
  });
});
