import {
  closeSync,
  createReadStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
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
/** Where the new manifest grows while an earlier one is gone over. */
const NEXT = '.next';
/** What runs that were killed meanwhile had gone over: it goes before what the manifest says. */
const BEFORE = '.before';

/**
 * A manifest in a folder: manifest.jsonl and manifest.csv, appended to as it goes. While an earlier one is gone
 * over, the new one grows in hidden files, which then take the names.
 */
export class FolderManifest implements Manifest {
  private readonly folder: string;
  private readonly files: { readonly json: number; readonly csv: number };
  private readonly earlier: AsyncGenerator<string> | null;
  /** Earlier entries whose rows are not told of anew yet. */
  private readonly untold: ManifestEntry[] = [];
  private isNamed = false;

  private constructor(folder: string, earlier: AsyncGenerator<string> | null) {
    this.folder = folder;
    this.earlier = earlier;
    this.files = attempt(folder, () => {
      const open = (name: string) => openSync(hidden(folder, name, NEXT), 'w');
      return { json: open(JSON_NAME), csv: open(CSV_NAME) };
    });
    this.write(this.files.csv, MANIFEST_HEADER);
  }

  /** Opens the manifest of a folder, which is made where it is not there. @throws StitchError repo/…. */
  static async open(folder: string): Promise<FolderManifest> {
    attempt(folder, () => mkdirSync(folder, { recursive: true }));
    const [path, next, before] = [
      join(folder, JSON_NAME),
      hidden(folder, JSON_NAME, NEXT),
      hidden(folder, JSON_NAME, BEFORE),
    ];
    if (existsSync(next) && existsSync(path)) await overlay(folder, next, before);
    const earlier = existsSync(path) ? over(existsSync(before) ? before : null, path) : null;
    return new FolderManifest(folder, earlier);
  }

  async nextPrevious(): Promise<ManifestEntry | null> {
    const line = await this.earlier?.next();
    if (line === undefined || line.done === true) return null;
    const entry = parseManifestLine(line.value);
    this.untold.push(entry);
    return entry;
  }

  async append(entries: readonly ManifestEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.untold.splice(0, entries.length);
    this.write(this.files.json, entries.map(manifestJson).join(''));
    this.write(this.files.csv, entries.map(manifestCsv).join(''));
  }

  async commit(): Promise<void> {
    if (this.isNamed) return;
    await this.earlier?.return(undefined);
    attempt(this.folder, () => {
      for (const name of [CSV_NAME, JSON_NAME]) {
        renameSync(hidden(this.folder, name, NEXT), join(this.folder, name));
      }
      rmSync(hidden(this.folder, JSON_NAME, BEFORE), { force: true });
    });
    this.isNamed = true;
  }

  async close(): Promise<void> {
    try {
      if (!this.isNamed) {
        // Of the rows that were not come to, what was told before still holds.
        do await this.append(this.untold.splice(0));
        while ((await this.nextPrevious()) !== null);
        await this.commit();
      }
      for (const file of Object.values(this.files)) attempt(this.folder, () => fsyncSync(file));
    } finally {
      for (const file of Object.values(this.files)) closeSync(file);
    }
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

/** The lines of a file; of a last one that was cut off, what there is. */
async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    stream.destroy();
  }
}

/** The lines of one file, and then those that another has more. A line that cannot be read does not count. */
async function* over(first: string | null, path: string): AsyncGenerator<string> {
  let lines = 0;
  for await (const line of first === null ? [] : linesOf(first)) {
    if (parseManifestLine(line).row === 0) break;
    lines++;
    yield line;
  }
  for await (const line of linesOf(path)) if (lines-- <= 0) yield line;
}

/** Puts the lines of `next` in place of the first ones of `before`. */
async function overlay(folder: string, next: string, before: string): Promise<void> {
  const whole = `${before}.tmp`;
  const file = attempt(folder, () => openSync(whole, 'w'));
  try {
    const lines = existsSync(before) ? over(next, before) : over(next, next);
    for await (const line of lines) attempt(folder, () => writeSync(file, `${line}\n`));
  } finally {
    closeSync(file);
  }
  attempt(folder, () => {
    renameSync(whole, before);
    rmSync(next);
  });
}
