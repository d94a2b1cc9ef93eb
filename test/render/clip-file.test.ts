import { describe, expect, it } from 'vitest';
import { StitchError } from '../../src/errors.ts';
import { ContentIds } from '../../src/library/content-ids.ts';
import { ClipFile } from '../../src/render/clip-file.ts';
import { inlineWorker } from '../../src/render/worker/inline.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type ReadOptions, type Repo } from '../../src/repo/repo.ts';
import { FILES } from '../cached-stitcher.ts';

const HELLO = parseKey('hello.wav');

function clipOf(repo: Repo, worker = inlineWorker): ClipFile {
  const ids = new ContentIds(repo, null, (key) => repo.stat(key));
  return new ClipFile(HELLO, { repo, address: 'memory', ids, worker });
}

describe('ClipFile', () => {
  it('reads with the signal of who wants it', async () => {
    const repo = new MemoryRepo(FILES);
    const signals: unknown[] = [];
    const read = (key: typeof HELLO, options: ReadOptions) => {
      signals.push(options.signal);
      return repo.read(key, options);
    };
    const { signal } = new AbortController();
    await clipOf(Object.create(repo, { read: { value: read } }) as Repo).decode(signal);
    expect(signals).toEqual([signal]);
  });

  it('is no failure of the clip when decoding is cancelled', async () => {
    const late = new StitchError('request/deadline', 'nobody waits any more');
    const controller = new AbortController();
    const decode = async () => {
      controller.abort(late);
      throw late;
    };
    const clip = clipOf(new MemoryRepo(FILES), { ...inlineWorker, decode });
    await expect(clip.decode(controller.signal)).rejects.toBe(late);
    expect(clip.failure).toBeNull();
  });
});
