import { objectMetadata } from '../object-metadata.ts';
import type { DescribedEntry, Key, WriteOptions } from '../repo.ts';
import { PutObjectCommand, requestLimits } from './client.ts';
import { etagOf } from './entry.ts';
import { bucketError, notS3, statusOf } from './errors.ts';
import { type BucketTarget, operationOn } from './target.ts';

/** An object that is to be written. */
export interface WrittenObject {
  readonly target: BucketTarget;
  readonly key: Key;
  /** Its name in the bucket. */
  readonly name: string;
  readonly stat: () => Promise<DescribedEntry | null>;
  /** Random number in [0, 1). */
  readonly random: () => number;
}

/** Writes an object as `Repo.write` does. @throws StitchError repo/…. */
export async function writeObject(
  object: WrittenObject,
  bytes: Uint8Array,
  options: WriteOptions,
): Promise<boolean> {
  const { ifAbsent, ifUnchanged } = options;
  if (ifUnchanged === undefined) {
    return put(object, bytes, options, ifAbsent ? { IfNoneMatch: '*' } : {});
  }
  const etag = etagOf(ifUnchanged) ?? '';
  if (await put(object, bytes, options, { IfMatch: etag })) return true;
  // Older versions of Ceph compare the tag without its quotes.
  if ((await object.stat())?.version !== ifUnchanged.version) return false;
  return put(object, bytes, options, { IfMatch: etag.replaceAll('"', '') });
}

type Condition = { readonly IfNoneMatch?: string; readonly IfMatch?: string };

/** Puts the object. @returns false where the condition does not hold. */
async function put(
  object: WrittenObject,
  bytes: Uint8Array,
  options: WriteOptions,
  condition: Condition,
): Promise<boolean> {
  const { target, key, name } = object;
  const { client } = target;
  const { contentType, metadata } = objectMetadata(key, options);
  const command = new PutObjectCommand({
    Bucket: target.bucket,
    Key: name,
    Body: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    ContentType: contentType,
    Metadata: metadata,
    ...condition,
  });
  try {
    const { ETag } = await client.s3.send(command, requestLimits(client, bytes.length));
    if (ETag === undefined) throw notS3(operationOn(target, 'write', key));
    return true;
  } catch (error) {
    const { ifAbsent, ifUnchanged } = options;
    const status = statusOf(error);
    const isConditional = condition.IfMatch !== undefined || condition.IfNoneMatch !== undefined;
    if (isConditional && status === 412) return false;
    if (ifUnchanged && (status === 404 || status === 409)) return false;
    // 409: a concurrent write is under way, and may yet fail.
    if (ifAbsent && status === 409) {
      await new Promise((done) => setTimeout(done, 100 + object.random() * 200));
      return (await object.stat()) === null && put(object, bytes, options, condition);
    }
    if (isConditional && status === 501) {
      // The service has no conditional writes. Concurrent writers may both win; each writes the whole value.
      const now = (await object.stat())?.version;
      return now === ifUnchanged?.version && put(object, bytes, options, {});
    }
    throw bucketError(error, operationOn(target, 'write', key));
  }
}
