import { StitchError } from '../../errors.ts';
import { inKeyOrder } from '../key-order.ts';
import { checkLinkSeconds, objectMetadata } from '../object-metadata.ts';
import {
  compareKeys,
  type DescribedEntry,
  type Entry,
  isHidden,
  type Key,
  keyOrNull,
  type ObjectStream,
  type ReadOptions,
  type Repo,
  type StoredObject,
  type WriteOptions,
} from '../repo.ts';
import {
  type BucketClient,
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  getSignedUrl,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  limits,
  makeClient,
  PutObjectCommand,
} from './client.ts';
import { decodeName, describedEntry, entryOf } from './entry.ts';
import {
  bucketError,
  isBareBadRequest,
  isBareRefusal,
  isMissing,
  mayBeAbsent,
  notS3,
  type S3Operation,
  statusOf,
} from './errors.ts';
import { readObject, readParts } from './read.ts';
import type { BucketSettings } from './settings.ts';

/** A use is noted only so long after the last: noting it costs a request. */
const TOUCH_AFTER_MS = 3600 * 1000;

/**
 * A bucket of S3 or of a service that speaks as S3 does, or the part of it under a prefix. An object whose
 * name is not NFC is found by its NFC key; names that can be no key are passed over.
 */
export class BucketRepo implements Repo {
  readonly address: string;
  readonly identity: string;
  private readonly bucket: string;
  /** "" or with "/" at the end. */
  private readonly prefix: string;
  private readonly client: BucketClient;
  private readonly pageSize: number | undefined;
  private readonly nowMs: () => number;
  /** The names of objects whose names are not their keys; filled by listing. */
  private readonly names = new Map<Key, string>();
  private bucketIsThere = false;
  private mayNotList = false;

  /** @param prefix "" for the whole bucket, else without "/" at either end. Nothing is sent. */
  constructor(bucket: string, prefix: string, settings: BucketSettings = {}) {
    this.address = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
    this.bucket = bucket;
    this.prefix = prefix === '' ? '' : `${prefix}/`;
    this.client = makeClient(settings);
    this.identity = `${this.client.endpoint ?? 'aws'} ${this.address}`;
    this.pageSize = settings.pageSize;
    this.nowMs = settings.nowMs ?? Date.now;
  }

  list(prefix = ''): AsyncIterable<Entry> {
    return inKeyOrder(this.listed(prefix), (entry) => this.names.get(entry.key) ?? entry.key);
  }

  async stat(key: Key): Promise<DescribedEntry | null> {
    return this.find(key, async (name) => {
      const command = new HeadObjectCommand({ Bucket: this.bucket, Key: name });
      return describedEntry(key, await this.client.s3.send(command, limits(this.client, 0)));
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
   * The value part by part: it need not fit into memory, nor be used as fast as it comes. Null only when
   * there is nothing there. What is written meanwhile is told by repo/unavailable, thrown from the parts.
   */
  async stream(key: Key): Promise<ObjectStream | null> {
    return this.find(key, async (name) => {
      const head = new HeadObjectCommand({ Bucket: this.bucket, Key: name });
      const { ContentLength = 0, ETag } = await this.client.s3.send(head, limits(this.client, 0));
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
        this.client,
        { Bucket: this.bucket, Key: name, IfMatch: version },
        sizeBytes,
      );
    } catch (error) {
      if (statusOf(error) !== 412) throw bucketError(error, this.attempted('read', key));
      const what = `${this.address}/${key} was written anew while it was read; begin again`;
      throw new StitchError('repo/unavailable', what, { cause: error });
    }
  }

  async write(key: Key, bytes: Uint8Array, options: WriteOptions = {}): Promise<boolean> {
    const { contentType, metadata } = objectMetadata(key, options);
    const command = new PutObjectCommand({
      Bucket: this.bucket,
      Key: await this.nameOf(key),
      Body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      ContentType: contentType,
      Metadata: metadata,
      ...(options.ifAbsent && { IfNoneMatch: '*' }),
    });
    try {
      const { ETag } = await this.client.s3.send(command, limits(this.client, bytes.length));
      if (ETag === undefined) throw notS3(this.attempted('write', key));
      return true;
    } catch (error) {
      if (options.ifAbsent && statusOf(error) === 412) return false;
      // 409: another was writing just then, and may yet fail.
      if (options.ifAbsent && statusOf(error) === 409) return this.writeAfter(key, bytes, options);
      if (options.ifAbsent && statusOf(error) === 501) {
        // The service cannot tell. Two at once may both win; both write it whole.
        return (
          (await this.stat(key)) === null && this.write(key, bytes, { ...options, ifAbsent: false })
        );
      }
      throw bucketError(error, this.attempted('write', key));
    }
  }

  /** Tries a write again that met another's, which is soon over. */
  private async writeAfter(key: Key, bytes: Uint8Array, options: WriteOptions): Promise<boolean> {
    await new Promise((done) => setTimeout(done, 100 + Math.random() * 200));
    return (await this.stat(key)) === null && this.write(key, bytes, options);
  }

  async delete(key: Key): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: this.bucket, Key: await this.nameOf(key) });
    await this.attempt('delete', key, () => this.sendUnlessMissing(command));
  }

  async touch({ key, modifiedMs, contentType, metadata }: DescribedEntry): Promise<void> {
    if (this.nowMs() - modifiedMs < TOUCH_AFTER_MS) return;
    const name = await this.nameOf(key);
    const command = new CopyObjectCommand({
      Bucket: this.bucket,
      Key: name,
      CopySource: `${this.bucket}/${name}`.split('/').map(encodeURIComponent).join('/'),
      MetadataDirective: 'REPLACE', // a copy onto itself has to change something
      ContentType: contentType,
      Metadata: { ...metadata },
    });
    await this.attempt('touch', key, () => this.sendUnlessMissing(command));
  }

  async url(key: Key, seconds: number): Promise<string> {
    checkLinkSeconds(seconds);
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: await this.nameOf(key) });
    return this.attempt('read', key, () =>
      getSignedUrl(this.client.s3, command, { expiresIn: seconds }),
    );
  }

  /** Entries in the order of the objects' names, asking for the next page while one is looked at. */
  private async *listed(prefix: string): AsyncIterable<Entry> {
    let next: Promise<ListObjectsV2CommandOutput> | null = this.page(prefix, undefined);
    while (next !== null) {
      const page: ListObjectsV2CommandOutput = await next;
      next = page.NextContinuationToken ? this.page(prefix, page.NextContinuationToken) : null;
      next?.catch(() => {}); // told when it is awaited, if it is
      for (const { Key: encoded = '', Size, LastModified, ETag } of page.Contents ?? []) {
        const listed = page.EncodingType === 'url' ? decodeName(encoded) : encoded;
        const name = listed.slice(this.prefix.length);
        const key = keyOrNull(name);
        if (key === null || isHidden(key)) continue;
        if (key === name)
          this.names.delete(key); // the NFC one has the key
        else if (compareKeys(name, key) < 0) this.names.set(key, name);
        else continue; // one of the few that compose to an earlier character, such as the Ångström sign
        yield entryOf(key, Size, LastModified, ETag);
      }
    }
  }

  private page(prefix: string, token: string | undefined): Promise<ListObjectsV2CommandOutput> {
    const command = new ListObjectsV2Command({
      Bucket: this.bucket,
      Prefix: this.prefix + prefix,
      ContinuationToken: token,
      MaxKeys: this.pageSize,
      EncodingType: 'url', // else a control character in any name would break the whole answer
    });
    return this.attempt('list', '', async () => {
      const page = await this.client.s3.send(command, limits(this.client, 0));
      if (page.Name === undefined && page.IsTruncated === undefined) {
        throw notS3(this.attempted('list', ''));
      }
      return page;
    });
  }

  /** Tries the object that has the key for its name, then the one that has it in NFD. */
  private async find<T>(key: Key, operation: (name: string) => Promise<T>): Promise<T | null> {
    const known = this.names.get(key);
    const names = known === undefined ? [...new Set([key, key.normalize('NFD')])] : [known];
    for (const name of names) {
      try {
        const found = await operation(this.prefix + name);
        if (name !== key) this.names.set(key, name);
        this.bucketIsThere = true;
        return found;
      } catch (error) {
        if (!isMissing(error)) throw await this.refusal(error, key);
      }
    }
    await this.requireBucket();
    return null;
  }

  private async readNamed(
    key: Key,
    name: string,
    signal: AbortSignal | undefined,
  ): Promise<StoredObject> {
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: name });
    const { answer, bytes } = await readObject(this.client, command, signal);
    return { ...describedEntry(key, { ...answer, ContentLength: bytes.length }), bytes };
  }

  /** A bare refusal may hide that there is nothing, unless we may list; then, and else, it is what it says. */
  private async refusal(error: unknown, key: Key): Promise<StitchError> {
    const refused = bucketError(error, this.attempted('read', key));
    const hidesAbsence = isBareRefusal(error);
    if (!hidesAbsence && !isBareBadRequest(error)) return refused;
    if (hidesAbsence && this.mayNotList) return mayBeAbsent(refused);
    try {
      const command = new ListObjectsV2Command({
        Bucket: this.bucket,
        Prefix: this.prefix + key,
        MaxKeys: 1,
      });
      await this.client.s3.send(command, limits(this.client, 0));
      return refused;
    } catch (listing) {
      if (!isBareRefusal(listing)) return bucketError(listing, this.attempted('read', key));
      this.mayNotList = true;
      return hidesAbsence ? mayBeAbsent(refused) : refused;
    }
  }

  /** A HEAD says of a missing bucket what it says of a missing key. @throws StitchError repo/not-found. */
  private async requireBucket(): Promise<void> {
    if (this.bucketIsThere) return;
    try {
      await this.client.s3.send(
        new HeadBucketCommand({ Bucket: this.bucket }),
        limits(this.client, 0),
      );
    } catch (error) {
      if (isMissing(error)) {
        const noBucket = Object.assign(new Error(), { name: 'NoSuchBucket' });
        throw bucketError(noBucket, this.attempted('read', ''));
      }
      if (!isBareRefusal(error)) throw bucketError(error, this.attempted('read', ''));
    }
    this.bucketIsThere = true;
  }

  /** The object's name: the key, or what is there by another way of writing it. */
  private async nameOf(key: Key): Promise<string> {
    const mayDiffer = !this.names.has(key) && key.normalize('NFD') !== key;
    if (mayDiffer) await this.stat(key).catch(() => null); // then the key itself
    return this.prefix + (this.names.get(key) ?? key);
  }

  /** For what is done already where there is nothing: some services say so. */
  private async sendUnlessMissing(command: DeleteObjectCommand | CopyObjectCommand): Promise<void> {
    try {
      await this.client.s3.send(command as DeleteObjectCommand, limits(this.client, 0));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  private async attempt<T>(
    verb: S3Operation['verb'],
    key: string,
    operation: () => Promise<T>,
  ): Promise<T> {
    try {
      return await operation();
    } catch (error) {
      throw bucketError(error, this.attempted(verb, key));
    }
  }

  private attempted(verb: S3Operation['verb'], key: string): S3Operation {
    const { endpoint, timeoutMs } = this.client;
    const address = key === '' ? this.address : `${this.address}/${key}`;
    return { verb, address, bucket: this.bucket, endpoint, timeoutMs };
  }
}
