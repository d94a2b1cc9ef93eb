import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { openCampaignOutput } from '../../src/campaign/output.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import type { Key } from '../../src/repo/repo.ts';

const KEY = '1.mp3' as Key;
const BYTES = Buffer.from('sound');

/** True where a bucket's file of this size and content id counts as the one with `BYTES`. */
async function isKept(sizeBytes: number, contentId: string | null): Promise<boolean> {
  const repo = new MemoryRepo();
  repo.stat = async (key) => ({
    key,
    sizeBytes,
    contentId,
    modifiedMs: 0,
    version: null,
    contentType: 'audio/mpeg',
    metadata: {},
  });
  return openCampaignOutput(repo, null, null).hasBytes(KEY, [BYTES]);
}

const hash = (algorithm: string, text = 'sound') =>
  createHash(algorithm).update(text).digest('hex');

it.each([
  ['of the same MD5', 5, hash('md5'), true],
  ['of another MD5', 5, hash('md5', 'other'), false],
  ['of the same SHA-256', 5, hash('sha256'), true],
  ['of the same size, where nothing tells of its content', 5, null, true],
  ['of another size', 4, null, false],
  ['of another size and an unknown hash', 4, 'abc', false],
])('keeps or writes again a file in a bucket %s', async (_what, size, contentId, kept) => {
  expect(await isKept(size, contentId)).toBe(kept);
});
