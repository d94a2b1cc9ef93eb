import { describe, expect, it } from 'vitest';
import { parseKey } from '../../src/repo/repo.ts';
import { fixture } from '../fixtures.ts';
import { json, KEYS, makeApi, signedLink, twoClips } from './service.ts';

describe('checkQuery', () => {
  it('refuses links that were altered or have expired, before anything is resolved', async () => {
    let nowMs = Date.UTC(2026, 0, 1);
    const api = await makeApi({ nowMs: () => nowMs });
    const link = await signedLink(api, { message: 'hello', gap_seconds: 1, url_seconds: 60 });
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

  it('accepts the previous key, and no others', async () => {
    const old = await makeApi({ keys: [KEYS[1]!] });
    const link = await signedLink(old, { message: 'hello' });
    expect((await (await makeApi()).ask(link.href)).status).toBe(200);
    expect((await (await makeApi({ keys: [KEYS[0]!] })).ask(link.href)).status).toBe(403);
    expect((await (await makeApi({ keys: [] })).ask(link.href)).status).toBe(403);
    expect((await (await makeApi({ keys: [] })).post('/sign', { message: 'hello' })).status).toBe(
      404,
    );
  });

  it('fetches the keys again for a signature that does not fit', async () => {
    const [now, before] = KEYS;
    const link = await signedLink(await makeApi({ keys: [now!] }), { message: 'hello' });
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

  it('refuses a link from the second of its expiry on', async () => {
    let nowMs = 1_800_000_000_000;
    const api = await makeApi({ nowMs: () => nowMs });
    const link = await signedLink(api, { message: 'hello' });
    const expiryMs = Number(link.searchParams.get('exp')) * 1000;
    nowMs = expiryMs - 1;
    expect((await api.ask(link.href)).status).toBe(200);
    nowMs = expiryMs;
    expect((await api.ask(link.href)).status).toBe(403);
  });

  it('checks HMAC-SHA-256 signatures of other programs', async () => {
    // printf 'stitch audio link 1\nexp=1800000000&m=hello' | openssl dgst -sha256 -hmac "$KEY" -binary | base64
    const key = 'a key of more than thirty-two letters';
    const api = await makeApi({ keys: [key], nowMs: () => 1_799_999_999_000 });
    const signature = 'LlFhBCwztxBb7yT68ZkzRxbUIEdDJIKmOLwRwY_2be4';
    const query = `exp=1800000000&m=hello&sig=${signature}`;
    expect((await api.ask(`/audio?${query}`)).status).toBe(200);
  });
});

describe('refuseLongLink', () => {
  it('refuses links of over 8000 bytes', async () => {
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
});
