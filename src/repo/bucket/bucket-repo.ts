import { StitchError } from '../../errors.ts';
import { type System, systemWith } from '../../util/system.ts';
import { inKeyOrder } from '../key-order.ts';
import { checkLinkSeconds } from '../object-metadata.ts';
import type {
  DescribedEntry,
  Entry,
  Key,
  ObjectStream,
  ReadOptions,
  Repo,
  ListOptions as RepoListOptions,
  StoredObject,
  WriteOptions,
} from '../repo.ts';
import { AbsenceCheck } from './absence.ts';
import {
  CopyObjectCommand,
  createClient,
  DeleteObjectCommand,
  GetObjectCommand,
  getSignedUrl,
  HeadObjectCommand,
  requestLimits,
} from './client.ts';
import { describedEntry } from './entry.ts';
import { bucketError, isMissing, statusOf } from './errors.ts';
import { listFolders, listObjects } from './list.ts';
import { readObject, readParts } from './read.ts';
import type { BucketSettings } from './settings.ts';
import { attempt, type BucketTarget, operationOn } from './target.ts';
import { writeObject } from './write.ts';

/** Age past which a touch is sent: it costs a request. */
const TOUCH_AFTER_MS = 3600 * 1000;

/**
 * Repo in a bucket of S3 or of a compatible service, or in the part of it under a prefix. An object whose
 * name is not NFC is found by its NFC key; names that are not keys are skipped.
 */
export class BucketRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  private readonly target: BucketTarget;
  private readonly absence: AbsenceCheck;
  private readonly pageSize: number | undefined;
  private readonly system: System;
  /** Names of objects whose names are not their keys; filled by listing. */
  private readonly names = new Map<Key, string>();

  /** @param prefix "" for the whole bucket, else without "/" at either end. Nothing is sent. */
  constructor(bucket: string, prefix: string, settings: BucketSettings = {}) {
    this.address = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
    this.system = systemWith({ env: settings.env, nowMs: settings.nowMs, random: settings.random });
    this.target = {
      client: createClient(settings, this.system),
      bucket,
      prefix: prefix === '' ? '' : `${prefix}/`,
      address: this.address,
    };
    this.absence = new AbsenceCheck(this.target);
    this.identity = `${this.target.client.endpoint ?? 'aws'} ${this.address}`;
    this.pageSize = settings.pageSize;
  }

  list(prefix = '', { splits }: RepoListOptions = {}): AsyncIterable<Entry> {
    const { names, pageSize } = this;
    const entries = listObjects(this.target, prefix, { names, pageSize, splits });
    return inKeyOrder(entries, (entry) => names.get(entry.key) ?? entry.key);
  }

  folders(): Promise<readonly string[]> {
    return listFolders(this.target, this.pageSize);
  }

  async stat(key: Key): Promise<DescribedEntry | null> {
    return this.find(key, async (name) => {
      const command = new HeadObjectCommand({ Bucket: this.target.bucket, Key: name });
      return describedEntry(
        key,
        await this.target.client.s3.send(command, requestLimits(this.target.client, 0)),
      );
    });
  }

  async read(key: Key, { signal }: ReadOptions = {}): Promise<StoredObject | null> {
    signal?.throwIfAborted();
    try {
      return await this.find(key, (name) => this.readNamed(key, name, signal));
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    }
  }

  /**
   * Opens the value to be read part by part: it need not fit into memory, nor be consumed as fast as it
   * comes. Null only when there is nothing there. The parts throw repo/unavailable once the value changed.
   */
  async stream(key: Key): Promise<ObjectStream | null> {
    return this.find(key, async (name) => {
      const head = new HeadObjectCommand({ Bucket: this.target.bucket, Key: name });
      const { ContentLength = 0, ETag } = await this.target.client.s3.send(
        head,
        requestLimits(this.target.client, 0),
      );
      return { sizeBytes: ContentLength, chunks: this.parts(key, name, ContentLength, ETag) };
    });
  }

  private async *parts(
    key: Key,
    name: string,
    sizeBytes: number,
    version: string | undefined,
  ): AsyncIterable<Uint8Array> {
    try {
      yield* readParts(
        this.target.client,
        { Bucket: this.target.bucket, Key: name, IfMatch: version },
        sizeBytes,
      );
    } catch (error) {
      if (statusOf(error) !== 412) throw bucketError(error, operationOn(this.target, 'read', key));
      const message = `${this.address}/${key} changed while it was read; start again`;
      throw new StitchError('repo/unavailable', message, { cause: error });
    }
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const { target, system } = this;
    const stat = () => this.stat(key);
    const object = { target, key, name: await this.nameOf(key), stat, random: system.random };
    return writeObject(object, bytes, options);
  }

  async delete(key: Key): Promise<void> {
    const command = new DeleteObjectCommand({
      Bucket: this.target.bucket,
      Key: await this.nameOf(key),
    });
    await attempt(this.target, 'delete', key, () => this.sendUnlessMissing(command));
  }

  async touch({ key, modifiedMs, contentType, metadata }: DescribedEntry): Promise<void> {
    if (this.system.nowMs() - modifiedMs < TOUCH_AFTER_MS) return;
    const name = await this.nameOf(key);
    const command = new CopyObjectCommand({
      Bucket: this.target.bucket,
      Key: name,
      CopySource: `${this.target.bucket}/${name}`.split('/').map(encodeURIComponent).join('/'),
      MetadataDirective: 'REPLACE', // a copy onto itself must change something
      ContentType: contentType,
      Metadata: { ...metadata },
    });
    await attempt(this.target, 'touch', key, () => this.sendUnlessMissing(command));
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    const command = new GetObjectCommand({
      Bucket: this.target.bucket,
      Key: await this.nameOf(key),
    });
    return attempt(this.target, 'read', key, () =>
      getSignedUrl(this.target.client.s3, command, { expiresIn: seconds }),
    );
  }

  /** Tries the object named by the key, then the one named by its NFD. */
  private async find<T>(key: Key, operation: (name: string) => Promise<T>): Promise<T | null> {
    const known = this.names.get(key);
    const names = known === undefined ? [...new Set([key, key.normalize('NFD')])] : [known];
    for (const name of names) {
      try {
        const found = await operation(this.target.prefix + name);
        if (name !== key) this.names.set(key, name);
        this.absence.found();
        return found;
      } catch (error) {
        if (!isMissing(error)) throw await this.absence.explain(error, key);
      }
    }
    await this.absence.requireBucket();
    return null;
  }

  private async readNamed(
    key: Key,
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<StoredObject> {
    const command = new GetObjectCommand({ Bucket: this.target.bucket, Key: name });
    const { answer, bytes } = await readObject(this.target.client, command, signal);
    return { ...describedEntry(key, { ...answer, ContentLength: bytes.length }), bytes };
  }

  /** Finds the object's name: the key, or an existing name that it is the NFC of. */
  private async nameOf(key: Key): Promise<string> {
    const mayDiffer = !this.names.has(key) && key.normalize('NFD') !== key;
    if (mayDiffer) await this.stat(key).catch(() => null); // on failure the key itself
    return this.target.prefix + (this.names.get(key) ?? key);
  }

  /** Sends a command that has nothing to do without the object, which some services report as an error. */
  private async sendUnlessMissing(command: DeleteObjectCommand | CopyObjectCommand): Promise<void> {
    try {
      await this.target.client.s3.send(
        command as DeleteObjectCommand,
        requestLimits(this.target.client, 0),
      );
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
