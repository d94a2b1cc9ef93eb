import { describe, expect, it } from 'vitest';
import { wantedType } from '../../src/http/accept.ts';
import { parseOptions } from '../../src/options/render.ts';
import { makeApi } from './service.ts';

describe('wantedType', () => {
  it('decides on the type of the response', async () => {
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

  const wanted = (header: string | undefined, format?: 'mp3' | 'wav') =>
    wantedType(header, { options: parseOptions({ format }), hasFormat: format !== undefined });

  it('is JSON without a header', () => {
    expect([wanted(undefined), wanted(undefined, 'wav')]).toEqual(['json', 'json']);
  });

  it('takes the highest quality, then the first', () => {
    expect(wanted('audio/mpeg;q=0.2, audio/wav;q=0.3')).toBe('wav');
    expect(wanted('audio/wav, audio/mpeg')).toBe('wav');
    expect(wanted('audio/wav;q=x, audio/mpeg;q=0.1')).toBe('mp3');
  });

  it('throws request/not-acceptable, and names what there is or what contradicts', () => {
    expect(() => wanted('text/html')).toThrow(
      expect.objectContaining({
        code: 'request/not-acceptable',
        message: expect.stringMatching(
          /^the Accept header allows nothing that can be sent; ask for application\/json, audio\/mpeg, audio\/wav, /,
        ),
      }),
    );
    expect(() => wanted('audio/wav', 'mp3')).toThrow(
      'the body asks for mp3, and the Accept header for wav; make them agree',
    );
  });
});
