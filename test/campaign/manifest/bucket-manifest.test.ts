import { describe, expect, it } from 'vitest';
import { BucketManifest } from '../../../src/campaign/manifest/bucket-manifest.ts';
import { type ManifestEntry, parseManifestLine } from '../../../src/campaign/manifest/manifest.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { parseKey } from '../../../src/repo/repo.ts';

const entry = (row: number, said = 'hello'): ManifestEntry => ({
  row,
  id: String(row),
  said,
  file: `${said}.mp3`,
  url: null,
  durationSeconds: 1,
  bytes: 10,
  hash: '0'.repeat(64),
  cached: false,
  alternatives: [],
  missing: [],
  error: null,
  warnings: [],
});

/** Rows of a part and what they say; null where the bucket has no such part. */
async function rowsIn(repo: MemoryRepo, part: number): Promise<unknown> {
  const value = await repo.read(parseKey(`manifest/0000${part}.jsonl`));
  if (value === null) return null;
  const lines = Buffer.from(value.bytes).toString().trimEnd().split('\n');
  return lines.map(parseManifestLine).map(({ row, said }) => `${row} ${said}`);
}

describe('BucketManifest', () => {
  it('writes a part that is not full once in ten seconds', async () => {
    const repo = new MemoryRepo();
    let nowMs = 0;
    const manifest = new BucketManifest(repo, () => nowMs);
    nowMs = 10_000;
    await manifest.append([entry(1)]);
    expect(await rowsIn(repo, 1)).toBeNull();
    nowMs = 10_001;
    await manifest.append([entry(2)]);
    expect(await rowsIn(repo, 1)).toEqual(['1 hello', '2 hello']);
    await manifest.append([entry(3)]);
    expect(await rowsIn(repo, 1)).toEqual(['1 hello', '2 hello']);
    await manifest.close();
    expect(await rowsIn(repo, 1)).toEqual(['1 hello', '2 hello', '3 hello']);
  });

  it('keeps the rows of a previous run while those before them are made again', async () => {
    const repo = new MemoryRepo();
    const first = new BucketManifest(repo, () => 0);
    await first.append([1, 2, 3].map((row) => entry(row)));
    await first.close();
    let nowMs = 0;
    const next = new BucketManifest(repo, () => nowMs);
    await next.nextPrevious();
    nowMs = 60_000;
    await next.append([entry(1, 'again')]);
    // Killed here, the run would have lost rows 2 and 3.
    expect(await rowsIn(repo, 1)).toEqual(['1 hello', '2 hello', '3 hello']);
    await next.close();
    expect(await rowsIn(repo, 1)).toEqual(['1 again', '2 hello', '3 hello']);
  });

  it('begins a part once one is full, and deletes parts past the last row', async () => {
    const repo = new MemoryRepo();
    const write = async (rows: number) => {
      const manifest = new BucketManifest(repo, () => 0, 2);
      for (let row = 1; row <= rows; row++) {
        await manifest.nextPrevious();
        await manifest.append([entry(row)]);
      }
      await manifest.commit();
      await manifest.close();
    };
    await write(5);
    expect(await rowsIn(repo, 3)).toEqual(['5 hello']);
    await write(2);
    expect(await rowsIn(repo, 1)).toEqual(['1 hello', '2 hello']);
    expect([await rowsIn(repo, 2), await rowsIn(repo, 3)]).toEqual([null, null]);
  });
});
