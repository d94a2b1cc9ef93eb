import { describe, expect, it } from 'vitest';
import { json, makeApi } from '../service.ts';

describe('GET /', () => {
  it('lists the routes, and where the document and the health are, without a token', async () => {
    const { ask } = await makeApi({ options: { token: 'a-token-of-this-service' } });
    expect(await json(ask('/'))).toEqual({
      success: true,
      service: 'stitch',
      description: 'Turns messages into speech from recorded clips.',
      version: '1.2.3',
      openapi: 'http://voice.test/openapi.json',
      health: 'http://voice.test/health',
      routes: expect.objectContaining({
        'POST /stitch': 'Render a message: a link to it, or the audio itself',
        'GET /audio': expect.any(String),
        'GET /health': expect.any(String),
      }),
    });
  });

  it('has the public URL in its links', async () => {
    const { ask } = await makeApi({ options: { publicUrl: 'https://voice.example.org/v1' } });
    expect(await json(ask('/'))).toMatchObject({
      openapi: 'https://voice.example.org/v1/openapi.json',
    });
  });
});
