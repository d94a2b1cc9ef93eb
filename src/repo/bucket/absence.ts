import type { StitchError } from '../../errors.ts';
import { HeadBucketCommand, ListObjectsV2Command, requestLimits } from './client.ts';
import { bucketError, isBareBadRequest, isBareRefusal, isMissing, mayBeAbsent } from './errors.ts';
import { type BucketTarget, operationOn } from './target.ts';

/** Tells absence from a refusal or a missing bucket, which S3 answers alike; remembers what it learnt. */
export class AbsenceCheck {
  private readonly target: BucketTarget;
  private bucketExists = false;
  private isListingForbidden = false;

  constructor(target: BucketTarget) {
    this.target = target;
  }

  /** Notes that an object was found, and so that the bucket exists. */
  found(): void {
    this.bucketExists = true;
  }

  /**
   * Explains a failed read. A bare refusal may hide absence, unless listing is allowed; any other failure
   * is what it says.
   */
  async explain(error: unknown, key: string): Promise<StitchError> {
    const { client, bucket, prefix } = this.target;
    const refused = this.readError(error, key);
    const hidesAbsence = isBareRefusal(error);
    if (!hidesAbsence && !isBareBadRequest(error)) return refused;
    if (hidesAbsence && this.isListingForbidden) return mayBeAbsent(refused);
    try {
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix + key,
        MaxKeys: 1,
      });
      await client.s3.send(command, requestLimits(client, 0));
      return refused;
    } catch (listing) {
      if (!isBareRefusal(listing)) return this.readError(listing, key);
      this.isListingForbidden = true;
      return hidesAbsence ? mayBeAbsent(refused) : refused;
    }
  }

  /** Verifies the bucket: a HEAD answers alike for a missing bucket and key. @throws StitchError repo/not-found. */
  async requireBucket(): Promise<void> {
    const { client, bucket } = this.target;
    if (this.bucketExists) return;
    try {
      await client.s3.send(new HeadBucketCommand({ Bucket: bucket }), requestLimits(client, 0));
    } catch (error) {
      if (isMissing(error)) {
        throw this.readError(Object.assign(new Error(), { name: 'NoSuchBucket' }), '');
      }
      if (!isBareRefusal(error)) throw this.readError(error, '');
    }
    this.bucketExists = true;
  }

  private readError(error: unknown, key: string): StitchError {
    return bucketError(error, operationOn(this.target, 'read', key));
  }
}
