import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { StitchError } from '../../errors.ts';
import { localError } from '../../repo/local/errors.ts';
import type { Repo } from '../../repo/repo.ts';
import { partsPrefix } from './runs.ts';

/** Parts that are fetched at once. */
const AT_ONCE = 8;

/**
 * Fetches the parts of a run's manifest into a folder: manifest.csv and manifest.jsonl, in the order of the rows. They
 * get their names when they are whole.
 * @param campaign the campaign's folder. @throws StitchError repo/….
 */
export async function fetchManifest(campaign: Repo, run: string, folder: string): Promise<void> {
  await prepareFolder(folder);
  for (const ending of ['csv', 'jsonl'] as const) {
    const path = join(folder, `manifest.${ending}`);
    const next = join(folder, `.manifest.${ending}.next`);
    const file = await attempt(folder, () => open(next, 'w'));
    try {
      let isFirst = true;
      for await (const bytes of partsOf(campaign, run, ending)) {
        // Each part of a CSV has the header.
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

/** Makes a folder where there is none. @throws StitchError repo/…. */
export async function prepareFolder(folder: string): Promise<void> {
  await attempt(folder, () => mkdir(folder, { recursive: true }));
}

/** The parts in order, some of them fetched before they are wanted. */
async function* partsOf(campaign: Repo, run: string, ending: string): AsyncIterable<Uint8Array> {
  const coming: Promise<Uint8Array>[] = [];
  for await (const { key } of campaign.list(partsPrefix(run))) {
    if (!key.endsWith(`.${ending}`)) continue;
    const part = campaign.read(key).then((value) => {
      if (value !== null) return value.bytes;
      const what = `${campaign.address}/${key} is gone; fetch the manifest again by --run ${run}`;
      throw new StitchError('repo/not-found', what);
    });
    part.catch(() => {}); // thrown when its turn comes
    coming.push(part);
    if (coming.length >= AT_ONCE) yield await coming.shift()!;
  }
  for (const part of coming) yield await part;
}

async function attempt<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw localError(error, 'write', folder, 'manifest');
  }
}
