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
import { localError } from '../repo/local-errors.ts';
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

/**
 * A manifest in a folder: manifest.jsonl and manifest.csv, appended to as it goes. While an earlier one is gone
 * over, the new one grows in hidden files, which then take the names.
 */
export class FolderManifest implements Manifest {
  private readonly folder: string;
  private readonly files: { readonly json: number; readonly csv: number };
  private readonly earlier: AsyncIterator<string> | null;
  private isNamed = false;

  /** @throws StitchError repo/…. */
  constructor(folder: string) {
    this.folder = folder;
    this.files = this.attempt(() => {
      mkdirSync(folder, { recursive: true });
      return {
        json: openSync(this.hidden(JSON_NAME), 'w'),
        csv: openSync(this.hidden(CSV_NAME), 'w'),
      };
    });
    this.write(this.files.csv, MANIFEST_HEADER);
    const path = join(folder, JSON_NAME);
    this.earlier = existsSync(path) ? linesOf(path)[Symbol.asyncIterator]() : null;
  }

  async nextEarlier(): Promise<ManifestEntry | null> {
    const line = await this.earlier?.next();
    return line === undefined || line.done === true ? null : parseManifestLine(line.value);
  }

  async append(entries: readonly ManifestEntry[]): Promise<void> {
    if (entries.length === 0) return;
    this.write(this.files.json, entries.map(manifestJson).join(''));
    this.write(this.files.csv, entries.map(manifestCsv).join(''));
  }

  async takeOver(): Promise<void> {
    if (this.isNamed) return;
    await this.earlier?.return?.();
    this.attempt(() => {
      for (const name of [CSV_NAME, JSON_NAME])
        renameSync(this.hidden(name), join(this.folder, name));
    });
    this.isNamed = true;
  }

  async close(): Promise<void> {
    await this.earlier?.return?.();
    for (const file of Object.values(this.files)) {
      this.attempt(() => fsyncSync(file));
      closeSync(file);
    }
    if (this.isNamed) return;
    for (const name of [CSV_NAME, JSON_NAME]) rmSync(this.hidden(name), { force: true });
  }

  private hidden(name: string): string {
    return join(this.folder, `.${name}.next`);
  }

  private write(file: number, text: string): void {
    const bytes = Buffer.from(text);
    this.attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    });
  }

  private attempt<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw localError(error, 'write', this.folder, JSON_NAME);
    }
  }
}

/** Whole lines; what a killed run left of a last one does not parse, and so does not count. */
async function* linesOf(path: string): AsyncIterable<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    stream.destroy();
  }
}
