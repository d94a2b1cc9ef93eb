import fs, { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderManifest } from '../../../src/campaign/manifest/folder-manifest.ts';
import type { ManifestEntry } from '../../../src/campaign/manifest/manifest.ts';
import { syncedDuring, withFileSystem } from '../../file-system.ts';

const scratch = mkdtempSync(join(tmpdir(), 'stitch-manifest-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const folder = () => mkdtempSync(join(scratch, 'out-'));

const entry = (row: number, said: string): ManifestEntry => ({
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
});

async function write(out: string, said: string): Promise<void> {
  const manifest = await FolderManifest.open(out);
  await manifest.nextPrevious();
  await manifest.append([entry(1, said)]);
  await manifest.close();
}

describe('FolderManifest', () => {
  it('syncs both files to disk on close', async () => {
    const out = folder();
    const synced = await syncedDuring(() => write(out, 'hello'));
    const inodes = ['manifest.jsonl', 'manifest.csv'].map((name) => statSync(join(out, name)).ino);
    expect(synced.map(({ ino }) => ino)).toEqual(expect.arrayContaining(inodes));
  });

  it('keeps the previous rows until both files are renamed', async () => {
    const out = folder();
    await write(out, 'before');
    const { renameSync } = fs;
    let renames = 0;
    const cutOff: typeof renameSync = (from, to) => {
      if (++renames > 1) throw Object.assign(new Error('cut off'), { code: 'EIO' });
      renameSync(from, to);
    };
    await withFileSystem({ renameSync: cutOff }, () =>
      expect(write(out, 'after')).rejects.toMatchObject({ code: 'repo/unavailable' }),
    );
    expect(readFileSync(join(out, 'manifest.csv'), 'utf8')).toContain('after');
    // The next run reads this one.
    expect(readFileSync(join(out, 'manifest.jsonl'), 'utf8')).toContain('before');
  });
});
