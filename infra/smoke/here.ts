import type { Key, Repo, Stitched, Stitcher } from '../../src/index.ts';

/** This program as it was built: entries of a cache bear the build's number. */
export const built: typeof import('../../src/index.ts') = await import(
  new URL('../../dist/index.js', import.meta.url).href
);

/** The same clips as the service has, said by this program: entries of caches are named by content, so by the same names. */
export class Here {
  private readonly cache = new built.MemoryRepo();
  private readonly clips: Promise<Repo>;

  constructor(clips: string, endpoint: string | undefined) {
    this.clips = built.openRepo(clips, { endpoint });
    this.clips.catch(() => {}); // thrown where it is awaited
  }

  /** Learns the clips as they are now, as the service may have. */
  async list(): Promise<void> {
    await (await this.stitcher()).library('en').catch((error) => {
      if (error.code !== 'library/empty') throw error;
    });
  }

  async say(message: string): Promise<Stitched> {
    return (await this.stitcher()).stitch(message);
  }

  /** What a service that did the same has in its cache. */
  async keysKept(): Promise<Key[]> {
    const keys: Key[] = [];
    for await (const { key } of this.cache.list()) keys.push(key);
    return keys;
  }

  /** One that knows nothing yet of how the clips were. */
  private async stitcher(): Promise<Stitcher> {
    return built.createStitcher(await this.clips, { cache: this.cache });
  }
}
