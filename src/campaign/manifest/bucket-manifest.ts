import { type Key, nullIfForbidden, parseKey, type Repo } from '../../repo/repo.ts';
import {
  MANIFEST_HEADER,
  type Manifest,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
  parseManifestLine,
} from './manifest.ts';

/** Rows of a part: few enough to write one again and again while it grows. */
const PART_ROWS = 5000;
/** A part that is not full yet is written so often. */
const FLUSH_MS = 10_000;

/**
 * A manifest where nothing can be appended to: parts of 5,000 rows, manifest/00001.jsonl and .csv and so on.
 * Row n is always in the same part, so a campaign that goes on writes over what it left.
 */
export class BucketManifest implements Manifest {
  private readonly repo: Repo;
  private readonly now: () => number;
  private readonly partRows: number;
  private part = 1;
  private entries: ManifestEntry[] = [];
  private writtenEntries = 0;
  private writtenMs: number;
  private earlierPart = 0;
  private earlier: ManifestEntry[] = [];
  /** Earlier entries whose rows are not told of anew yet. */
  private readonly untold: ManifestEntry[] = [];

  /** @param now milliseconds on a clock that only goes forward. */
  constructor(repo: Repo, now: () => number, partRows = PART_ROWS) {
    this.repo = repo;
    this.now = now;
    this.partRows = partRows;
    this.writtenMs = now();
  }

  async nextPrevious(): Promise<ManifestEntry | null> {
    if (this.earlier.length === 0) {
      const value = await nullIfForbidden(this.repo.read(partKey(++this.earlierPart, 'jsonl')));
      const lines = value === null ? [] : Buffer.from(value.bytes).toString().trimEnd().split('\n');
      this.earlier = lines.map(parseManifestLine).reverse();
    }
    const entry = this.earlier.pop() ?? null;
    if (entry !== null) this.untold.push(entry);
    return entry;
  }

  async append(entries: readonly ManifestEntry[]): Promise<void> {
    this.untold.splice(0, entries.length);
    for (const entry of entries) {
      this.entries.push(entry);
      if (this.entries.length < this.partRows) continue;
      await this.flush();
      this.part++;
      this.entries = [];
      this.writtenEntries = 0;
    }
    // A part whose earlier entries are not gone over yet holds more than is known here.
    const isBehind = this.earlier.length + this.untold.length > 0;
    if (!isBehind && this.now() - this.writtenMs > FLUSH_MS) await this.flush();
  }

  async commit(): Promise<void> {
    this.earlier = [];
    this.untold.length = 0;
    // A longer campaign left more.
    const first = this.entries.length === 0 ? this.part : this.part + 1;
    for (let part = first; await this.hasPart(part); part++) {
      for (const ending of ['jsonl', 'csv']) await this.repo.delete(partKey(part, ending));
    }
  }

  async close(): Promise<void> {
    // Of the part's rows that were not come to, what was told before still holds.
    await this.append([...this.untold.splice(0), ...this.earlier.splice(0).reverse()]);
    await this.flush();
  }

  private async hasPart(part: number): Promise<boolean> {
    return (await nullIfForbidden(this.repo.stat(partKey(part, 'jsonl')))) !== null;
  }

  private async flush(): Promise<void> {
    if (this.entries.length === this.writtenEntries) return;
    const json = this.entries.map(manifestJson).join('');
    const csv = MANIFEST_HEADER + this.entries.map(manifestCsv).join('');
    await this.repo.write(partKey(this.part, 'csv'), Buffer.from(csv));
    await this.repo.write(partKey(this.part, 'jsonl'), Buffer.from(json));
    this.writtenEntries = this.entries.length;
    this.writtenMs = this.now();
  }
}

function partKey(part: number, ending: string): Key {
  return parseKey(`manifest/${String(part).padStart(5, '0')}.${ending}`);
}
