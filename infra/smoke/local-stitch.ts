import type { Key, Repo, Stitched, Stitcher } from '../../src/index.ts';
import type { Subject } from './checks.ts';

/** Built program: cache entries carry the version of the build. */
export const built: typeof import('../../src/index.ts') = await import(
  new URL('../../dist/index.js', import.meta.url).href
);

/** Local stitch on the service's clips: its cache entries have the same keys, as they are named by content. */
export class LocalStitch {
  private readonly cache = new built.MemoryRepo();
  private readonly clips: Promise<Repo>;

  constructor({ clips, s3Endpoint: endpoint }: Subject) {
    this.clips = built.openRepo(clips, { endpoint });
    this.clips.catch(() => {}); // thrown where it is awaited
  }

  /** Lists the clips as they are now, as the service may have done. */
  async list(): Promise<void> {
    await (await this.stitcher()).library('en').catch((error) => {
      if (error.code !== 'library/empty') throw error;
    });
  }

  async say(message: string): Promise<Stitched> {
    return (await this.stitcher()).stitch(message);
  }

  /** Keys of the cache of a service that rendered the same. */
  async cachedKeys(): Promise<Key[]> {
    const keys: Key[] = [];
    for await (const { key } of this.cache.list()) keys.push(key);
    return keys;
  }

  /** Creates a stitcher without a listing of the clips. */
  private async stitcher(): Promise<Stitcher> {
    return built.createStitcher(await this.clips, { cache: this.cache });
  }
}
