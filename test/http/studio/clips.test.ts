import { describe, expect, it } from 'vitest';
import { rootOf } from '../../../src/library/roots.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { fixture } from '../../fixtures.ts';
import { makeStudio } from './studio.ts';

const HELLO = fixture('audios/hello.wav');

/** A studio over hello.wav, and what its list tells of a clip. */
async function open(files: Readonly<Record<string, Uint8Array>> = { 'hello.wav': HELLO }) {
  const repo = new MemoryRepo(files);
  const studio = await makeStudio({ roots: rootOf(repo) });
  const find = async (key: string) =>
    (await studio.get('/clips')).clips.find((clip: { key: string }) => clip.key === key);
  const textOf = async (key: string) =>
    Buffer.from((await repo.read(parseKey(key)))!.bytes).toString();
  return { ...studio, repo, find, textOf };
}

describe('the library in the studio', () => {
  it('takes a clip away and brings it back', async () => {
    const { post, find, repo } = await open();
    const { tag } = await find('hello.wav');
    const { hidden } = await (await post('/clips/remove', { key: 'hello.wav', tag })).json();
    expect(await repo.read(parseKey('hello.wav'))).toBeNull();
    expect(await find('hello.wav')).toBeUndefined();
    expect((await post('/clips/restore', { hidden })).status).toBe(200);
    expect(Buffer.from((await repo.read(parseKey('hello.wav')))!.bytes)).toEqual(
      Buffer.from(HELLO),
    );
    expect((await post('/clips/restore', { hidden })).status).toBe(404);
  });

  it('does not take away a clip that was recorded anew meanwhile', async () => {
    const { post, find, repo } = await open();
    const { tag } = await find('hello.wav');
    await repo.write(parseKey('hello.wav'), HELLO.slice(0, 5000));
    expect((await post('/clips/remove', { key: 'hello.wav', tag })).status).toBe(409);
    expect(await repo.read(parseKey('hello.wav'))).not.toBeNull();
  });

  it('brings nothing back over a clip that is there now, nor from elsewhere', async () => {
    const { post, find, repo } = await open();
    const { tag } = await find('hello.wav');
    const { hidden } = await (await post('/clips/remove', { key: 'hello.wav', tag })).json();
    await repo.write(parseKey('hello.wav'), HELLO);
    expect((await post('/clips/restore', { hidden })).status).toBe(409);
    expect((await post('/clips/restore', { hidden: 'hello.wav' })).status).toBe(404);
    expect((await post('/clips/restore', { hidden: '.takes/x/../../hello.wav' })).status).toBe(400);
  });

  it('renames a clip, and keeps its ending', async () => {
    const { post, find } = await open();
    const { tag } = await find('hello.wav');
    const request = { key: 'hello.wav', tag, words: 'good evening', lang: 'en' };
    expect(await (await post('/clips/rename', request)).json()).toMatchObject({
      key: 'good_evening.wav',
    });
    expect((await find('good_evening.wav')).says).toEqual(['good evening']);
  });

  it('changes what a clip says, and leaves the other rows of clips.csv as they are', async () => {
    const csv = 'note;clip;text\r\n"a;b";other.wav;"x ""y"""\r\nmine;hello.wav;old\r\n';
    const { post, find, textOf } = await open({
      'hello.wav': HELLO,
      'other.wav': HELLO,
      'clips.csv': Buffer.from(csv),
    });
    await post('/clips/says', { key: 'hello.wav', texts: ['hi; you', 'hello'] });
    expect(await textOf('clips.csv')).toBe(
      'note;clip;text\r\n"a;b";other.wav;"x ""y"""\r\nmine;hello.wav;"hi; you"\r\nmine;hello.wav;hello\r\n',
    );
    expect((await find('hello.wav')).says).toEqual(['hi; you', 'hello']);
    await post('/clips/says', { key: 'hello.wav', texts: [] });
    expect((await find('hello.wav')).says).toEqual(['hello']);
  });

  it('loses no change of several at once', async () => {
    const { post, find } = await open({ 'a.wav': HELLO, 'b.wav': HELLO, 'c.wav': HELLO });
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map((name) => post('/clips/says', { key: `${name}.wav`, texts: [`say ${name}`] })),
    );
    for (const name of names) expect((await find(`${name}.wav`)).says).toEqual([`say ${name}`]);
  });

  it('measures clips, and tells what cannot be read', async () => {
    const { post } = await open({ 'hello.wav': HELLO, 'bad.wav': Buffer.from('text') });
    const keys = ['hello.wav', 'bad.wav', 'gone.wav'];
    const { facts } = await (await post('/facts', { keys })).json();
    expect(facts[0]).toMatchObject({ fault: null, levelDb: expect.any(Number) });
    expect(facts[1].fault).toContain('bad.wav');
    expect(facts[2]).toEqual({ key: 'gone.wav', fault: 'is gone' });
    expect((await post('/facts', { keys: ['../x'] })).status).toBe(200);
  });

  it('names what is wrong in the library to its owner', async () => {
    const { ask } = await open({
      'hello.wav': HELLO,
      'clips.csv': Buffer.from('what,is,this\n1,2,3\n'),
    });
    const answer = await ask('/clips');
    expect(answer.status).toBe(502);
    expect((await answer.json()).detail).toMatch(
      /clips\.csv in memory cannot be read: its first line/,
    );
  });

  it('renames a take for a place as one, and takes the rows of its old name along', async () => {
    const csv = 'clip,text\nbye~end.wav,see you\nhello.wav,hi\n';
    const { post, find, textOf } = await open({
      'hello.wav': HELLO,
      'bye~end.wav': HELLO,
      'clips.csv': Buffer.from(csv),
    });
    const { tag } = await find('bye~end.wav');
    await post('/clips/rename', { key: 'bye~end.wav', tag, words: 'ciao', lang: 'en' });
    expect((await find('ciao~end.wav')).says).toEqual(['ciao']);
    expect(await textOf('clips.csv')).toBe('clip,text\nhello.wav,hi\n');
  });

  it('touches nothing that is not a clip', async () => {
    const { post, repo } = await open({
      'hello.wav': HELLO,
      'clips.csv': Buffer.from('clip,text\n'),
    });
    const says = (key: string) => post('/clips/says', { key, texts: ['x'] });
    for (const key of ['nosuch.wav', 'clips.csv', '.takes/a/b.wav']) {
      expect((await says(key)).status).toBe(404);
    }
    const tag = (await repo.stat(parseKey('clips.csv')))!.contentId;
    const request = { key: 'clips.csv', tag, words: 'foo', lang: 'en' };
    expect((await post('/clips/rename', request)).status).toBe(404);
    expect((await post('/clips/remove', request)).status).toBe(404);
  });
});
