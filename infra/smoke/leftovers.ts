import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parsePlace } from '../../src/repo/open-repo.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import type { Subject } from './checks.ts';
import { built, type LocalStitch } from './local-stitch.ts';
import { Skipped } from './skipped.ts';

/** Key of a render in the cache. */
export const RENDER = /^cache\/[0-9a-f]{64}\.\w+$/;

/** Key that the deep health check writes. */
const HEALTH = parseKey('cache/health.txt');

/** Files that the checks leave in a service's storage, to be deleted. */
export class Leftovers {
  private readonly subject: Subject;
  private readonly renders: Promise<Repo> | null;
  private readonly localStitch: LocalStitch;
  private readonly uploads: { readonly name: string; readonly undo: () => Promise<void> }[] = [];
  private readonly foreignKeys = new Set<Key>();
  /** Campaigns whose results are deleted, but for those that Step Functions writes: they expire. */
  readonly campaigns: string[] = [];

  constructor(subject: Subject, localStitch: LocalStitch) {
    this.subject = subject;
    this.localStitch = localStitch;
    const { renders, s3Endpoint: endpoint } = subject;
    this.renders = renders === null ? null : built.openRepo(renders, { endpoint });
    this.renders?.catch(() => {}); // thrown where it is awaited
  }

  /** Notes cache entries that other callers may share: they are kept. */
  async noteForeignEntries(): Promise<void> {
    const repo = await this.renders;
    if (repo === null) return;
    if (await exists(repo, HEALTH)) this.foreignKeys.add(HEALTH);
    try {
      for await (const { key } of repo.list('cache/ids/')) this.foreignKeys.add(key);
    } catch {
      // The cache is empty, or that of a bucket, where clips have no such entries.
    }
  }

  /** Uploads a file: a clip, by default, to the service's library. */
  async put(name: string, bytes: Uint8Array, address = this.subject.clips): Promise<void> {
    const place = parsePlace(address);
    if (place.kind === 'folder') {
      const repo = await built.openRepo(address);
      const key = parseKey(name);
      await repo.write(key, bytes);
      this.uploads.push({ name: `${address}: ${name}`, undo: () => repo.delete(key) });
      return;
    }
    const { s3Endpoint: endpoint } = this.subject;
    const s3 = new S3Client({ ...(endpoint !== undefined && { endpoint, forcePathStyle: true }) });
    const Bucket = place.bucket;
    const Key = [place.prefix, name].filter((part) => part !== '').join('/');
    const put = new PutObjectCommand({ Bucket, Key, Body: bytes });
    const { VersionId } = await s3.send(put).catch((error) => {
      throw new Error(`s3://${Bucket}/${Key} cannot be written: ${error.message}`);
    });
    // By version: in a versioned bucket nothing of it stays.
    const undo = async () =>
      void (await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
    this.uploads.push({ name: `${address}: ${name}`, undo });
  }

  /**
   * Deletes all that can be deleted.
   * @param message the rendered message. @param outputFile its key, matching RENDER; null where it was not kept.
   * @returns a report. @throws Error that names the remaining files; Skipped where the cache's location is unknown.
   */
  async cleanUp(message: string, outputFile: string | null): Promise<string> {
    if (this.uploads.length === 0) return 'there was nothing';
    const remaining: string[] = [];
    const attempt = async (file: string, remove: () => Promise<void>) => {
      try {
        await remove();
      } catch (error) {
        remaining.push(`${file} (${(error as Error).message})`);
      }
    };
    if (outputFile !== null) await this.localStitch.say(message).catch(() => {}); // reported by its check
    for (const [i, { name, undo }] of this.uploads.entries()) {
      await attempt(name, undo);
      if (i < this.uploads.length - 1) await this.localStitch.list().catch(() => {}); // after the last, the clips are as before
    }
    let count = 0;
    const repo = await this.renders;
    for (const key of repo === null ? [] : await this.keysOf(outputFile)) {
      await attempt(`${repo!.address}: ${key}`, async () => {
        if (await exists(repo!, key)) {
          await repo!.delete(key);
          count++;
        } else if (key === outputFile) throw new Error('does not exist; check --renders');
      });
    }
    if (remaining.length > 0) throw new Error(`not deleted: ${remaining.join('; ')}`);
    const files = `${this.uploads.length} files`;
    if (repo !== null) return `${files}, ${count} of cache and campaign`;
    throw new Skipped(
      `${files} were deleted; give --renders, the location of the service's cache, to clean up there`,
    );
  }

  /** Keys that the checks may have added to the service's output. */
  private async keysOf(outputFile: string | null): Promise<Set<Key>> {
    const keys = new Set([HEALTH, ...(await this.localStitch.cachedKeys())]);
    if (outputFile !== null) {
      const render = parseKey(outputFile);
      keys.add(render).add(parseKey(render.replace(/\.\w+$/, '.json')));
    }
    const repo = await this.renders;
    for (const campaign of this.campaigns)
      for await (const { key } of repo!.list(`batch/${campaign}/`)) keys.add(key);
    return new Set([...keys].filter((key) => !this.foreignKeys.has(key)));
  }
}

/** True where a value exists; without leave to list, S3 answers absence by a refusal. */
async function exists(repo: Repo, key: Key): Promise<boolean> {
  try {
    return (await repo.stat(key)) !== null;
  } catch (error) {
    if (error instanceof built.StitchError && error.details.mayBeAbsent) return false;
    throw error;
  }
}
