// A library in a bucket: what listing it and learning its words cost, in time and memory, and what a second
// message asks of the bucket. On the S3 service that the tests use, started for it on loopback.
//   npm run bench:bucket [clips]
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { formatTable } from '../src/cli/report/table.ts';
import { BucketRepo } from '../src/repo/bucket/bucket-repo.ts';
import { MemoryRepo } from '../src/repo/memory.ts';
import { type Entry, type ListOptions, parseKey } from '../src/repo/repo.ts';
import { createStitcher } from '../src/stitcher.ts';
import { mapConcurrent } from '../src/util/concurrency.ts';
import { encodeWav } from '../test/fixtures.ts';
import { startServers } from '../test/servers/s3-server.ts';

const clips = Number(process.argv[2] ?? 20_000);
const { servers, lacks } = await startServers();
const { name, endpoint, owner: credentials } = servers[0]!;
const bucket = 'bench';
const s3 = new S3Client({ endpoint, forcePathStyle: true, region: 'us-east-1', credentials });
await s3.send(new CreateBucketCommand({ Bucket: bucket }));

/** Counts what is asked of the bucket. */
class CountingRepo extends BucketRepo {
  entries = 0;
  lists = 0;
  reads = 0;

  override async *list(prefix?: string, options?: ListOptions): AsyncIterable<Entry> {
    this.lists++;
    for await (const entry of super.list(prefix, options)) {
      this.entries++;
      peak();
      yield entry;
    }
  }

  override read(key: Parameters<BucketRepo['read']>[0]) {
    this.reads++;
    return super.read(key);
  }
}

const repo = new CountingRepo(bucket, 'clips', { endpoint, credentials });
const sound = encodeWav({
  channels: [new Float32Array(800).map((_, f) => Math.sin(f / 3) / 2)],
  sampleRateHz: 8000,
});
const started = performance.now();
await mapConcurrent(
  Array.from({ length: clips }, (_, i) => i),
  32,
  (i) => repo.write(parseKey(`words/${i % 100}/word${i}_spoken.wav`), sound),
);
console.log(
  `${clips} clips put into ${name}${lacks === null ? '' : ` (no radosgw: ${lacks})`} in ${seconds(started)}`,
);

let peakBytes = 0;
function peak(): void {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}
function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(2)} s`;
}

const cache = new MemoryRepo();
const message = `word7 spoken word${clips - 1} spoken, word${clips >> 1} spoken`;
const rows: string[][] = [];
async function step(what: string, work: () => Promise<unknown>): Promise<void> {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  peakBytes = before;
  Object.assign(repo, { entries: 0, lists: 0, reads: 0 });
  const start = performance.now();
  await work();
  const took = seconds(start);
  peak();
  const more = `${((peakBytes - before) / 1e6).toFixed(0)} MB`;
  rows.push([what, took, more, String(repo.lists), String(repo.entries), String(repo.reads)]);
}

await step('listing alone, streamed', async () => {
  for await (const _ of repo.list()) peak();
});
const stitcher = createStitcher(repo, { cache });
await step('listing and lexicon', () => stitcher.library('en'));
await step('first message', () => stitcher.stitch(message));
await step('second message', () => stitcher.stitch(`word${clips >> 2} spoken word7 spoken`));
await step('the first again', () => stitcher.stitch(message));
await step('another process: listing, lexicon from the cache, render cached', () =>
  createStitcher(repo, { cache }).stitch(message),
);
const shared = new BucketRepo(bucket, 'shared', { endpoint, credentials });
for (const who of ['an instance of a service', 'the next, by its listing']) {
  await step(who, () => createStitcher(repo, { cache: shared, refreshSeconds: 60 }).plan(message));
}
await stitcher.refresh();
await step('asked to list again', () => stitcher.stitch(message));

process.stdout.write(
  formatTable(
    [
      { heading: '' },
      ...['time', 'more memory', 'listings', 'entries', 'reads'].map((heading) => ({
        heading,
        right: true,
      })),
    ],
    rows,
  ),
);
await Promise.all(servers.map((server) => server.stop()));
process.exit(0);
