import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { LocalRepo } from '../../../src/repo/local/local-repo.ts';
import { writeFiles } from '../../../src/repo/local/write-files.ts';
import { parseKey } from '../../../src/repo/repo.ts';

it('writes files into a folder, and creates none where it is gone', async () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'stitch-write-')), 'calls');
  const files = [{ key: parseKey('1.mp3'), pieces: [Buffer.from('a'), Buffer.from('b')] }];
  mkdirSync(folder);
  await writeFiles(new LocalRepo(folder), files);
  expect(readFileSync(join(folder, '1.mp3'), 'utf8')).toBe('ab');
  rmSync(folder, { recursive: true });
  await expect(writeFiles(new LocalRepo(folder), files)).rejects.toThrow(
    'the folder was deleted or moved meanwhile',
  );
  expect(existsSync(folder)).toBe(false);
});
