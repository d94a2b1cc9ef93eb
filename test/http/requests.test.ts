import { beforeAll, describe, expect, it } from 'vitest';
import { checkRequest } from '../../src/http/request-fields.ts';
import { linkParameters, parseRequest, speechOf, speechOfLink } from '../../src/http/requests.ts';
import { type Api, type Json, makeApi } from './service.ts';

const speech = (body: object) => speechOf(parseRequest(checkRequest, body));

describe('speechOf', () => {
  let api: Api;
  beforeAll(async () => {
    api = await makeApi();
  });
  const problem = async (body: unknown): Promise<Json> => {
    const response = await api.post('/stitch', body);
    expect(response.status).toBe(400);
    return response.json();
  };

  it('takes a message or clips, and not both', async () => {
    expect((await problem({})).detail).toBe(
      'give "message" or "audio_files", as in {"message": "hello"}',
    );
    expect((await problem({ message: 'a', audio_files: ['b'] })).detail).toContain('not both');
  });

  it('takes values only with a message', async () => {
    expect((await problem({ audio_files: ['hello.wav'], values: {} })).detail).toContain(
      '"values" needs a "message"',
    );
  });

  it('leaves formats and templates that cannot be to those who know them', async () => {
    expect((await problem({ message: 'hello', bit_rate_kbps: 9 })).code).toBe(
      'profile/unsupported',
    );
    expect((await problem({ message: 'hello {name}', values: {} })).code).toBe('usage/option');
  });

  it('notes whether a format was named', () => {
    expect(speech({ message: 'a' })).toMatchObject({
      hasFormat: false,
      options: { format: 'mp3', lang: 'en' },
    });
    expect(speech({ message: 'a', format: 'wav' })).toMatchObject({
      hasFormat: true,
      options: { format: 'wav' },
    });
  });
});

describe('linkParameters', () => {
  it('has a marked message with the values that it has slots for', () => {
    const values = { name: '12', phone: '0712' };
    expect(linkParameters(speech({ message: 'pin {name:digits}', values }), '')).toEqual([
      ['m', 'pin {name:digits}'],
      ['v', 'name=12'],
    ]);
    expect(linkParameters(speech({ message: 'pin {name}', values }), 'pin 12')).toEqual([
      ['m', 'pin 12'],
    ]);
  });

  it('has the message and only options that differ from the defaults', () => {
    expect(linkParameters(speech({ message: 'a', gap_seconds: 0.05 }), 'a')).toEqual([['m', 'a']]);
    const changed = { message: 'a', pauses: '0,1,2', trim: false, gap_seconds: 1e-7 };
    expect(linkParameters(speech(changed), 'a')).toEqual([
      ['m', 'a'],
      ['gap_seconds', '0'],
      ['pauses', '0,1,2'],
      ['trim', 'false'],
    ]);
  });

  it.each([
    { message: 'a b', lang: 'sw', missing: 'skip', gap_seconds: 0.123456 },
    { message: 'a', pauses: '0.1,0.2,0.3', join: 'tight', format: 'wav', channels: 2 },
    { audio_files: ['b.wav', 'a.wav', 'b.wav'], sample_rate_hz: 8000, bit_rate_kbps: 24 },
    { message: 'a', trim: false, fade: false },
    { message: '{pin:digits} [{who}]', values: { pin: '4821', who: 'a=b' } },
    { message: '<speak><say-as interpret-as="digits">48</say-as></speak>' },
  ])('comes back by speechOfLink: %j', (body) => {
    const asked = speech(body);
    const parameters = linkParameters(asked, body.message ?? '');
    expect(speechOfLink(parameters)).toEqual(asked);
    expect(linkParameters(speechOfLink(parameters), body.message ?? '')).toEqual(parameters);
  });
});
