import { describe, expect, it } from 'vitest';
import { openLibrary, requireClips } from '../../src/library/library.ts';
import { MemoryRepo } from '../../src/repo/memory-repo.ts';

function open(files: Record<string, string>, language = 'en') {
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return openLibrary(new MemoryRepo(Object.fromEntries(bytes)), language);
}

describe('openLibrary', () => {
  it('has every .wav and .mp3 in key order, each saying its name', async () => {
    const { clips, faults } = await open({
      'b.MP3': '',
      'a/good_morning.wav': '',
      'notes.txt': '',
      '.hidden.wav': '',
    });
    expect(clips.map(({ key, says }) => [key, says])).toEqual([
      ['a/good_morning.wav', ['good morning']],
      ['b.MP3', ['b']],
    ]);
    expect(faults).toEqual([]);
  });

  it('lets clips.csv say instead, several texts for one clip, in any common dialect', async () => {
    for (const csv of [
      'clip,text\nvm-goodbye.wav,goodbye\nvm-goodbye.wav,"bye, bye"\n',
      '\ufeffClip;Text;Note\r\nvm-goodbye.wav;goodbye;x\r\nvm-goodbye.wav;bye, bye;y\r\n',
      'text\tclip\ngoodbye\tvm-goodbye.wav\n\nbye, bye\tvm-goodbye.wav',
    ]) {
      const { clips, conflicts } = await open({ 'vm-goodbye.wav': '', 'clips.csv': csv });
      expect(clips[0]!.says).toEqual(['goodbye', 'bye, bye']);
      expect(conflicts).toEqual([]);
    }
  });

  it('prefers clips.csv to names, then WAV to MP3, then the lower key, and reports the rest', async () => {
    const { conflicts } = await open({
      'hello.mp3': '',
      'b/hello.wav': '',
      'a/hello.wav': '',
      'x.mp3': '',
      'bye.wav': '',
      'clips.csv': 'clip,text\nx.mp3,bye',
    });
    expect(conflicts).toEqual([
      { says: 'bye', used: 'x.mp3', unused: ['bye.wav'] },
      { says: 'hello', used: 'a/hello.wav', unused: ['b/hello.wav', 'hello.mp3'] },
    ]);
  });

  it('reports what does not work as its owner may think', async () => {
    const { faults, clips } = await open({
      'hello.ogg': '',
      '___.wav': '',
      'a.wav': '',
      'clips.csv': 'clip,text\nb.wav,hello\n../a.wav,x\na.wav,"?!"',
    });
    expect(clips.length).toBe(2);
    expect(faults).toEqual([
      { where: 'hello.ogg', what: 'is not read; convert it to WAV or MP3' },
      { where: 'clips.csv line 2', what: 'names "b.wav", which is not there' },
      { where: 'clips.csv line 3', what: 'names "../a.wav", which is not there' },
      { where: 'a.wav', what: 'says nothing: "?!" holds no word' },
      { where: '___.wav', what: 'says nothing: "" holds no word' },
    ]);
  });

  it.each([
    ['name,words\na.wav,x', /its first line has to name the columns clip and text/],
    ['clip,text\n,x', /line 2 leaves the clip empty/],
    ['clip,text\na.wav,', /line 2 leaves the text empty/],
    ['clip,text\na.wav,"x', /Quote Not Closed/],
    ['clip,text\na.wav', /line 2 leaves the text empty/],
    ['a.wav,hello', /its first line has to name the columns clip and text/],
  ])('refuses clips.csv that reads %j', async (csv, message) => {
    await expect(open({ 'a.wav': '', 'clips.csv': csv })).rejects.toMatchObject({
      code: 'library/clips-csv',
      message: expect.stringMatching(message),
    });
  });

  it('refuses clips.csv that is not UTF-8', async () => {
    const repo = new MemoryRepo({
      'a.wav': new Uint8Array(1),
      'clips.csv': Uint8Array.of(0x63, 0xff, 0xfe),
    });
    await expect(openLibrary(repo, 'en')).rejects.toThrow(
      'clips.csv in memory cannot be read: it is not UTF-8; save it again as "CSV UTF-8"',
    );
  });

  it('loads number words only for clips that hold numbers', async () => {
    expect((await open({ 'hello.wav': '' })).numbers).toBeNull();
    expect((await open({ '40.wav': '' })).numbers).not.toBeNull();
    expect((await open({ '40.wav': '' }, 'lg')).numbers).toBeNull();
  });
});

describe('requireClips', () => {
  it('refuses a library without clips', async () => {
    const library = await open({ 'notes.txt': '' });
    expect(() => requireClips(library)).toThrow(
      'there is no .wav or .mp3 file in memory; put the clips there or name another folder',
    );
  });
});
