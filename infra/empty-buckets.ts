// Empties the buckets of a stage before its stack is destroyed, with all versions: npm run infra:empty -- --stage dev
import { parseArgs } from 'node:util';
import {
  DeleteObjectsCommand,
  GetBucketTaggingCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  S3Client,
} from '@aws-sdk/client-s3';
import { stackOutputs } from './smoke/stack-outputs.ts';
import { stageOf } from './stages.ts';

const USAGE = `usage: npm run infra:empty -- --stage <name> --yes
  or:  npm run infra:empty -- --bucket <name> [--bucket <name>] --yes

Deletes everything in the buckets of a stage, also old versions, so that its stack can be destroyed. Without --yes it
only counts. Buckets of stages that keep their data are refused, and buckets without a stage's tag.
`;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

/** Counts the versions in a bucket, and optionally deletes them. @returns their number. */
async function empty(s3: S3Client, Bucket: string, deletes: boolean): Promise<number> {
  let count = 0;
  let [KeyMarker, VersionIdMarker]: (string | undefined)[] = [];
  do {
    const page: ListObjectVersionsCommandOutput = await s3.send(
      new ListObjectVersionsCommand({ Bucket, KeyMarker, VersionIdMarker }),
    );
    const found = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    count += found.length;
    if (deletes && found.length > 0) {
      const Objects = found.map(({ Key, VersionId }) => ({ Key, VersionId }));
      const { Errors = [] } = await s3.send(
        new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }),
      );
      if (Errors[0]) throw new Error(`${Bucket}/${Errors[0].Key}: ${Errors[0].Message}`);
    }
    [KeyMarker, VersionIdMarker] = [page.NextKeyMarker, page.NextVersionIdMarker];
  } while (KeyMarker !== undefined);
  return count;
}

/** @throws Error for a stage that keeps its data. */
function refuseKept(stage: string): void {
  if (stageOf(stage).keepsData)
    throw new Error(`the stage ${stage} keeps its data (infra/stages.ts)`);
}

/** @throws Error for a bucket whose tag names no stage, or one that keeps its data. */
async function refuseForeign(s3: S3Client, Bucket: string): Promise<void> {
  const { TagSet = [] } = await s3.send(new GetBucketTaggingCommand({ Bucket })).catch((error) => {
    if (error.name === 'NoSuchTagSet') return { TagSet: [] };
    throw error;
  });
  const stage = TagSet.find(({ Key }) => Key === 'stitch-stage')?.Value;
  if (stage === undefined) throw new Error('it has no tag stitch-stage, so it is of no stage');
  refuseKept(stage);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      bucket: { type: 'string', multiple: true, default: [] },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { stage, bucket: buckets, yes } = values;
  if (values.help) return void process.stdout.write(USAGE);
  if (stage !== undefined) {
    refuseKept(stage);
    const { InputBucket, OutputBucket, LogsBucket } = await stackOutputs(stage);
    buckets.push(...[InputBucket, OutputBucket, LogsBucket].filter((each) => each !== undefined));
  } else if (buckets.length === 0) throw new Error(USAGE);
  const s3 = new S3Client({ ...(process.env.AWS_ENDPOINT_URL_S3 && { forcePathStyle: true }) });
  for (const bucket of buckets) {
    const count = await refuseForeign(s3, bucket)
      .then(() => empty(s3, bucket, yes))
      .catch(({ message }) => {
        throw new Error(`${bucket}: ${message}; check its name, AWS_REGION and the credentials`);
      });
    const result = yes ? 'deleted' : 'found; --yes deletes them';
    process.stdout.write(`${bucket}: ${count} ${count === 1 ? 'version' : 'versions'} ${result}\n`);
  }
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
