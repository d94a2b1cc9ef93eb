// What the threads of a pool run. One of the two files that import workerpool.
import workerpool from 'workerpool';
import type { Pcm } from '../../audio/pcm.ts';
import type { Preparing } from '../../audio/prepare.ts';
import type { Timeline } from '../../audio/timeline.ts';
import { messageOf, StitchError } from '../../errors.ts';
import type { Mp3Format } from '../../codec/mp3/format.ts';
import type { Profile } from '../profile.ts';
import { LocalRepo } from '../../repo/local/local-repo.ts';
import { decodeClip, makeBlock, makeWhole, prepare } from './jobs.ts';
import { writeInto } from '../../campaign/output.ts';
import { type PackedFiles, type Reply, unpack } from './pool.ts';

const repos = new Map<string, LocalRepo>();

workerpool.worker({
  decode: (bytes: Uint8Array, name: string) =>
    reply(
      () => decodeClip(bytes, name),
      ({ pcm }) => buffersOf(pcm),
    ),
  prepare: (pcm: Pcm, preparing: Preparing) => reply(async () => shared(prepare(pcm, preparing))),
  makeBlock: (pcm: Pcm, preparing: Preparing, format: Mp3Format) =>
    reply(
      () => makeBlock(pcm, preparing, format),
      ({ bytes }) => [bytes.buffer],
    ),
  makeWhole: (timeline: Timeline<Pcm>, profile: Profile, title: string) =>
    reply(
      () => makeWhole(timeline, profile, title),
      (bytes) => [bytes.buffer],
    ),
  write: (folder: string, files: PackedFiles) => {
    const repo = repos.get(folder) ?? new LocalRepo(folder);
    repos.set(folder, repo);
    return reply(() => writeInto(repo, unpack(files)));
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
    const { code, details } =
      error instanceof StitchError ? error : { code: 'internal/fault' as const, details: {} };
    const answer: Reply<T> = { error: { code, message: messageOf(error), details } };
    return new workerpool.Transfer(answer, []);
  }
}
