import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeStudio, ORIGIN } from './studio.ts';

describe('sessions', () => {
  it('begin with the secret of this start, and with no other', async () => {
    const { begin, studio } = await makeStudio();
    const answer = await begin(studio.secret);
    expect(answer.status).toBe(200);
    const cookie = answer.headers.get('Set-Cookie');
    expect(cookie).toMatch(
      /^stitch-studio-8080=[\w-]{32}; Path=\/studio; HttpOnly; SameSite=Strict$/,
    );
    for (const key of ['', 'x', `${studio.secret}x`, studio.secret.slice(1)]) {
      expect((await begin(key)).status).toBe(401);
    }
  });

  it('begin once with a code for another device', async () => {
    const { begin, post } = await makeStudio();
    const { code } = await (await post('/code', {})).json();
    expect((await begin(code)).status).toBe(200);
    expect((await begin(code)).status).toBe(401);
  });
});

describe('the API', () => {
  const paths = ['/about', '/clips', '/clip?key=hello.wav', '/campaign'];

  it.each(paths)('refuses GET %s without a session', async (path) => {
    const { raw } = await makeStudio();
    expect((await raw(`/studio/api${path}`)).status).toBe(401);
    const headers = { Cookie: 'stitch-studio-8080=guess' };
    expect((await raw(`/studio/api${path}`, { headers })).status).toBe(401);
  });

  it.each([
    ['of another site', { 'Sec-Fetch-Site': 'cross-site' }],
    ['of another port of this machine', { 'Sec-Fetch-Site': 'same-site' }],
    ['typed by hand', { 'Sec-Fetch-Site': 'none' }],
    ['without our header', { 'X-Stitch-Studio': '' }],
  ])('refuses writing %s', async (_, headers) => {
    const { post } = await makeStudio();
    expect((await post('/clips/says', { key: 'hello.wav', texts: [] }, headers)).status).toBe(403);
  });

  it('asks for the origin where a browser does not tell the site', async () => {
    const { raw, cookie } = await makeStudio();
    const send = (origin?: string) =>
      raw('/studio/api/code', {
        method: 'POST',
        headers: {
          Cookie: cookie,
          'X-Stitch-Studio': '1',
          Host: '127.0.0.1:8080',
          ...(origin && { Origin: origin }),
        },
      });
    expect((await send(ORIGIN)).status).toBe(200);
    for (const origin of ['http://evil.example', 'http://127.0.0.1:9090', 'null', undefined]) {
      expect((await send(origin)).status).toBe(403);
    }
  });

  it('refuses a host name that is not its own: DNS rebinding, with a token, too', async () => {
    const { raw, cookie } = await makeStudio({
      token: 'a secret of sixteen or more'.replaceAll(' ', ''),
    });
    const headers = { Cookie: cookie, 'Sec-Fetch-Site': 'same-origin' };
    for (const path of ['/studio/', '/studio/api/about', '/studio/session']) {
      const method = path.endsWith('session') ? 'POST' : 'GET';
      const answer = await raw(`http://evil.example:8080${path}`, { method, headers });
      expect([path, answer.status]).toEqual([path, 403]);
    }
  });

  it('is not opened to other origins by --cors', async () => {
    const { raw } = await makeStudio({ cors: '*' });
    const headers = { Origin: 'http://evil.example', 'Access-Control-Request-Method': 'POST' };
    const answer = await raw('/studio/api/code', { method: 'OPTIONS', headers });
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull();
    const other = await raw('/health', { headers });
    expect(other.headers.get('Access-Control-Allow-Origin')).toBe('*');
  });

  it('says messages without the token of the service', async () => {
    const { post } = await makeStudio({ token: 'a-secret-of-sixteen-or-more' });
    const answer = await post('/check', { message: 'hello shreeshail' });
    expect(await answer.json()).toMatchObject({ can_be_said: true });
    const audio = await post('/stitch', { message: 'hello' }, { Accept: 'audio/wav' });
    expect([audio.status, audio.headers.get('Content-Type')]).toEqual([200, 'audio/wav']);
  });
});

describe('the page', () => {
  it('is sent with a policy that runs nothing but its own files', async () => {
    const pageFolder = mkdtempSync(join(tmpdir(), 'stitch-page-'));
    writeFileSync(join(pageFolder, 'index.html'), '<!doctype html>');
    const { raw } = await makeStudio({ pageFolder });
    const answer = await raw('/studio/');
    expect(await answer.text()).toBe('<!doctype html>');
    expect(answer.headers.get('Content-Security-Policy')).toMatch(
      /script-src 'self'; style-src 'self'.*trusted-types 'none'/,
    );
    expect(answer.headers.get('Permissions-Policy')).toContain('microphone=(self)');
    expect(answer.headers.get('X-Content-Type-Options')).toBe('nosniff');
    for (const name of ['app.js', 'secret.txt', '..%2f..%2fetc%2fpasswd', '.env', 'constructor']) {
      expect((await raw(`/studio/${name}`)).status).toBe(404);
    }
  });
});
