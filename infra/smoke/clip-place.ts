import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openRepo, parsePlace } from '../../src/repo/open-repo.ts';
import { parseKey } from '../../src/repo/repo.ts';

/** Puts a clip where a service finds it. @returns what takes it away, without a trace in a bucket with versions. */
export async function putClip(
  place: string,
  name: string,
  bytes: Uint8Array,
  endpoint: string | undefined,
): Promise<() => Promise<void>> {
  const parsed = parsePlace(place);
  if (parsed.kind === 'folder') {
    const repo = await openRepo(place);
    await repo.write(parseKey(name), bytes);
    return () => repo.delete(parseKey(name));
  }
  const s3 = new S3Client({ ...(endpoint !== undefined && { endpoint, forcePathStyle: true }) });
  const Bucket = parsed.bucket;
  const Key = [parsed.prefix, name].filter((part) => part !== '').join('/');
  const put = new PutObjectCommand({ Bucket, Key, Body: bytes, ContentType: 'audio/wav' });
  const { VersionId } = await s3.send(put);
  return async () => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId }));
  };
}
