import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../../src/decode/registry.ts';
import { StitchError } from '../../../src/errors.ts';
import { inlineWorker } from '../../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../../src/repo/repo.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import { encodeWav, fixture, tone } from '../../fixtures.ts';
import { AUDIO, json, makeApi, signedLink, twoClips } from '../service.ts';

describe('POST /stitch', () => {
  it('answers with the same fields for a new render and a cached one', async () => {
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

  it('finds a render that another service kept, without reading a clip', async () => {
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

  it('has the length of every render in a header, and of nothing else', async () => {
    const api = await makeApi({ options: { cors: '*' } });
    const lengthOf = ({ status, headers }: Pick<Response, 'status' | 'headers'>) => [
      status,
      headers.get('stitch-duration-seconds'),
    ];
    const body = { message: 'hello shreeshail', details: true };
    const inJson = await api.post('/stitch', body, { Origin: 'https://a.example' });
    const { details } = await inJson.json();
    const length = details.duration_seconds.toFixed(3);
    expect(Number(length)).toBeGreaterThan(1);
    expect(lengthOf(inJson)).toEqual([200, length]);
    expect(inJson.headers.get('access-control-expose-headers')).toMatch(/Stitch-Duration-Seconds/);
    const audio = await api.post('/stitch', body, AUDIO);
    expect(lengthOf(audio)).toEqual([200, length]);
    const range = { ...AUDIO, Range: 'bytes=0-9' };
    expect(lengthOf(await api.post('/stitch', body, range))).toEqual([206, length]);
    const { href } = await signedLink(api, { message: 'hello shreeshail' });
    for (const method of ['GET', 'HEAD']) {
      expect(lengthOf(await api.ask(href, { method }))).toEqual([200, length]);
    }
    const known = { ...AUDIO, 'If-None-Match': audio.headers.get('etag')! };
    expect(lengthOf(await api.post('/stitch', body, known))).toEqual([304, null]);
    const beyond = { ...AUDIO, Range: 'bytes=9999999-' };
    expect(lengthOf(await api.post('/stitch', body, beyond))).toEqual([416, null]);
    expect(lengthOf(await api.post('/check', { message: 'hello' }))).toEqual([200, null]);
    expect(lengthOf(await api.post('/stitch', { message: 'you' }))).toEqual([422, null]);
  });

  it('sends the bytes that createStitcher makes, as MP3 and WAV', async () => {
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

  it('splices each bit rate from blocks of that rate', async () => {
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

  it('sends the new sound of a clip that was recorded again after it was listed', async () => {
    const { ask, post, repo } = await makeApi({ cache: null });
    await ask('/clips');
    await repo.write(parseKey('hello.wav'), fixture('audios/shreeshail.wav'));
    const response = await post('/stitch', { message: 'hello' }, AUDIO);
    expect(response.status).toBe(200);
    const sent = Buffer.from(await response.arrayBuffer());
    expect(sent.equals((await createStitcher(repo).stitch('hello')).bytes)).toBe(true);
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

  it('plays named clips, fills in values, and warns of words left out', async () => {
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

  it('returns 404 for files that are not listed clips, and 400 for keys that are not valid', async () => {
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

  it('returns 502 where the render of a link cannot be kept', async () => {
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

  it('links to GET /audio where nothing is kept', async () => {
    const { post, ask } = await makeApi({ cache: null });
    const answer = await json(post('/stitch', { message: 'hello' }));
    expect(answer).toMatchObject({ output_file: null, cached: false });
    expect((await ask(answer.public_url)).headers.get('content-type')).toBe('audio/mpeg');
  });
});
