import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { FileNamer } from '../../src/campaign/file-namer.ts';
import { BucketManifest } from '../../src/campaign/manifest/bucket-manifest.ts';
import { FolderManifest } from '../../src/campaign/manifest/folder-manifest.ts';
import {
  type Manifest,
  type ManifestEntry,
  parseManifestLine,
} from '../../src/campaign/manifest/manifest.ts';
import { openCampaignOutput } from '../../src/campaign/output.ts';
import { RecipientReader } from '../../src/campaign/recipients.ts';
import { readRows } from '../../src/campaign/rows.ts';
import { CampaignRun } from '../../src/campaign/run.ts';
import type { CampaignSummary } from '../../src/campaign/summary.ts';
import { StitchError } from '../../src/errors.ts';
import { type OptionsInput, parseOptions } from '../../src/options/render.ts';
import { openWorkerPool } from '../../src/render/worker/pool.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { encodeWav, tone } from '../fixtures.ts';
import { memoWorker } from '../memo-worker.ts';
import { bucketRepo } from '../repo/buckets.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-campaign-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
let made = 0;

const NAMES = ['hello', 'farmer', 'abebe', 'sara', 'five', 'seven'];

async function library(names: readonly string[] = NAMES): Promise<MemoryRepo> {
  const repo = new MemoryRepo();
  for (const [i, name] of names.entries()) {
    await repo.write(parseKey(`${name}.wav`), encodeWav(tone(0.2 + i / 20, 8000, 300 + 50 * i)));
  }
  return repo;
}

interface RawOptions {
  readonly csv: string;
  readonly template?: string;
  readonly name?: string;
  readonly options?: OptionsInput;
  readonly clips?: Repo;
  readonly cache?: Repo;
  readonly out: Repo;
  readonly manifest: Manifest;
  readonly isFolder?: boolean;
  /** Receives the keys of written files. */
  readonly writes?: string[];
  readonly strict?: boolean;
  readonly urlSeconds?: number;
  /** Rows per window, and the windows after which the run is stopped. */
  readonly window?: number;
  readonly stopAfter?: number;
}

async function run(given: RawOptions): Promise<CampaignSummary> {
  const { csv, template = null, name = '{hash}', out, manifest, isFolder = false } = given;
  const options = parseOptions(given.options ?? {});
  const stitcher = createStitcher(given.clips ?? (await library()), {
    cache: given.cache,
    worker: memoWorker,
  });
  async function* chunks() {
    yield Buffer.from(csv);
  }
  const rows = await readRows(chunks(), 'people.csv');
  async function* windows() {
    const size = given.window ?? 3;
    for await (const batch of rows.batches) {
      for (let at = 0; at < batch.length; at += size) yield batch.slice(at, at + size);
    }
  }
  const output = openCampaignOutput(out, isFolder ? out.address : null, openWorkerPool(1));
  const campaign = new CampaignRun({
    reader: new RecipientReader(stitcher, { template, lang: 'en' }, rows),
    renderer: stitcher.renderer,
    options,
    names: new FileNamer(name, options.format, rows.columns),
    output: {
      ...output,
      write: (files) => {
        given.writes?.push(...files.map(({ key }) => key));
        return output.write(files);
      },
    },
    manifest,
    urlSeconds: given.urlSeconds ?? null,
    strict: given.strict ?? false,
  });
  const stop = new AbortController();
  let done = 0;
  await campaign.run(windows(), stop.signal, () => {
    if (++done === given.stopAfter) stop.abort();
  });
  return campaign.summary;
}

async function keys(repo: Repo): Promise<string[]> {
  const found: string[] = [];
  for await (const { key } of repo.list()) found.push(key);
  return found;
}

/** Reads all entries of a repo's manifest, in either form. */
async function entriesIn(repo: Repo): Promise<ManifestEntry[]> {
  const names = (await keys(repo)).filter((key) => key.endsWith('.jsonl')).sort();
  const texts = await Promise.all(
    names.map(async (name) => Buffer.from((await repo.read(name as Key))!.bytes).toString()),
  );
  return texts
    .join('')
    .trim()
    .split('\n')
    .map((line) => parseManifestLine(line)!);
}

const PEOPLE = `id,name,amount
p1,Abebe,5
p2,Sara,7
p3,Zelalem,7
p4,Abebe,5
p5,Abebe,9
p6,,5
p7,Sara
`;
const TEMPLATE = 'hello {name|farmer}, {amount}';

const service = inject('s3Services')[0]!;
interface Place {
  readonly out: Repo;
  readonly isFolder: boolean;
  readonly manifest: () => Promise<Manifest>;
}
const places: readonly (readonly [string, () => Promise<Place>])[] = [
  [
    'a folder',
    async () => {
      const folder = join(scratch, String(made++));
      return {
        out: new LocalRepo(folder),
        isFolder: true,
        manifest: () => FolderManifest.open(folder),
      };
    },
  ],
  [
    'memory',
    async () => {
      const out = new MemoryRepo();
      return { out, isFolder: false, manifest: async () => new BucketManifest(out, () => 0, 2) };
    },
  ],
  [
    service.name,
    async () => {
      const out = await bucketRepo(service);
      return { out, isFolder: false, manifest: async () => new BucketManifest(out, () => 0, 2) };
    },
  ],
];

describe.each(places)('CampaignRun into %s', (_, open) => {
  it('renders each message once, and records every row', async () => {
    const { out, isFolder, manifest } = await open();
    const writes: string[] = [];
    const summary = await run({
      csv: PEOPLE,
      template: TEMPLATE,
      out,
      writes,
      isFolder,
      manifest: await manifest(),
    });
    expect(summary).toMatchObject({
      rows: 7,
      succeeded: 5,
      failed: 2,
      withAlternatives: 2,
      files: 4,
    });
    expect(writes).toHaveLength(4);
    const entries = await entriesIn(out);
    expect(entries.map(({ row, id, said, cached }) => [row, id, said, cached])).toEqual([
      [1, 'p1', 'hello abebe <0.25 s> five', false],
      [2, 'p2', 'hello sara <0.25 s> seven', false],
      [3, 'p3', 'hello farmer <0.25 s> seven', false],
      [4, 'p4', 'hello abebe <0.25 s> five', true],
      [5, 'p5', '', false],
      [6, 'p6', 'hello farmer <0.25 s> five', false],
      [7, 'p7', '', false],
    ]);
    expect(entries[3]!.file).toBe(entries[0]!.file);
    expect(entries[2]!.alternatives).toEqual([{ name: 'name', value: 'Zelalem', said: 'farmer' }]);
    expect(entries[4]).toMatchObject({ missing: ['9'], error: { code: 'message/missing' } });
    expect(entries[6]!.error).toMatchObject({
      code: 'batch/bad-row',
      message: expect.stringContaining('line 8 cannot be read'),
    });
    const stitcher = createStitcher(await library());
    for (const { file, said, bytes, durationSeconds, error } of entries) {
      if (error !== null) continue;
      const expected = await stitcher.stitch(said.replace(' <0.25 s>', ','));
      const value = (await out.read(parseKey(file!)))!;
      expect(Buffer.from(value.bytes).equals(expected.bytes)).toBe(true);
      expect([bytes, durationSeconds]).toEqual([expected.bytes.length, expected.durationSeconds]);
      expect(value.contentType).toBe('audio/mpeg');
    }
  });

  it('keeps finished rows when it runs again, and renders failed ones once it can', async () => {
    const { out, isFolder, manifest } = await open();
    const writes: string[] = [];
    const given = { csv: PEOPLE, template: TEMPLATE, out, writes, isFolder };
    await run({ ...given, manifest: await manifest() });
    const before = await entriesIn(out);
    writes.length = 0;
    expect(await run({ ...given, manifest: await manifest() })).toMatchObject({
      kept: 5,
      failed: 2,
    });
    expect(writes).toEqual([]);
    expect(await entriesIn(out)).toEqual(before);

    const more = await library([...NAMES, 'nine']);
    expect(await run({ ...given, clips: more, manifest: await manifest() })).toMatchObject({
      kept: 5,
      failed: 1,
    });
    expect(writes).toHaveLength(1);
    const after = await entriesIn(out);
    expect(after[4]).toMatchObject({ said: 'hello abebe <0.25 s> nine', error: null });
    expect(after.filter((__, i) => i !== 4)).toEqual(before.filter((__, i) => i !== 4));
  });

  it('renders again the rows whose clips changed', async () => {
    const { out, isFolder, manifest } = await open();
    const writes: string[] = [];
    const given = { csv: PEOPLE, template: TEMPLATE, out, writes, isFolder, name: '{id}' };
    await run({ ...given, manifest: await manifest() });
    const clips = await library();
    await clips.write(parseKey('sara.wav'), encodeWav(tone(0.5, 8000, 900)));
    writes.length = 0;
    expect(await run({ ...given, clips, manifest: await manifest() })).toMatchObject({ kept: 4 });
    expect(writes).toEqual(['p2.mp3']);
  });

  it('resumes where it was stopped', async () => {
    const csv = `id,message\n${Array.from({ length: 40 }, (__, i) => `p${i},hello ${i % 2 ? 'abebe' : 'sara'} ${i % 3 ? 'five' : 'seven'}`).join('\n')}`;
    const whole = await open();
    await run({ ...whole, csv, name: '{id}', manifest: await whole.manifest() });
    const stopped = await open();
    for (const stopAfter of [2, 5, 1, 9]) {
      await run({ ...stopped, csv, name: '{id}', manifest: await stopped.manifest(), stopAfter });
    }
    const writes: string[] = [];
    const summary = await run({
      ...stopped,
      writes,
      csv,
      name: '{id}',
      manifest: await stopped.manifest(),
    });
    expect(summary).toMatchObject({ rows: 40, kept: 27 });
    expect(writes).toHaveLength(13);
    expect(await entriesIn(stopped.out)).toEqual(await entriesIn(whole.out));
    expect(await keys(stopped.out)).toEqual(await keys(whole.out));
  });

  it('keeps its entries when it is stopped while it reads a previous manifest', async () => {
    const csv = `id,message\n${Array.from({ length: 30 }, (__, i) => `p${i},hello ${i % 2 ? 'abebe' : 'sara'}`).join('\n')}`;
    const { out, isFolder, manifest } = await open();
    const given = { out, isFolder, csv, name: '{id}' };
    await run({ ...given, manifest: await manifest() });
    const clips = await library();
    await clips.write(parseKey('hello.wav'), encodeWav(tone(0.21, 8000, 900)));
    await run({ ...given, clips, manifest: await manifest(), stopAfter: 4 });
    const between = await entriesIn(out);
    expect(between.map(({ row }) => row)).toEqual(Array.from({ length: 30 }, (__, i) => i + 1));
    expect(new Set(between.map(({ hash }) => hash)).size).toBe(4);
    const summary = await run({ ...given, clips, manifest: await manifest() });
    expect(summary).toMatchObject({ rows: 30, kept: 12 });
    expect(new Set((await entriesIn(out)).map(({ hash }) => hash)).size).toBe(2);
  });

  it('replaces a file with the right name and other content', async () => {
    const { out, isFolder, manifest } = await open();
    const given = { csv: PEOPLE, template: TEMPLATE, out, isFolder, name: '{id}' };
    await run({ ...given, manifest: await manifest() });
    const [mine, other] = ['p1.mp3', 'p4.mp3'].map(parseKey);
    const right = (await out.read(mine!))!.bytes;
    // A killed run may leave it so: same length, other content.
    await out.write(mine!, right.slice().fill(7, 300));
    await out.delete(other!);
    expect(await run({ ...given, manifest: await manifest() })).toMatchObject({ kept: 3 });
    for (const name of [mine!, other!]) {
      expect(Buffer.from((await out.read(name))!.bytes).equals(right)).toBe(true);
    }
  });

  it('adds the files again that are named by their sound and lost', async () => {
    const { out, isFolder, manifest } = await open();
    if (!isFolder) return; // a bucket keeps what was written
    const given = { csv: PEOPLE, template: TEMPLATE, out, isFolder };
    await run({ ...given, manifest: await manifest() });
    const files = (await entriesIn(out)).flatMap(({ file }) =>
      file === null ? [] : [parseKey(file)],
    );
    const right = (await out.read(files[0]!))!.bytes;
    await out.write(files[0]!, right.slice().fill(7)); // noise of the same size
    await out.delete(files[1]!);
    expect(await run({ ...given, manifest: await manifest() })).toMatchObject({ kept: 3 });
    expect(Buffer.from((await out.read(files[0]!))!.bytes).equals(right)).toBe(true);
    expect(await out.stat(files[1]!)).not.toBe(null);
  });

  it('makes a file that is named by its content again where it is truncated', async ({ skip }) => {
    const { out, isFolder, manifest } = await open();
    skip(!isFolder, 'only a disk may hold an incomplete file');
    const given = { csv: 'message\nhello\nhello sara\n', out, isFolder };
    await run({ ...given, manifest: await manifest() });
    const [{ file }] = (await entriesIn(out)) as [ManifestEntry];
    const whole = (await out.read(parseKey(file!)))!.bytes;
    await out.write(parseKey(file!), whole.slice(0, 500));
    expect(await run({ ...given, manifest: await manifest() })).toMatchObject({ kept: 1 });
    expect(Buffer.compare((await out.read(parseKey(file!)))!.bytes, whole)).toBe(0);
  });

  it('drops the previous rows past the end of a shorter campaign', async () => {
    const { out, isFolder, manifest } = await open();
    const rows = (count: number) => `message\n${'hello\n'.repeat(count)}`;
    await run({ csv: rows(9), out, isFolder, manifest: await manifest() });
    await run({ csv: rows(2), out, isFolder, manifest: await manifest() });
    expect((await entriesIn(out)).map(({ row }) => row)).toEqual([1, 2]);
  });
});

describe('CampaignRun', () => {
  const inMemory = () => {
    const out = new MemoryRepo();
    return { out, manifest: new BucketManifest(out, () => 0) };
  };

  it.each([
    [{ format: 'wav' }, 'wav'],
    [{ join: 'tight' }, 'mp3'],
    [{ channels: 2, sampleRateHz: 44_100 }, 'mp3'],
    [{ missing: 'silence' }, 'mp3'],
  ] as const)('makes the same bytes with %j as a single message', async (options, ending) => {
    const place = inMemory();
    const cache = new MemoryRepo();
    await run({ ...place, csv: PEOPLE, template: TEMPLATE, name: '{id}', options, cache });
    const stitcher = createStitcher(await library());
    for (const { id, said, durationSeconds, bytes } of await entriesIn(place.out)) {
      if (bytes === null) continue;
      const words = said.replace(/ <[\d.]+ s>(?= \w)/, ',').replace(/ <.*/, '');
      const text = `${words}${id === 'p5' ? ', 9' : ''}`;
      const expected = await stitcher.stitch(text, options);
      const value = (await place.out.read(parseKey(`${id}.${ending}`)))!;
      expect(Buffer.from(value.bytes).equals(expected.bytes)).toBe(true);
      expect(durationSeconds).toBe(expected.durationSeconds);
    }
    // Audio encoded as a whole is cached.
    const cached = (await keys(cache)).filter((key) => key.endsWith('.mp3'));
    expect(cached.length > 0).toBe('join' in options);
  });

  it('stops at the first row that cannot be said in strict mode', async () => {
    const place = inMemory();
    const strict = run({ ...place, csv: PEOPLE, template: TEMPLATE, strict: true });
    await expect(strict).rejects.toMatchObject({ code: 'message/missing' });
    expect((await entriesIn(place.out)).map(({ row }) => row)).toEqual([1, 2, 3, 4, 5]);
  });

  it('adds a link to each file on request', async () => {
    const place = inMemory();
    await run({ ...place, csv: PEOPLE, template: TEMPLATE, urlSeconds: 60 });
    const entries = await entriesIn(place.out);
    expect(entries.every(({ url, error }) => (url === null) === (error !== null))).toBe(true);
    expect(entries[0]!.url).toMatch(/^data:audio\/mpeg/);
  });

  it('records no files that could not be written', async () => {
    const place = inMemory();
    let left = 2;
    const full = new Proxy(place.out, {
      get(target, name) {
        const value = target[name as keyof MemoryRepo];
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          if (name === 'write' && String(args[0]).endsWith('.mp3') && left-- <= 0) {
            throw new StitchError('repo/unavailable', 'the disk is full');
          }
          return (value as (...given: unknown[]) => unknown).apply(target, args);
        };
      },
    });
    const given = { csv: PEOPLE, template: TEMPLATE, name: '{id}', window: 1 };
    await expect(run({ ...place, ...given, out: full })).rejects.toMatchObject({
      message: 'the disk is full',
    });
    expect((await entriesIn(place.out)).map(({ id }) => id)).toEqual(['p1', 'p2']);
    const manifest = new BucketManifest(place.out, () => 0);
    expect(await run({ ...place, ...given, manifest })).toMatchObject({
      rows: 7,
      kept: 2,
      succeeded: 5,
    });
  });

  it('counts a shared file once', async () => {
    const place = inMemory();
    const csv = 'id,message\na,hello\na,hello\nb,hello\n';
    const summary = await run({ ...place, csv, name: '{id}' });
    expect(summary).toMatchObject({ succeeded: 3, files: 2 });
    expect(summary.bytes).toBe(2 * (await place.out.read(parseKey('a.mp3')))!.bytes.length);
  });

  it('marks again which rows repeat an earlier one', async () => {
    const place = inMemory();
    const csv = (...messages: string[]) => `message\n${messages.join('\n')}\n`;
    await run({ ...place, csv: csv('hello abebe', 'hello abebe', 'hello sara') });
    const manifest = new BucketManifest(place.out, () => 0);
    await run({ ...place, csv: csv('hello sara', 'hello abebe', 'hello sara'), manifest });
    expect((await entriesIn(place.out)).map(({ cached }) => cached)).toEqual([false, false, true]);
  });

  it('warns of damaged clips', async () => {
    const clips = await library();
    const whole = (await clips.read(parseKey('hello.wav')))!.bytes;
    await clips.write(parseKey('hello.wav'), whole.slice(0, 2000));
    const place = inMemory();
    const summary = await run({ ...place, csv: 'message\nhello\nhello sara\nsara\n', clips });
    const warning = 'hello.wav ends before its samples do; what is there is played';
    expect(summary.warnings).toEqual([[warning, 2]]);
    expect([summary.clipsWithWarnings, summary.rowsWithWarnings]).toEqual([1, 2]);
    const entries = await entriesIn(place.out);
    expect(entries.map(({ warnings }) => warnings)).toEqual([[warning], [warning], []]);
    const csv = Buffer.from((await place.out.read(parseKey('manifest/00001.csv')))!.bytes);
    const lines = csv.toString().split('\n');
    expect(lines[0]).toMatch(/,error,warnings$/);
    expect(lines[1]).toMatch(/,hello\.wav ends before its samples do; what is there is played$/);
  });

  it.each([
    [{}, 'hello. Sara, five', 'hello <0.5 s> sara <0.25 s> five'],
    [
      { pauses: { commaSeconds: 0, stopSeconds: 1.5, lineSeconds: 2 } },
      'hello, Sara. five',
      'hello sara <1.5 s> five',
    ],
    [{ missing: 'skip' }, 'hello, nobody, Sara', 'hello <0.25 s> sara'],
    [{ missing: 'silence' }, 'hello nobody Sara!', 'hello <0.5 s> sara'],
    [{ join: 'tight' }, '!hello... Sara.', 'hello <0.5 s> sara'],
  ] as const)('records the pauses of what is said with %j', async (options, message, said) => {
    const place = inMemory();
    await run({ ...place, csv: `message\n"${message}"\n`, options });
    expect((await entriesIn(place.out))[0]!.said).toBe(said);
  });

  it('resumes from a manifest of a version that wrote no warnings', async () => {
    const folder = join(scratch, String(made++));
    const given = { out: new LocalRepo(folder), isFolder: true, csv: PEOPLE, template: TEMPLATE };
    await run({ ...given, manifest: await FolderManifest.open(folder) });
    const path = join(folder, 'manifest.jsonl');
    const now = readFileSync(path, 'utf8');
    writeFileSync(path, now.replaceAll('"warnings":[],', '').replaceAll(' <0.25 s>', ''));
    expect(readFileSync(path, 'utf8')).not.toContain('warnings');
    const writes: string[] = [];
    const again = { ...given, writes, manifest: await FolderManifest.open(folder) };
    expect(await run(again)).toMatchObject({ kept: 5 });
    expect(writes).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(now);
  });

  it('resumes after kills while it reads a previous manifest', async () => {
    const folder = join(scratch, String(made++));
    const given = {
      out: new LocalRepo(folder),
      isFolder: true,
      csv: PEOPLE,
      template: TEMPLATE,
      name: '{id}',
    };
    await run({ ...given, manifest: await FolderManifest.open(folder) });
    const clips = await library();
    await clips.write(parseKey('five.wav'), encodeWav(tone(0.4, 8000, 990)));
    const lines = (name: string) => readFileSync(join(folder, name), 'utf8').trim().split('\n');
    const before = lines('manifest.jsonl');
    await run({ ...given, clips, manifest: await FolderManifest.open(folder) });
    const after = lines('manifest.jsonl');
    // Such kills leave the old manifest, and the first lines of the next one, the last truncated.
    for (const [i, count] of [3, 5, 4].entries()) {
      writeFileSync(join(folder, 'manifest.jsonl'), `${before.join('\n')}\n`);
      writeFileSync(
        join(folder, '.manifest.jsonl.next'),
        `${after.slice(0, count).join('\n')}\n{"row":`,
      );
      if (i < 2) await (await FolderManifest.open(folder)).nextPrevious();
    }
    const summary = await run({ ...given, clips, manifest: await FolderManifest.open(folder) });
    expect(summary.kept).toBe(4);
    expect(lines('manifest.jsonl')).toEqual(after);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('uses a truncated manifest as far as it goes', async () => {
    const folder = join(scratch, String(made++));
    const given = { out: new LocalRepo(folder), isFolder: true, csv: PEOPLE, template: TEMPLATE };
    await run({ ...given, manifest: await FolderManifest.open(folder) });
    const path = join(folder, 'manifest.jsonl');
    const [whole, csv] = [path, join(folder, 'manifest.csv')].map((name) =>
      readFileSync(name, 'utf8'),
    );
    for (const cut of [0, 1, 300, 700, whole!.length - 1]) {
      writeFileSync(path, whole!.slice(0, cut));
      writeFileSync(join(folder, 'manifest.csv'), csv!.slice(0, cut >> 1));
      await run({ ...given, manifest: await FolderManifest.open(folder) });
      expect(readFileSync(path, 'utf8')).toBe(whole);
      expect(readFileSync(join(folder, 'manifest.csv'), 'utf8')).toBe(csv);
    }
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
