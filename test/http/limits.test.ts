import { describe, expect, it } from 'vitest';
import {
  refuseLanguage,
  refuseLongRequest,
  refuseLongSound,
  refuseManyClips,
  refuseMissing,
} from '../../src/http/limits.ts';
import { parseOptions } from '../../src/options/render.ts';
import { parseServiceOptions } from '../../src/options/service.ts';
import { layOutPlan } from '../../src/render/layout.ts';
import { settleProfile } from '../../src/render/profile.ts';
import { clipsOf, planOf } from '../render/plans.ts';
import { json, makeApi } from './service.ts';

describe('limits of a service', () => {
  it('returns 413 or 400 past each of them', async () => {
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
  });

  it('takes the first of its languages for requests that name none', async () => {
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

  it('counts characters after values and ligatures are filled in', async () => {
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
});

const LIMITS = parseServiceOptions(
  { maxCharacters: 10, maxClips: 2, maxSeconds: 60 },
  (name) => name,
);
const tooLong = (message: string) => expect.objectContaining({ code: 'message/too-long', message });

describe('refuseLanguage', () => {
  it('throws request/malformed for a language that is not on the list', () => {
    expect(() => refuseLanguage('fr', undefined)).not.toThrow();
    expect(() => refuseLanguage('sw', ['en', 'sw'])).not.toThrow();
    expect(() => refuseLanguage('fr', ['en', 'sw'])).toThrow(
      expect.objectContaining({
        code: 'request/malformed',
        message: 'lang takes one of en, sw here, not fr',
      }),
    );
  });
});

describe('refuseLongRequest', () => {
  it('counts the characters of a message and its values together', () => {
    const values = { a: 'x'.repeat(7) };
    expect(() => refuseLongRequest({ message: '{a}', values }, LIMITS)).not.toThrow();
    expect(() => refuseLongRequest({ message: '{a}!', values }, LIMITS)).toThrow(
      tooLong('the message has 11 characters, the limit is 10; split it'),
    );
  });

  it('counts the clips of a list', () => {
    expect(() => refuseLongRequest({ audioFiles: ['a', 'b'] }, LIMITS)).not.toThrow();
    expect(() => refuseLongRequest({ audioFiles: ['a', 'b', 'c'] }, LIMITS)).toThrow(
      tooLong('the message takes 3 clips, the limit is 2; split it'),
    );
  });
});

describe('refuseManyClips', () => {
  it('throws past the limit', () => {
    expect(() => refuseManyClips(5, 5)).not.toThrow();
    expect(() => refuseManyClips(6, 5)).toThrow('the message takes 6 clips, the limit is 5');
  });
});

describe('refuseMissing', () => {
  it('throws message/missing only where words may not be left out', () => {
    const plan = planOf('a.wav', '?big');
    expect(() => refuseMissing(plan, parseOptions({ missing: 'skip' }))).not.toThrow();
    expect(() => refuseMissing(planOf('a.wav'), parseOptions({}))).not.toThrow();
    expect(() => refuseMissing(plan, parseOptions({}))).toThrow(
      expect.objectContaining({
        code: 'message/missing',
        message: expect.stringContaining('record "big" into the library'),
      }),
    );
  });
});

describe('refuseLongSound', () => {
  const layOut = (seconds: number, sampleRateHz: number) => {
    const options = parseOptions({ format: 'wav', sampleRateHz, channels: 2 });
    const plan = planOf('a.wav');
    const clips = clipsOf(plan, { 'a.wav': seconds * sampleRateHz });
    return layOutPlan(plan, options, settleProfile(options, 8000), clips);
  };

  it('throws for a render that lasts too long', () => {
    expect(() => refuseLongSound(layOut(60, 8000), LIMITS)).not.toThrow();
    expect(() => refuseLongSound(layOut(61, 8000), LIMITS)).toThrow(
      tooLong('the message would last 61.0 s, the limit is 60 s; split it'),
    );
  });

  it('throws for a file of over 64 MB', () => {
    const hour = { ...LIMITS, maxSeconds: 3600 };
    expect(() => refuseLongSound(layOut(333, 48_000), hour)).not.toThrow();
    expect(() => refuseLongSound(layOut(334, 48_000), hour)).toThrow(
      tooLong(
        'the file would have 64128044 bytes, the limit is 64000000; ask for another format, or a lower sample rate',
      ),
    );
  });
});
