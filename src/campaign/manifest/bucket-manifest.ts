import { type Key, nullIfForbidden, parseKey, type Repo } from '../../repo/repo.ts';
import {
  MANIFEST_HEADER,
  type Manifest,
  type ManifestEntry,
  manifestCsv,
  manifestJson,
  parseManifestLine,
} from './manifest.ts';

/** Rows per part: few enough to rewrite a part repeatedly while it grows. */
const PART_ROWS = 5000;
/** Interval between writes of a part that is not full yet. */
const FLUSH_MS = 10_000;

/**
 * Manifest for repos that cannot append: parts of 5,000 rows, manifest/00001.jsonl and .csv and so on. Row n
 * is always in the same part, so a resumed campaign overwrites its own parts.
 */
export class BucketManifest implements Manifest {
  private readonly repo: Repo;
  private readonly now: () => number;
  private readonly partRows: number;
  private part = 1;
  private entries: ManifestEntry[] = [];
  private writtenEntries = 0;
  private writtenMs: number;
  private previousPart = 0;
  private previous: ManifestEntry[] = [];
  /** Previous entries that were read, and whose rows are not appended yet. */
  private readonly pending: ManifestEntry[] = [];

  /** @param now milliseconds on a monotonic clock. */
  constructor(repo: Repo, now: () => number, partRows = PART_ROWS) {
    this.repo = repo;
    this.now = now;
    this.partRows = partRows;
    this.writtenMs = now();
  }

  async nextPrevious(): Promise<ManifestEntry | null> {
    if (this.previous.length === 0) {
      const value = await nullIfForbidden(this.repo.read(partKey(++this.previousPart, 'jsonl')));
      const lines = value === null ? [] : Buffer.from(value.bytes).toString().trimEnd().split('\n');
      this.previous = lines.map(parseManifestLine).reverse();
    }
    const entry = this.previous.pop() ?? null;
    if (entry !== null) this.pending.push(entry);
    return entry;
  }

  async append(entries: readonly ManifestEntry[]): Promise<void> {
    this.pending.splice(0, entries.length);
    for (const entry of entries) {
      this.entries.push(entry);
      if (this.entries.length < this.partRows) continue;
      await this.flush();
      this.part++;
      this.entries = [];
      this.writtenEntries = 0;
    }
    // A stored part whose previous entries are not all processed holds more than this one.
    const isBehind = this.previous.length + this.pending.length > 0;
    if (!isBehind && this.now() - this.writtenMs > FLUSH_MS) await this.flush();
  }

  async commit(): Promise<void> {
    this.previous = [];
    this.pending.length = 0;
    // The previous run may have left more parts.
    const first = this.entries.length === 0 ? this.part : this.part + 1;
    for (let part = first; await this.hasPart(part); part++) {
      for (const ending of ['jsonl', 'csv']) await this.repo.delete(partKey(part, ending));
    }
  }

  async close(): Promise<void> {
    // Rows of the part that were not reached keep their previous entries.
    await this.append([...this.pending.splice(0), ...this.previous.splice(0).reverse()]);
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
