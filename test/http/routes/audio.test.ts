import { describe, expect, it } from 'vitest';
import { decodeClip } from '../../../src/decode/registry.ts';
import { AUDIO, makeApi, signedLink } from '../service.ts';

describe('GET /audio', () => {
  it('plays a signed link with all of its options, by GET and HEAD', async () => {
    const api = await makeApi();
    const options = {
      gap_seconds: 0.4,
      pauses: '1,2,3',
      format: 'wav',
      missing: 'skip',
      channels: 2,
      trim: false,
    };
    const link = await signedLink(api, { message: 'hello you, shreeshail', ...options });
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
    const files = await signedLink(api, {
      audio_files: ['shreeshail.wav', 'hello.wav', 'shreeshail.wav'],
    });
    const played = await api.post('/stitch', { message: 'shreeshail hello shreeshail' }, AUDIO);
    expect((await api.ask(files.href)).headers.get('etag')).toBe(played.headers.get('etag'));
  });
});
