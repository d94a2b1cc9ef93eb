// The jobs of a pool's threads. One of the two files that import workerpool.
import workerpool from 'workerpool';
import type { Pcm } from '../../audio/pcm.ts';
import type { PrepareOptions } from '../../audio/prepare.ts';
import { messageOf, StitchError } from '../../errors.ts';
import { LocalRepo } from '../../repo/local/local-repo.ts';
import { writeFiles } from '../../repo/local/write-files.ts';
import type { BlockJob, WholeJob } from './audio-worker.ts';
import { decodeClip, encodeBlock, encodeWhole, prepare } from './jobs.ts';
import { type PackedFiles, type Reply, unpack } from './pool.ts';

const repos = new Map<string, LocalRepo>();

workerpool.worker({
  decode: (bytes: Uint8Array, name: string) =>
    reply(
      () => decodeClip(bytes, name),
      ({ pcm }) => buffersOf(pcm),
    ),
  prepare: (pcm: Pcm, options: PrepareOptions) => reply(async () => shared(prepare(pcm, options))),
  encodeBlock: (job: BlockJob) =>
    reply(
      () => encodeBlock(job),
      ({ bytes }) => [bytes.buffer],
    ),
  encodeWhole: (job: WholeJob) =>
    reply(
      () => encodeWhole(job),
      (bytes) => [bytes.buffer],
    ),
  write: (folder: string, files: PackedFiles) => {
    const repo = repos.get(folder) ?? new LocalRepo(folder);
    repos.set(folder, repo);
    return reply(() => writeFiles(repo, unpack(files)));
  },
});

/** The same sound where all threads see it: it goes from one to the other without a copy. */
function shared({ channels, sampleRateHz }: Pcm): Pcm {
  const each = channels.map((channel) => {
    const copy = new Float32Array(new SharedArrayBuffer(channel.byteLength));
    copy.set(channel);
    return copy;
  });
  return { channels: each, sampleRateHz };
}

function buffersOf({ channels }: Pcm): ArrayBufferLike[] {
  return [...new Set(channels.map(({ buffer }) => buffer))];
}

/** Errors lose their class on the way between threads, so they travel as values. */
async function reply<T>(
  work: () => Promise<T>,
  transfers: (value: T) => ArrayBufferLike[] = () => [],
): Promise<InstanceType<typeof workerpool.Transfer>> {
  try {
    const value = await work();
    const answer: Reply<T> = { value };
    return new workerpool.Transfer(answer, transfers(value));
  } catch (error) {
    const { code, details } = error instanceof StitchError ? error : { code: null, details: {} };
    const answer: Reply<T> = { error: { code, message: messageOf(error), details } };
    return new workerpool.Transfer(answer, []);
  }
}
