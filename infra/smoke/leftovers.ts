import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { parsePlace } from '../../src/repo/open-repo.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { built, type Here } from './here.ts';
import { Skipped } from './skipped.ts';

/** How the cache names a render. */
export const RENDER = /^cache\/[0-9a-f]{64}\.\w+$/;

/** Where deep health tries to write. */
const HEALTH = parseKey('cache/health.txt');

/** What the checks put into a service's places, and what takes it away. */
export class Leavings {
  private readonly clips: string;
  private readonly renders: Promise<Repo> | null;
  private readonly endpoint: string | undefined;
  private readonly here: Here;
  private readonly put: { readonly name: string; readonly undo: () => Promise<void> }[] = [];
  private readonly wereThere = new Set<Key>();

  constructor(clips: string, renders: string | null, endpoint: string | undefined, here: Here) {
    this.clips = clips;
    this.endpoint = endpoint;
    this.here = here;
    this.renders = renders === null ? null : built.openRepo(renders, { endpoint });
    this.renders?.catch(() => {}); // thrown where it is awaited
  }

  /** Notes the entries of the cache that are of other callers, too: they stay. */
  async noteWhatIsThere(): Promise<void> {
    const repo = await this.renders;
    if (repo === null) return;
    if (await isThere(repo, HEALTH)) this.wereThere.add(HEALTH);
    try {
      for await (const { key } of repo.list('cache/ids/')) this.wereThere.add(key);
    } catch {
      // A cache that nothing was kept in yet, or of a bucket, where clips have no such entry.
    }
  }

  /** Puts a clip where the service finds it. */
  async putClip(name: string, bytes: Uint8Array): Promise<void> {
    const place = parsePlace(this.clips);
    if (place.kind === 'folder') {
      const repo = await built.openRepo(this.clips);
      const key = parseKey(name);
      await repo.write(key, bytes);
      this.put.push({ name, undo: () => repo.delete(key) });
      return;
    }
    const { endpoint } = this;
    const s3 = new S3Client({ ...(endpoint !== undefined && { endpoint, forcePathStyle: true }) });
    const Bucket = place.bucket;
    const Key = [place.prefix, name].filter((part) => part !== '').join('/');
    const put = new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'audio/wav' });
    const { VersionId } = await s3.send(put).catch((error) => {
      throw new Error(`s3://${Bucket}/${Key} cannot be written: ${error.message}`);
    });
    // With its version: no trace of it stays in a bucket that has them.
    const undo = async () =>
      void (await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId })));
    this.put.push({ name, undo });
  }

  /**
   * Takes all away that can be.
   * @param message what was said. @param outputFile where the service kept it, as RENDER says; null where it did not.
   * @returns what was taken away. @throws Error that names what stays; Skipped where the cache is not known.
   */
  async takeAway(message: string, outputFile: string | null): Promise<string> {
    if (this.put.length === 0) return 'there was nothing';
    const stays: string[] = [];
    const attempt = async (what: string, take: () => Promise<void>) => {
      try {
        await take();
      } catch (error) {
        stays.push(`${what} (${(error as Error).message})`);
      }
    };
    if (outputFile !== null) await this.here.say(message).catch(() => {}); // was told of above
    for (const [i, { name, undo }] of this.put.entries()) {
      await attempt(`${this.clips}: ${name}`, undo);
      if (i < this.put.length - 1) await this.here.list().catch(() => {}); // at the end they are as they were
    }
    let count = 0;
    const repo = await this.renders;
    for (const key of repo === null ? [] : await this.keysOf(outputFile)) {
      await attempt(`${repo!.address}: ${key}`, async () => {
        if (await isThere(repo!, key)) {
          await repo!.delete(key);
          count++;
        } else if (key === outputFile) throw new Error('is not there; check --renders');
      });
    }
    if (stays.length > 0) throw new Error(`these stay: ${stays.join('; ')}`);
    const clips = `${this.put.length} clips`;
    if (repo !== null) return `${clips}, ${count} entries of the cache`;
    throw new Skipped(
      `${clips} were taken away; give --renders, where the service keeps its cache, to clean up there`,
    );
  }

  /** What the service may have in its cache because of what was done here. */
  private async keysOf(outputFile: string | null): Promise<Set<Key>> {
    const keys = new Set([HEALTH, ...(await this.here.keysKept())]);
    if (outputFile !== null) {
      const render = parseKey(outputFile);
      keys.add(render).add(parseKey(render.replace(/\.\w+$/, '.json')));
    }
    return new Set([...keys].filter((key) => !this.wereThere.has(key)));
  }
}

/** S3 refuses to tell of what is not there to those who may not list. */
async function isThere(repo: Repo, key: Key): Promise<boolean> {
  try {
    return (await repo.stat(key)) !== null;
  } catch (error) {
    if (error instanceof built.StitchError && error.details.mayBeAbsent) return false;
    throw error;
  }
}
