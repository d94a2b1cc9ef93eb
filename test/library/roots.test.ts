import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openRoots, splitLanguage } from '../../src/library/roots.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { createStitcher, type StitcherSettings } from '../../src/stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';

/** A folder with these clips, and files of other names with a text. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-roots-'));
  for (const [i, [name, text]] of Object.entries(files).entries()) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const sound = encodeWav(tone(0.2 + i / 50, 8000, 200 + 30 * i));
    writeFileSync(join(folder, name), name.endsWith('.wav') ? sound : text);
  }
  return folder;
}

async function stitcherOf(roots: readonly string[], settings: StitcherSettings = {}) {
  const stitcher = createStitcher(await openRoots(roots), settings);
  const clipsOf = async (message: string, lang: string) =>
    (await stitcher.plan(message, { lang })).steps.map((step) =>
      step.kind === 'clip' ? step.clip : step.kind,
    );
  return { stitcher, clipsOf };
}

describe('openRoots', () => {
  it('is the repo itself for one root without languages', async () => {
    const folder = folderOf({ 'hello.wav': '' });
    const { repo, address } = await openRoots([folder]);
    expect(repo).toBeInstanceOf(LocalRepo);
    expect(address).toBe(folder);
    expect(await createStitcher(repo).languages()).toBeNull();
  });

  it('says each language with the clips of its folder', async () => {
    const folder = folderOf({ 'en/10.wav': '', 'en/hello.wav': '', 'sw/habari.wav': '' });
    const { stitcher, clipsOf } = await stitcherOf([`${folder}/{lang}`]);
    expect(await stitcher.languages()).toEqual(['en', 'sw']);
    expect(await clipsOf('hello 10', 'en')).toEqual(['en/hello.wav', 'en/10.wav']);
    expect(await clipsOf('habari 10', 'sw-KE')).toEqual(['sw/habari.wav', 'missing']);
    const { bytes } = await stitcher.stitch('habari', { lang: 'sw' });
    const plain = createStitcher(new LocalRepo(join(folder, 'sw')));
    expect(bytes).toEqual((await plain.stitch('habari', { lang: 'sw' })).bytes);
    expect(await stitcher.addressOf('sw-TZ')).toBe(`${folder}/sw`);
    await expect(stitcher.stitch('kumi', { lang: 'sw' })).rejects.toThrow(
      `record "kumi" into ${folder}/sw`,
    );
  });

  it.each([false, true])(
    'says a value by the clips of one origin (common first: %s)',
    async (first) => {
      const folder = folderOf({
        'audios/en/forty.wav': '',
        'audios/en/hundred.wav': '',
        'audios/en/hello.wav': '',
        'common/forty.wav': '',
        'common/five.wav': '',
        'common/two.wav': '',
        'common/abebe.wav': '',
      });
      const roots = [`${folder}/audios/{lang}`, `${folder}/common`];
      const { stitcher, clipsOf } = await stitcherOf(first ? roots.reverse() : roots);
      const own = first ? '@2/en/' : 'en/';
      const common = first ? '' : '@2/';
      expect(await clipsOf('hello abebe 45', 'en')).toEqual([
        `${own}hello.wav`,
        `${common}abebe.wav`,
        `${common}forty.wav`,
        `${common}five.wav`,
      ]);
      // "two" is in one, "hundred" in the other.
      expect(await clipsOf('200', 'en')).toEqual(['missing']);
      await expect(stitcher.stitch('200', { lang: 'en' })).rejects.toThrow('needs "two"');
      expect(await clipsOf('two hundred', 'en')).toEqual([`${common}two.wav`, `${own}hundred.wav`]);
    },
  );

  it('refuses two folders of one language, and reads the others', async () => {
    const root = folderOf({ 'sw/a.wav': '', 'pt-BR/a.wav': '', 'pt_br/b.wav': '' });
    const { stitcher } = await stitcherOf([`${root}/{lang}`]);
    await expect(stitcher.library('pt-BR')).rejects.toMatchObject({
      code: 'library/folders',
      message: expect.stringContaining('are both of pt-BR; put their clips into one folder'),
    });
    expect((await stitcher.library('sw')).clips).toHaveLength(1);
  });

  it('names the languages that there are, where one has no folder', async () => {
    const folder = folderOf({ 'hi/a.wav': '', 'sw/a.wav': '', 'digits/a.wav': '' });
    const { clipsOf } = await stitcherOf([`${folder}/{lang}`]);
    await expect(clipsOf('a', 'fr')).rejects.toMatchObject({
      code: 'library/language',
      message: `${folder}/{lang} has no folder for fr, only for hi and sw; name one of these, or create ${folder}/fr`,
      details: { languages: ['hi', 'sw'] },
    });
    const hidden = await stitcherOf([`${folder}/{lang}`], { address: 'the library' });
    await expect(hidden.clipsOf('a', 'fr')).rejects.toThrow(
      'the library has no folder for fr, only for hi and sw; name one of these, or add one',
    );
    const empty = await stitcherOf([`${folderOf({ 'a.wav': '' })}/{lang}`]);
    await expect(empty.clipsOf('a', 'fr')).rejects.toThrow('has no folder of any language');
    const none = await stitcherOf(['/nowhere/at/all/{lang}']);
    await expect(none.clipsOf('a', 'fr')).rejects.toMatchObject({ code: 'repo/not-found' });
  });

  it('prefers earlier roots, and adds what only later ones have', async () => {
    const own = folderOf({ 'sw/a.wav': '', 'sw/b.wav': '' });
    const common = folderOf({
      'x/b.wav': '',
      'c.wav': '',
      'd.wav': '',
      'clips.csv': 'clip,text\nd.wav,a',
    });
    const { stitcher, clipsOf } = await stitcherOf([`${own}/{lang}`, common]);
    expect(await clipsOf('a b c', 'sw')).toEqual(['sw/a.wav', 'sw/b.wav', '@2/c.wav']);
    // The roots without {lang} are for every language.
    expect(await clipsOf('a b c', 'fr')).toEqual(['@2/d.wav', '@2/x/b.wav', '@2/c.wav']);
    const library = await stitcher.library('sw');
    expect(library.conflicts).toEqual([]);
    expect(library.clips.map(({ key, language }) => [key, language])).toEqual([
      ['@2/c.wav', null],
      ['@2/d.wav', null],
      ['@2/x/b.wav', null],
      ['sw/a.wav', 'sw'],
      ['sw/b.wav', 'sw'],
    ]);
    expect((await stitcher.stitch('a c', { lang: 'sw' })).bytes.length).toBeGreaterThan(0);
    const swapped = await stitcherOf([common, `${own}/{lang}`]);
    expect(await swapped.clipsOf('a b', 'sw')).toEqual(['d.wav', 'x/b.wav']);
  });

  it('reads folders inside those of the languages', async () => {
    const folder = folderOf({ 'sw/clips/a.wav': '', 'sw/drafts/b.wav': '' });
    const { stitcher, clipsOf } = await stitcherOf([`${folder}/{lang}/clips/`]);
    expect(await clipsOf('a b', 'sw')).toEqual(['sw/clips/a.wav', 'missing']);
    expect(await stitcher.addressOf('sw')).toBe(`${folder}/sw/clips/`);
  });

  it('plays clips by name, as they are or within the folders of the language', async () => {
    const own = folderOf({ 'sw/a.wav': '', 'hi/b.wav': '' });
    const { stitcher } = await stitcherOf([`${own}/{lang}`, folderOf({ 'c.wav': '' })]);
    for (const from of ['root', 'listed'] as const) {
      const names = ['a.wav', 'hi/b.wav', 'c.wav', '@2/c.wav'];
      const { steps } = await stitcher.planFiles(names, from, 'sw');
      expect(steps.map((step) => step.kind === 'clip' && step.clip)).toEqual([
        ...['sw/a.wav', 'hi/b.wav', '@2/c.wav', '@2/c.wav'],
      ]);
      await expect(stitcher.planFiles(['b.wav'], from, 'sw')).rejects.toMatchObject({
        code: 'clip/not-found',
      });
    }
  });

  it('notices new clips and new languages when it lists again, and keeps other lexicons', async () => {
    const folder = folderOf({ 'sw/a.wav': '', 'hi/b.wav': '' });
    const { stitcher, clipsOf } = await stitcherOf([`${folder}/{lang}`]);
    const { lexicon } = await stitcher.library('sw');
    await stitcher.library('hi');
    await expect(clipsOf('a', 'fr')).rejects.toMatchObject({ code: 'library/language' });
    mkdirSync(join(folder, 'fr'));
    writeFileSync(join(folder, 'fr/a.wav'), encodeWav(tone(0.2, 8000)));
    writeFileSync(join(folder, 'hi/c.wav'), encodeWav(tone(0.2, 8000)));
    await stitcher.refresh();
    expect((await stitcher.library('sw')).lexicon).toBe(lexicon);
    expect(await clipsOf('c', 'hi')).toEqual(['hi/c.wav']);
    expect(await clipsOf('a', 'fr')).toEqual(['fr/a.wav']);
    rmSync(join(folder, 'sw'), { recursive: true });
    await stitcher.refresh();
    await expect(clipsOf('a', 'sw')).rejects.toMatchObject({ code: 'library/language' });
  });

  it('serves more languages than are in memory at once', async () => {
    const names = ['am', 'bn', 'de', 'en', 'es', 'fr', 'gu', 'ha', 'hi', 'it', 'ja', 'ko'];
    const more = ['mr', 'or', 'pa', 'pt', 'ru', 'sw', 'ta', 'te', 'ur'];
    const all = [...names, ...more];
    const folder = folderOf(Object.fromEntries(all.map((lang) => [`${lang}/a.wav`, ''])));
    const { clipsOf } = await stitcherOf([`${folder}/{lang}`], { refreshSeconds: 60 });
    for (const lang of [...all, ...all])
      expect(await clipsOf('a', lang)).toEqual([`${lang}/a.wav`]);
  });

  it('finds in its cache what another process made of the same roots', async () => {
    const roots = [`${folderOf({ 'sw/a.wav': '' })}/{lang}`, folderOf({ 'b.wav': '' })];
    const cache = new MemoryRepo();
    const say = async () =>
      (await stitcherOf(roots, { cache })).stitcher.stitch('a b', { lang: 'sw' });
    expect((await say()).cached).toBe(false);
    expect((await say()).cached).toBe(true);
  });
});

describe('splitLanguage', () => {
  it.each([
    ['audios/{lang}', 'audios', ''],
    ['{lang}', '.', ''],
    ['/{lang}/clips', '/', 'clips/'],
    ['s3://clips/{lang}', 's3://clips', ''],
    ['s3://clips/voice/{lang}/a/b', 's3://clips/voice', 'a/b/'],
  ])('splits %s', (address, base, inner) => {
    expect(splitLanguage(address)).toEqual({ base, inner });
  });

  it.each(['audios-{lang}', '{lang}.wav', '{lang}/{lang}', 's3://{lang}', 's3://{lang}/clips'])(
    'refuses %s',
    (address) => {
      expect(() => splitLanguage(address)).toThrow(
        `${JSON.stringify(address)} does not have {lang} once, as the name of a folder`,
      );
    },
  );

  it('leaves other addresses alone', () => {
    expect(splitLanguage('s3://clips/en')).toBeNull();
  });
});
