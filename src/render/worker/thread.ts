// The jobs of a pool's threads. One of the two files that import workerpool.
import workerpool from 'workerpool';
import type { Pcm } from '../../audio/pcm.ts';
import type { PrepareOptions } from '../../audio/prepare.ts';
import { messageOf, StitchError } from '../../errors.ts';
import { LocalRepo } from '../../repo/local/local-repo.ts';
import { writeFiles } from '../../repo/local/write-files.ts';
import { decodeClip, encodeBlock, encodeWhole, loadDecoder, loadEncoder, prepare } from './jobs.ts';
import { type PackedFiles, type Reply, unpack } from './pool.ts';

const repos = new Map<string, LocalRepo>();

workerpool.worker({
  decode: cancellable(loadDecoder, decodeClip, ({ pcm }) => buffersOf(pcm)),
  prepare: cancellable(nothing, async (pcm: Pcm, options: PrepareOptions) =>
    shared(prepare(pcm, options)),
  ),
  encodeBlock: cancellable(loadEncoder, encodeBlock, ({ bytes }) => [bytes.buffer]),
  encodeWhole: cancellable(loadEncoder, encodeWhole, (bytes) => [bytes.buffer]),
  write: (_: Uint8Array, folder: string, files: PackedFiles) => {
    const repo = repos.get(folder) ?? new LocalRepo(folder);
    repos.set(folder, repo);
    return reply(() => writeFiles(repo, unpack(files)));
  },
});

async function nothing(): Promise<void> {}

/**
 * A job that may be cancelled. A thread that is ended while it reads a file leaves that open for as long as the process
 * lives, so it says when all is loaded: only then may it be ended. A job cancelled before that is not begun.
 */
function cancellable<A extends unknown[], T>(
  load: (...args: NoInfer<A>) => Promise<void>,
  work: (...args: A) => Promise<T>,
  transfers?: (value: T) => ArrayBufferLike[],
) {
  return async (cancelled: Uint8Array, ...args: A) => {
    try {
      await load(...args);
    } catch (error) {
      return endThread(error);
    }
    if (cancelled[0] === 1) return null;
    workerpool.workerEmit('loaded');
    return reply(() => work(...args), transfers);
  };
}

/** Ends a thread that cannot load its engines, as it never will: Node remembers that. The job fails with it. */
function endThread(error: unknown): Promise<never> {
  setImmediate(() => {
    throw error;
  });
  return new Promise(() => {});
}

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
