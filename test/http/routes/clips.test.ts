import { describe, expect, it } from 'vitest';
import { StitchError } from '../../../src/errors.ts';
import { parseKey, type Repo } from '../../../src/repo/repo.ts';
import { fixture } from '../../fixtures.ts';
import { type Json, json, makeApi, twoClips } from '../service.ts';

describe('GET /clips', () => {
  it('lists page by page, in key order', async () => {
    const repo = await twoClips();
    for (const name of ['digits/4.wav', 'digits/5.wav', 'é.wav']) {
      await repo.write(parseKey(name), fixture('audios/hello.wav'));
    }
    const { ask } = await makeApi({ repo });
    const names: string[] = [];
    let after = '';
    for (let pages = 0; pages < 9; pages++) {
      const page = await (
        await ask(`/clips?limit=2${after && `&after=${encodeURIComponent(after)}`}`)
      ).json();
      names.push(...page.clips.map(({ clip }: Json) => clip));
      if (page.next === null) break;
      after = page.next;
    }
    expect(names).toEqual(['digits/4.wav', 'digits/5.wav', 'hello.wav', 'shreeshail.wav', 'é.wav']);
    const digits = await json(ask('/clips?prefix=digits/'));
    expect(digits.clips).toMatchObject([
      { clip: 'digits/4.wav', says: ['4'] },
      { clip: 'digits/5.wav' },
    ]);
    for (const query of [
      'limit=0',
      'limit=x',
      'limit=1001',
      'nope=1',
      'limit=1&limit=2',
      'lang=!',
    ]) {
      expect((await ask(`/clips?${query}`)).status, query).toBe(400);
    }
  });

  it('lists a new clip once the listing is too old', async () => {
    const { ask, repo } = await makeApi({ options: { refreshSeconds: 0 } });
    await ask('/clips');
    await repo.write(parseKey('new.wav'), fixture('audios/hello.wav'));
    const { clips } = await json(ask('/clips'));
    expect(clips.map(({ clip }: Json) => clip)).toContain('new.wav');
  });

  it('takes texts from a changed clips.csv once the listing is too old', async () => {
    const repo = await twoClips();
    const clipsCsv = (text: string) =>
      repo.write(parseKey('clips.csv'), Buffer.from(`clip,text\nhello.wav,${text}\n`));
    await clipsCsv('good morning');
    const { ask, post } = await makeApi({ repo, options: { refreshSeconds: 0 } });
    expect((await post('/stitch', { message: 'good morning' })).status).toBe(200);
    await clipsCsv('good evening');
    expect((await post('/stitch', { message: 'good evening' })).status).toBe(200);
    expect((await post('/stitch', { message: 'good morning' })).status).toBe(422);
    const { clips } = await json(ask('/clips'));
    expect(clips[0]).toMatchObject({ clip: 'hello.wav', says: ['good evening'] });
  });

  it('serves the old listing while a new one fails', async () => {
    const repo = await twoClips();
    let fails = false;
    const flaky = Object.create(repo, {
      list: {
        value: () => {
          if (fails) throw new StitchError('repo/unavailable', 'gone');
          return repo.list();
        },
      },
    }) as Repo;
    const { post, troubles } = await makeApi({ repo: flaky, options: { refreshSeconds: 0 } });
    expect((await post('/stitch', { message: 'hello' })).status).toBe(200);
    fails = true;
    expect((await post('/stitch', { message: 'hello shreeshail' })).status).toBe(200);
    expect(troubles).toEqual([
      'the clips cannot be listed again, so the last listing is used: gone',
    ]);
  });
});
