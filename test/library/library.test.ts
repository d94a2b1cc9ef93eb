import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import {
  type Library,
  openLibrary,
  requireClips,
  unreadByText,
} from '../../src/library/library.ts';
import { Planner } from '../../src/message/planner.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey } from '../../src/repo/repo.ts';

function open(files: Record<string, string>, language = 'en') {
  const bytes = Object.entries(files).map(([name, text]) => [name, Buffer.from(text)] as const);
  return openLibrary(new MemoryRepo(Object.fromEntries(bytes)), language);
}

describe('openLibrary', () => {
  it('lists every .wav and .mp3 in key order, with the text of its name', async () => {
    const { clips, problems } = await open({
      'b.MP3': '',
      'a/good-morning_all.wav': '',
      'notes.txt': '',
      '.hidden.wav': '',
    });
    expect(clips.map(({ key, says }) => [key, says])).toEqual([
      ['a/good-morning_all.wav', ['good morning all']],
      ['b.MP3', ['b']],
    ]);
    expect(problems).toEqual([]);
  });

  it('takes texts from clips.csv, several for one clip, in any common dialect of CSV', async () => {
    for (const csv of [
      'clip,text\nvm-goodbye.wav,goodbye\nvm-goodbye.wav,"bye, bye"\n',
      '\ufeffClip;Text;Note\r\nvm-goodbye.wav;goodbye;x\r\nvm-goodbye.wav;bye, bye;y\r\n',
      'text\tclip\ngoodbye\tvm-goodbye.wav\n\nbye, bye\tvm-goodbye.wav',
      'clip,text\n./vm-goodbye.wav,goodbye\n././vm-goodbye.wav,"bye, bye"\n',
    ]) {
      const { clips, conflicts } = await open({ 'vm-goodbye.wav': '', 'clips.csv': csv });
      expect(clips[0]!.says).toEqual(['goodbye', 'bye, bye']);
      expect(conflicts).toEqual([]);
    }
  });

  it('prefers clips.csv to names, then WAV to MP3, then the lower key, and reports the rest', async () => {
    const { conflicts } = await open({
      'a/hello.mp3': '',
      'c/hello.wav': '',
      'b/hello.wav': '',
      'x.mp3': '',
      'bye.wav': '',
      'clips.csv': 'clip,text\nx.mp3,bye',
    });
    expect(conflicts).toEqual([
      { says: 'bye', used: 'x.mp3', unused: ['bye.wav'] },
      { says: 'hello', used: 'b/hello.wav', unused: ['c/hello.wav', 'a/hello.mp3'] },
    ]);
  });

  it('reports unsupported files, unknown clips and texts without words', async () => {
    const { problems, clips } = await open({
      'hello.wma': '',
      '___.wav': '',
      'a.wav': '',
      'clips.csv': 'clip,text\nb.wav,hello\n../a.wav,x\na.wav,"?!"',
    });
    expect(clips.length).toBe(2);
    expect(problems).toEqual([
      { where: 'hello.wma', what: 'is not read; convert it to WAV or MP3' },
      { where: 'clips.csv line 2', what: 'names "b.wav", which is not there' },
      { where: 'clips.csv line 3', what: 'names "../a.wav", which is not there' },
      { where: 'a.wav', what: 'says nothing: "?!" holds no word' },
      { where: '___.wav', what: 'says nothing: "" holds no word' },
    ]);
  });

  it('knows recordings that are not read by what they would say', async () => {
    const { unread } = await open({ 'a/La_ko.wma': '', 'notes.txt': '', 'b.wav': '' });
    expect([...unreadByText(unread)]).toEqual([['la ko', 'a/La_ko.wma']]);
  });

  it.each([
    ['a compound of 6,000 parts', `a${'-a'.repeat(6000)}`],
    ['250 numbers of 15 digits', '123456789012345 '.repeat(250).trim()],
  ])('resolves %s, as a clip says it', async (_, text) => {
    const library = await open({ 'long.wav': '', 'clips.csv': `clip,text\nlong.wav,${text}` });
    const rules = await loadLanguage('en');
    const planner = new Planner({ lexicon: library.lexicon, language: 'en', rules });
    const plan = planner.plan(text);
    expect(plan.steps).toMatchObject([{ kind: 'clip', clip: 'long.wav' }]);
    const half = planner.plan(text.slice(0, text.length / 2));
    expect(half.steps[0]).toMatchObject({ kind: 'missing' });
  });

  it.each(['name,words\na.wav,x', 'a.wav,hello', 'clip,note\na.wav,x'])(
    'refuses clips.csv that reads %j',
    async (csv) => {
      await expect(open({ 'a.wav': '', 'clips.csv': csv })).rejects.toMatchObject({
        code: 'library/clips-csv',
        message: expect.stringMatching(/its first line has to name the columns clip and text/),
      });
    },
  );

  it.each([
    ['clip,text\n,x\nb.wav,bee', 2, 'leaves the clip empty; give its name'],
    ['clip,text\na.wav,\nb.wav,bee', 2, 'leaves the text empty; give one'],
    ['clip,text\nb.wav,bee\na.wav', 3, 'leaves the text empty; give one'],
    ['clip,skip\nb.wav,\n', 2, 'leaves the text empty; give one'],
    ['clip,text,skip\nb.wav,bee,perhaps', 2, 'has "perhaps" in the column skip; write yes or no'],
    [
      'clip,text\nb.wav,bee\na.wav,"x',
      3,
      /^cannot be read, and the rows after it are not: a quote/,
    ],
  ])('lists the bad row of %j, and uses the others', async (csv, line, what) => {
    const { problems, clips } = await open({ 'a.wav': '', 'b.wav': '', 'clips.csv': csv });
    const expected = typeof what === 'string' ? what : expect.stringMatching(what);
    expect(problems).toEqual([{ where: `clips.csv line ${line}`, what: expected }]);
    expect(clips[0]!.says).toEqual(['a']);
    expect(clips[1]!.says).toEqual([csv.includes('bee') && !csv.includes('perhaps') ? 'bee' : 'b']);
  });

  it('lists a column that is there twice, and rows that contradict', async () => {
    const csv = 'clip,text,skip,text\na.wav,x,,y\na.wav,,yes,\n';
    const { problems } = await open({ 'a.wav': '', 'clips.csv': csv });
    expect(problems).toEqual([
      { where: 'clips.csv line 1', what: 'names the column text twice; the first one counts' },
      {
        where: 'clips.csv line 3',
        what: 'leaves out "a.wav", to which line 2 gives a text; remove one of them',
      },
    ]);
  });

  it('adds the texts of the column "also", and leaves out what the column "skip" marks', async () => {
    const csv = 'clip,text,also,skip\na.wav,,hey,\nb.wav,bee,bye,no\nb.wav,,ciao,\nc.wav,,,x\n';
    const { clips, lexicon, problems } = await open({
      'a.wav': '',
      'b.wav': '',
      'c.wav': '',
      'clips.csv': csv,
    });
    expect(clips.map(({ says }) => says)).toEqual([['a', 'hey'], ['bee', 'bye', 'ciao'], []]);
    const found = [...lexicon.entries()].map(({ words }) => words.join(' '));
    expect(found.sort()).toEqual(['a', 'bee', 'bye', 'ciao', 'hey']);
    expect(problems).toEqual([]);
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

  it('looks no file up before its size is asked for', async () => {
    let looked = 0;
    class Watched extends MemoryRepo {
      override async *list(...of: Parameters<MemoryRepo['list']>) {
        for await (const entry of super.list(...of)) {
          yield {
            ...entry,
            get sizeBytes() {
              looked++;
              return entry.sizeBytes;
            },
          };
        }
      }
    }
    const { clips } = await openLibrary(new Watched({ 'one.wav': new Uint8Array(3) }), 'en');
    expect(clips.map(({ key, says }) => [key, says])).toEqual([['one.wav', ['one']]]);
    expect(looked).toBe(0);
    expect(clips[0]!.sizeBytes).toBe(3);
  });

  it('makes a lexicon again only when a name, a row or the language changed', async () => {
    const known = new Map<string, unknown>();
    const memo = {
      get: async (of: readonly unknown[]) => known.get(JSON.stringify(of)) ?? null,
      put: async (of: readonly unknown[], learnt: unknown) => {
        known.set(JSON.stringify(of), JSON.parse(JSON.stringify(learnt)));
      },
    };
    const files = { 'b/40.wav': '', '40.mp3': '', 'x.wav': '', '_.wav': '', 'a.wma': '' };
    const repo = new MemoryRepo(
      Object.fromEntries(Object.keys(files).map((name) => [name, new Uint8Array()])),
    );
    const claimsOf = ({ lexicon }: Library) => [...lexicon.entries()];
    const clipsOf = ({ clips }: Library) => clips.map(({ key, says }) => ({ key, says }));
    const plain = await openLibrary(repo, 'en');
    const first = await openLibrary(repo, 'en', undefined, memo);
    const again = await openLibrary(repo, 'en', undefined, memo);
    expect(known.size).toBe(1);
    for (const library of [first, again]) {
      const textsOf = expect.any(Function);
      const found = { ...library, lexicon: claimsOf(library), clips: clipsOf(library) };
      expect(found).toEqual({
        ...plain,
        clips: clipsOf(plain),
        folders: expect.anything(),
        textsOf,
        lexicon: claimsOf(plain),
      });
    }
    await openLibrary(repo, 'sw', undefined, memo);
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\nx.wav,ten\n'));
    const told = await openLibrary(repo, 'en', undefined, memo);
    expect(told.clips.find(({ key }) => key === 'x.wav')!.says).toEqual(['ten']);
    await repo.write(parseKey('new.wav'), new Uint8Array());
    expect((await openLibrary(repo, 'en', undefined, memo)).clips.length).toBe(5);
    expect(known.size).toBe(4);
  });
});

describe('requireClips', () => {
  it('throws for a library without clips', async () => {
    const library = await open({ 'notes.txt': '' });
    expect(() => requireClips(library, 'memory')).toThrow(
      'there is no .wav, .mp3 or other audio file in memory; put the clips there or name another folder',
    );
  });
});
