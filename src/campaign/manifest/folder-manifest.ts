import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StitchError } from '../../errors.ts';
import { localError } from '../../repo/local/errors.ts';
import {
  MANIFEST_HEADER,
  type Manifest,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
  parseManifestLine,
} from './manifest.ts';

const JSON_NAME = 'manifest.jsonl';
const CSV_NAME = 'manifest.csv';
/** Suffix of the new manifest, which grows while the previous one is read. */
const NEXT = '.next';
/** Suffix of the entries that killed runs wrote meanwhile: they replace the first of the manifest. */
const BEFORE = '.before';

/**
 * Manifest in a folder: manifest.jsonl and manifest.csv, appended to as it grows. While a previous one is
 * read, the new one grows in hidden files, which are then renamed.
 */
export class FolderManifest implements Manifest {
  private readonly folder: string;
  private readonly files: { readonly json: number; readonly csv: number };
  private readonly previous: AsyncGenerator<string> | null;
  /** Previous entries that were read, and whose rows are not appended yet. */
  private readonly pending: ManifestEntry[] = [];
  private isCommitted = false;

  private constructor(folder: string, previous: AsyncGenerator<string> | null) {
    this.folder = folder;
    this.previous = previous;
    this.files = attempt(folder, () => {
      const open = (name: string) => openSync(hidden(folder, name, NEXT), 'w');
      return { json: open(JSON_NAME), csv: open(CSV_NAME) };
    });
    this.write(this.files.csv, MANIFEST_HEADER);
  }

  /** Opens the manifest of a folder, which is created if absent. @throws StitchError repo/…. */
  static async open(folder: string): Promise<FolderManifest> {
    attempt(folder, () => mkdirSync(folder, { recursive: true }));
    const [path, next, before] = [
      join(folder, JSON_NAME),
      hidden(folder, JSON_NAME, NEXT),
      hidden(folder, JSON_NAME, BEFORE),
    ];
    if (existsSync(next) && existsSync(path)) await overlay(folder, next, before);
    const previous = existsSync(path) ? mergeLines(existsSync(before) ? before : null, path) : null;
    return new FolderManifest(folder, previous);
  }

  async nextPrevious(): Promise<ManifestEntry | null> {
    const line = await this.previous?.next().catch((error) => {
      this.requireFolder();
      throw localError(error, 'read', this.folder, JSON_NAME);
    });
    if (line === undefined || line.done === true) return null;
    const entry = parseManifestLine(line.value);
    this.pending.push(entry);
    return entry;
  }

  /** @throws StitchError repo/unavailable once the folder is gone: the files before these went with it. */
  async append(entries: readonly ManifestEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.requireFolder();
    this.pending.splice(0, entries.length);
    this.write(this.files.json, entries.map(manifestJson).join(''));
    this.write(this.files.csv, entries.map(manifestCsv).join(''));
  }

  async commit(): Promise<void> {
    if (this.isCommitted) return;
    await this.previous?.return(undefined);
    this.requireFolder();
    attempt(this.folder, () => {
      for (const name of [CSV_NAME, JSON_NAME]) {
        renameSync(hidden(this.folder, name, NEXT), join(this.folder, name));
      }
      rmSync(hidden(this.folder, JSON_NAME, BEFORE), { force: true });
    });
    this.isCommitted = true;
  }

  async close(): Promise<void> {
    try {
      if (!this.isCommitted) {
        // Rows that were not reached keep their previous entries.
        do await this.append(this.pending.splice(0));
        while ((await this.nextPrevious()) !== null);
        await this.commit();
      }
      this.requireFolder();
      for (const file of Object.values(this.files)) attempt(this.folder, () => fsyncSync(file));
    } finally {
      for (const file of Object.values(this.files)) closeSync(file);
    }
  }

  /** An open file outlives its folder, and the campaign's other files would create the folder again. */
  private requireFolder(): void {
    const { folder, isCommitted, files } = this;
    const path = isCommitted ? join(folder, JSON_NAME) : hidden(folder, JSON_NAME, NEXT);
    const [open, named] = attempt(folder, () => [
      fstatSync(files.json),
      statSync(path, { throwIfNoEntry: false }),
    ]);
    if (named !== undefined && named.ino === open.ino && named.dev === open.dev) return;
    throw new StitchError(
      'repo/unavailable',
      `cannot write ${join(folder, JSON_NAME)}: the folder was deleted or moved meanwhile; run the same command again`,
    );
  }

  private write(file: number, text: string): void {
    const bytes = Buffer.from(text);
    attempt(this.folder, () => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  }
}

function hidden(folder: string, name: string, ending: string): string {
  return join(folder, `.${name}${ending}`);
}

function attempt<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw localError(error, 'write', folder, JSON_NAME);
  }
}

/** Yields the lines of a file, also a truncated last one. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    stream.destroy();
  }
}

/** Yields the lines of one file up to an unreadable one, then the lines of another past as many. */
async function* mergeLines(first: string | null, path: string): AsyncGenerator<string> {
  let lines = 0;
  for await (const line of first === null ? [] : linesOf(first)) {
    if (parseManifestLine(line).row === 0) break;
    lines++;
    yield line;
  }
  for await (const line of linesOf(path)) if (lines-- <= 0) yield line;
}

/** Replaces the first lines of `before` by those of `next`. */
async function overlay(folder: string, next: string, before: string): Promise<void> {
  const whole = `${before}.tmp`;
  const file = attempt(folder, () => openSync(whole, 'w'));
  try {
    const lines = existsSync(before) ? mergeLines(next, before) : mergeLines(next, next);
    for await (const line of lines) attempt(folder, () => writeSync(file, `${line}\n`));
  } finally {
    closeSync(file);
  }
  attempt(folder, () => {
    renameSync(whole, before);
    rmSync(next);
  });
}
