import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoots } from '../../src/library/roots.ts';
import { fixture } from '../fixtures.ts';
import { AUDIO, type Json, json, makeApi } from './service.ts';

/** An API over sw/habari.wav, hi/10.wav and, for any language, shreeshail.wav. */
async function apiOfLanguages(options: Readonly<Record<string, unknown>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-http-roots-'));
  const put = (name: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), fixture('audios/hello.wav'));
  };
  for (const name of ['languages/sw/habari.wav', 'languages/hi/10.wav', 'any/shreeshail.wav'])
    put(name);
  const own = join(folder, 'languages/{lang}');
  const one = await makeApi({ roots: await openRoots([own]), options });
  const both = await makeApi({ roots: await openRoots([own, join(folder, 'any')]), options });
  return { one, both, put };
}

describe('an API over folders of languages', () => {
  it('says a message with the clips of its language, and with those for any', async () => {
    const { both } = await apiOfLanguages();
    const ask = { message: 'habari shreeshail', lang: 'sw-KE' };
    const answer = await json(both.post('/stitch', ask));
    expect(answer).toMatchObject({ audio_files: ['sw/habari.wav', '@2/shreeshail.wav'] });
    expect((await json(both.post('/stitch', ask))).cached).toBe(true);
    const files = { audio_files: ['habari.wav', '@2/shreeshail.wav', 'hi/10.wav'], lang: 'sw' };
    expect((await json(both.post('/stitch', files))).audio_files).toEqual([
      ...['sw/habari.wav', '@2/shreeshail.wav', 'hi/10.wav'],
    ]);
    const none = { audio_files: ['habari.wav'], lang: 'hi' };
    expect(await json(both.post('/stitch', none))).toMatchObject({ code: 'clip/not-found' });
  });

  it('returns 422 for a language without a folder, and 400 for what is no language', async () => {
    const { one, both } = await apiOfLanguages();
    for (const lang of ['fr', undefined]) {
      expect(await json(one.post('/stitch', { message: 'a', lang }))).toMatchObject({
        status: 422,
        code: 'library/language',
        detail: `the library has no folder for ${lang ?? 'en'}, only for hi and sw; name one of these, or add one`,
      });
    }
    expect((await json(one.post('/check', { message: '10', lang: 'sw' }))).can_be_said).toBe(false);
    const swahili = await json(both.post('/stitch', { message: 'a', lang: 'Swahili' }));
    expect(swahili.status).toBe(400);
    expect(swahili.detail).toContain('is not the tag of a language; did you mean sw?');
  });

  it('lists the clips of a language page by page, and notices new ones', async () => {
    const { both, put } = await apiOfLanguages({ refreshSeconds: 0 });
    const names = async (query: string) => {
      const { clips } = await json(both.ask(`/clips?${query}`));
      return clips.map(({ clip }: Json) => clip);
    };
    expect(await names('lang=sw')).toEqual(['@2/shreeshail.wav', 'sw/habari.wav']);
    const { clips } = await json(both.ask('/clips?lang=sw'));
    expect(clips.map(({ language }: Json) => language)).toEqual([null, 'sw']);
    expect(await names(`lang=sw&after=${encodeURIComponent('@2/shreeshail.wav')}`)).toEqual([
      'sw/habari.wav',
    ]);
    put('languages/sw/asante.wav');
    put('languages/fr/bonjour.wav');
    expect(await names('lang=sw&prefix=sw/')).toEqual(['sw/asante.wav', 'sw/habari.wav']);
    expect(await names('lang=fr')).toEqual(['@2/shreeshail.wav', 'fr/bonjour.wav']);
    const sound = await both.post('/stitch', { message: 'bonjour', lang: 'fr' }, AUDIO);
    expect(sound.status).toBe(200);
  });
});
