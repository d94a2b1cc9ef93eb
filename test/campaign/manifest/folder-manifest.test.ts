import fs, {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { FolderManifest } from '../../../src/campaign/manifest/folder-manifest.ts';
import { type ManifestEntry, manifestJson } from '../../../src/campaign/manifest/manifest.ts';
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
  warnings: [],
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

  it('reads the rows that a killed run wrote, then those of the run before', async () => {
    const out = folder();
    const before = await FolderManifest.open(out);
    await before.append([1, 2, 3, 4].map((row) => entry(row, 'before')));
    await before.close();
    const killed = [1, 2].map((row) => manifestJson(entry(row, 'after'))).join('');
    writeFileSync(join(out, '.manifest.jsonl.next'), killed);
    const manifest = await FolderManifest.open(out);
    const rows: string[] = [];
    for (let each = await manifest.nextPrevious(); each; each = await manifest.nextPrevious()) {
      rows.push(`${each.row} ${each.said}`);
    }
    await manifest.close();
    expect(rows).toEqual(['1 after', '2 after', '3 before', '4 before']);
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

  const ways: [string, (out: string) => void][] = [
    ['deleted', (out) => rmSync(out, { recursive: true })],
    ['moved', (out) => renameSync(out, `${out}-moved`)],
    [
      'deleted and created again',
      (out) => {
        rmSync(out, { recursive: true });
        mkdirSync(out);
      },
    ],
  ];
  it.each(ways)('fails once its folder was %s, naming the folder', async (_, remove) => {
    const refusal = (out: string) => ({
      code: 'repo/unavailable',
      message: `cannot write ${join(out, 'manifest.jsonl')}: the folder was deleted or moved meanwhile; run the same command again`,
    });
    for (const isResumed of [false, true]) {
      const out = folder();
      await write(out, 'hello');
      const manifest = await FolderManifest.open(out);
      if (!isResumed) await manifest.commit();
      remove(out);
      await expect(manifest.append([entry(2, 'hello')])).rejects.toMatchObject(refusal(out));
      await expect(manifest.close()).rejects.toMatchObject(refusal(out));
    }
  });

  it('fails where its folder was deleted after the last row', async () => {
    const out = folder();
    const manifest = await FolderManifest.open(out);
    await manifest.commit();
    await manifest.append([entry(1, 'hello')]);
    rmSync(out, { recursive: true });
    await expect(manifest.close()).rejects.toMatchObject({ code: 'repo/unavailable' });
  });
});
