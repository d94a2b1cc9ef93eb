import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StitchError } from '../../errors.ts';
import { localError } from '../../repo/local/errors.ts';
import type { Repo } from '../../repo/repo.ts';
import { partsPrefix } from './runs.ts';

/** Concurrent downloads. */
const PARTS_AT_ONCE = 8;

/**
 * Fetches the parts of a run's manifest into a folder: manifest.csv and manifest.jsonl, in the order of the rows.
 * Complete files replace older ones.
 * @param campaign the campaign's folder. @throws StitchError repo/….
 */
export async function fetchManifest(campaign: Repo, run: string, folder: string): Promise<void> {
  await createFolder(folder);
  for (const ending of ['csv', 'jsonl'] as const) {
    const path = join(folder, `manifest.${ending}`);
    const next = join(folder, `.manifest.${ending}.next`);
    const file = await attempt(folder, () => open(next, 'w'));
    try {
      let isFirst = true;
      for await (const bytes of partsOf(campaign, run, ending)) {
        // Each part of the CSV repeats the header.
        const skipped = ending === 'csv' && !isFirst ? bytes.indexOf(10) + 1 : 0;
        await attempt(folder, () => file.appendFile(bytes.subarray(skipped)));
        isFirst = false;
      }
      await attempt(folder, () => file.sync());
    } catch (error) {
      await file.close();
      await rm(next, { force: true });
      throw error;
    }
    await file.close();
    await attempt(folder, () => rename(next, path));
  }
}

/** Creates a folder if absent. @throws StitchError repo/…. */
export async function createFolder(folder: string): Promise<void> {
  await attempt(folder, () => mkdir(folder, { recursive: true }));
}

/** Yields the parts in order, and fetches some ahead. */
async function* partsOf(campaign: Repo, run: string, ending: string): AsyncIterable<Uint8Array> {
  const pending: Promise<Uint8Array>[] = [];
  for await (const { key } of campaign.list(partsPrefix(run))) {
    if (!key.endsWith(`.${ending}`)) continue;
    const part = campaign.read(key).then((value) => {
      if (value !== null) return value.bytes;
      throw new StitchError(
        'repo/not-found',
        `${campaign.address}/${key} was deleted meanwhile; fetch the manifest of the run ${run} again`,
        { details: { option: 'run' } },
      );
    });
    part.catch(() => {}); // thrown when its turn comes
    pending.push(part);
    if (pending.length >= PARTS_AT_ONCE) yield await pending.shift()!;
  }
  for (const part of pending) yield await part;
}

async function attempt<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw localError(error, 'write', folder, 'manifest');
  }
}
