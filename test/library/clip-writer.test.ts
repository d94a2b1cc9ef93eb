import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ClipWriter, tagOf } from '../../src/library/clip-writer.ts';
import { withClipTexts } from '../../src/library/clips-csv-edit.ts';
import { openRoots, rootOf } from '../../src/library/roots.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { systemWith } from '../../src/util/system.ts';

const SOUND = Buffer.from('sound');
const clip = (words: string, language = 'sw') => ({ language, words, bytes: SOUND, seen: null });

/** A folder with languages, and a writer into it. */
async function inFolder(address = '{lang}', ...more: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-writer-'));
  const roots = await openRoots([join(folder, address), ...more.map((each) => join(folder, each))]);
  return { folder, writer: new ClipWriter(roots, systemWith()) };
}

describe('ClipWriter', () => {
  it('makes the folder of a language with its first clip', async () => {
    const { folder, writer } = await inFolder('{lang}/clips');
    expect((await writer.save(clip('shamba letu'))).key).toBe('sw/clips/shamba_letu.wav');
    expect(readFileSync(join(folder, 'sw/clips/shamba_letu.wav'))).toEqual(SOUND);
  });

  it('writes into the folder that the language has already, of whatever root', async () => {
    const { folder, writer } = await inFolder('common', '{lang}');
    await writer.save(clip('moja'));
    const { key } = await writer.save(clip('mbili', 'sw-KE'));
    expect(key).toBe('@2/sw/mbili.wav');
    expect(readdirSync(join(folder, 'sw')).sort()).toEqual(['mbili.wav', 'moja.wav']);
  });

  it('keeps the raw take, and what a clip replaces, in a hidden folder', async () => {
    const { folder, writer } = await inFolder();
    const { tag } = await writer.save({ ...clip('moja'), raw: Buffer.from('raw') });
    await writer.save({ ...clip('moja'), bytes: Buffer.from('newer'), seen: tag });
    const takes = join(folder, 'sw/.takes');
    const kept = readdirSync(takes).map((each) =>
      readFileSync(join(takes, each, 'moja.wav'), 'utf8'),
    );
    expect(kept.sort()).toEqual(['raw', 'sound']);
    expect(readFileSync(join(folder, 'sw/moja.wav'), 'utf8')).toBe('newer');
  });

  it('names a long phrase by a row of clips.csv, and keeps the rows that a change of texts removes', async () => {
    const { folder, writer } = await inFolder();
    const phrase = 'tafadhali lipa '.repeat(20).trim();
    const { key, tag } = await writer.save(clip(phrase));
    expect(key).toMatch(/^sw\/clip-[0-9a-f]{8}\.wav$/);
    const csv = readFileSync(join(folder, 'sw/clips.csv'), 'utf8');
    expect(csv).toContain(phrase);
    await writer.rename(key, tag, 'lipa', 'sw');
    expect(readFileSync(join(folder, 'sw/clips.csv'), 'utf8')).not.toContain(phrase);
    const takes = join(folder, 'sw/.takes');
    const kept = readdirSync(takes).flatMap((each) => readdirSync(join(takes, each)));
    expect(kept).toEqual(['clips.csv']);
  });

  it('lets one of several that record the same word at once win', async () => {
    const { writer } = await inFolder();
    const all = await Promise.allSettled([1, 2, 3, 4].map(() => writer.save(clip('moja'))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const each of all)
      if (each.status === 'rejected') expect(each.reason).toMatchObject({ code: 'clip/changed' });
  });

  it('loses nothing where the storage fails midway', async () => {
    const repo = new MemoryRepo({ 'moja.wav': Buffer.from('old') });
    const broken: Repo = Object.assign(Object.create(repo), {
      address: repo.address,
      write: async (key: string, ...rest: [Uint8Array]) => {
        if (key === 'moja.wav') throw new Error('the disk is full');
        return repo.write(parseKey(key), ...rest);
      },
    });
    const entry = (await repo.stat(parseKey('moja.wav')))!;
    const writer = new ClipWriter(rootOf(broken), systemWith());
    const seen = tagOf(entry);
    await expect(writer.save({ ...clip('moja'), seen })).rejects.toThrow('the disk is full');
    expect(Buffer.from((await repo.read(parseKey('moja.wav')))!.bytes).toString()).toBe('old');
  });
});

describe('withClipTexts', () => {
  const edit = async (csv: string | null, clipName: string, ...texts: readonly string[]) =>
    Buffer.from(
      await withClipTexts(csv === null ? null : Buffer.from(csv), clipName, texts, 'audios'),
    ).toString();

  it.each([
    ['no file yet', null, 'clip,text\na.wav,hello\n'],
    ['an empty file', '', 'clip,text\na.wav,hello\n'],
    [
      'a file without a line break at its end',
      'clip,text\nb.wav,x',
      'clip,text\nb.wav,x\na.wav,hello\n',
    ],
    [
      'rows of the clip',
      'clip,text\na.wav,x\nb.wav,y\n./a.wav,z\n',
      'clip,text\nb.wav,y\na.wav,hello\n',
    ],
    ['columns in another order', 'text\tclip\nx\tb.wav\n', 'text\tclip\nx\tb.wav\nhello\ta.wav\n'],
  ])('adds a row to %s', async (_, before, after) => {
    expect(await edit(before, 'a.wav', 'hello')).toBe(after);
  });

  it('removes the rows of a clip that its name says', async () => {
    expect(await edit('clip,text\na.wav,x\nb.wav,y\n', 'a.wav')).toBe('clip,text\nb.wav,y\n');
  });

  it('keeps the columns of each text that stays, and the line breaks of the file', async () => {
    const csv = 'clip,text,note\r\ns.wav,hi,by Anna\r\ns.wav,hey,slang\r\n';
    expect(await edit(csv, 's.wav', 'hey', 'yo')).toBe(
      'clip,text,note\r\ns.wav,hey,slang\r\ns.wav,yo,by Anna\r\n',
    );
  });

  it('keeps the notes of a clip that its name says, and under its new name', async () => {
    const csv = 'clip,text,who\na.wav,x,Amina\nb.wav,y,Juma\n';
    expect(await edit(csv, 'a.wav')).toBe('clip,text,who\nb.wav,y,Juma\na.wav,a,Amina\n');
    const renamed = await withClipTexts(Buffer.from(csv), 'a.wav', [], 'audios', {
      renamed: 'good_day.wav',
    });
    expect(Buffer.from(renamed).toString()).toBe(
      'clip,text,who\nb.wav,y,Juma\ngood_day.wav,good day,Amina\n',
    );
    const prompt = await withClipTexts(Buffer.from(csv), 'a.wav', [], 'audios', { isPrompt: true });
    expect(Buffer.from(prompt).toString()).toBe('clip,text,who\nb.wav,y,Juma\n');
  });

  it('refuses a file that has no column for a text', async () => {
    await expect(edit('clip,skip\nb.wav,yes\n', 'a.wav', 'hello')).rejects.toMatchObject({
      code: 'library/clips-csv',
    });
  });
});
