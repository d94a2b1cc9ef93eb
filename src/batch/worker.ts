// What the threads of a pool run. One of the two files that import workerpool.
import workerpool from 'workerpool';
import type { Pcm } from '../audio/pcm.ts';
import { messageOf, StitchError } from '../errors.ts';
import { encodeBlock } from '../mp3/block.ts';
import type { Mp3Format } from '../mp3/format.ts';
import { encodeWholeMp3 } from '../mp3/whole.ts';
import { LocalRepo } from '../repo/local-repo.ts';
import { writeInto } from './outlet.ts';
import { type PackedFiles, type Reply, unpack } from './pool.ts';

const repos = new Map<string, LocalRepo>();

workerpool.worker({
  encodeBlock: (pcm: Pcm, format: Mp3Format) =>
    reply(
      () => encodeBlock(pcm, format),
      ({ bytes }) => [bytes.buffer],
    ),
  encodeWholeMp3: (pcm: Pcm, format: Mp3Format, title: string) =>
    reply(
      () => encodeWholeMp3(pcm, format, title),
      (bytes) => [bytes.buffer],
    ),
  write: (folder: string, files: PackedFiles) => {
    const repo = repos.get(folder) ?? new LocalRepo(folder);
    repos.set(folder, repo);
    return reply(() => writeInto(repo, unpack(files)));
  },
});

/** Errors lose their class on the way between threads, so they travel as values. */
async function reply<T>(
  work: () => Promise<T>,
  buffersOf: (value: T) => ArrayBufferLike[] = () => [],
): Promise<InstanceType<typeof workerpool.Transfer>> {
  try {
    const value = await work();
    const answer: Reply<T> = { value };
    return new workerpool.Transfer(answer, buffersOf(value));
  } catch (error) {
    const { code, details } =
      error instanceof StitchError ? error : { code: 'internal/fault' as const, details: {} };
    const answer: Reply<T> = { error: { code, message: messageOf(error), details } };
    return new workerpool.Transfer(answer, []);
  }
}
