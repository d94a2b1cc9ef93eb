import { describe, expect, it } from 'vitest';
import { json, makeApi } from '../service.ts';

describe('POST /sign', () => {
  it('makes links only for messages that can be said', async () => {
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

  it('keeps the marks of a message in its link', async () => {
    const { post, ask } = await makeApi();
    const values = { pin: '45' };
    const marked = { message: 'hello {pin:digits}', values, missing: 'silence' };
    const message = '<speak>hello <say-as interpret-as="digits">45</say-as></speak>';
    for (const body of [marked, { message, missing: 'silence' }]) {
      const { audio_url: signed } = await json(post('/sign', body));
      const { public_url: stitched } = await json(post('/stitch', body));
      for (const url of [signed, stitched]) {
        expect(new URL(url).searchParams.get('m')).toBe(body.message);
        expect(new URL(url).searchParams.get('v')).toBe('values' in body ? 'pin=45' : null);
        expect((await ask(url)).status).toBe(200);
      }
    }
  });
});
