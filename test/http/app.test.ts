import { describe, expect, it } from 'vitest';
import { makeApi } from './service.ts';

describe('createApp', () => {
  it('allows pages of the origins that are set, and of no others', async () => {
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

  it('returns 404 for paths that are not routes', async () => {
    const { ask } = await makeApi();
    const response = await ask('/nowhere');
    expect(response.status).toBe(404);
    expect((await response.json()).detail).toBe(
      'there is no /nowhere; GET /openapi.json lists what there is',
    );
  });

  it('returns 405 with the methods of a route', async () => {
    const { ask } = await makeApi();
    const response = await ask('/stitch');
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await response.json()).detail).toBe('/stitch takes POST, not GET');
    const clips = await ask('/clips', { method: 'DELETE' });
    expect([clips.status, clips.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  it('gives each request an id, and the log an entry without its query', async () => {
    const { ask, entries } = await makeApi();
    for (const path of ['/clips?prefix=secret', '/nowhere']) await ask(path);
    expect(entries).toMatchObject([
      { requestId: 'request-1', method: 'GET', path: '/clips', status: 200 },
      { requestId: 'request-2', path: '/nowhere', status: 404, code: 'request/not-found' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('secret');
  });
});
