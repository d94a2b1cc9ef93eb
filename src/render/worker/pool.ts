import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { wavDecoder } from '../../decode/wav.ts';
import { type ErrorCode, type ErrorDetails, StitchError } from '../../errors.ts';
import type { OutputFile } from '../../repo/local/write-files.ts';
import type { Key } from '../../repo/repo.ts';
import { abortable } from '../../util/single-flight.ts';
import type { AudioWorker } from './audio-worker.ts';
import { inlineWorker } from './inline.ts';

declare const STITCH_WORKER: string | undefined;

/** Files on their way to a thread: most are views of the same few stretches of shared memory. */
export interface PackedFiles {
  readonly keys: readonly Key[];
  readonly buffers: readonly ArrayBufferLike[];
  /** For each file the number of its pieces, and for each piece the place of its buffer, offset and length. */
  readonly table: Float64Array;
}

/** The answer of a thread: a value, a StitchError's parts, or the message of an unexpected failure. */
export type Reply<T> =
  | { readonly value: T }
  | {
      readonly error: {
        /** Null for what is not a StitchError. */
        readonly code: ErrorCode | null;
        readonly message: string;
        readonly details: ErrorDetails;
      };
    };

/** Threads that do audio jobs and write files. */
export interface WorkerPool extends AudioWorker {
  /** Writes files whole into a folder; null where there are no threads to do it. */
  readonly write: ((folder: string, files: readonly OutputFile[]) => Promise<void>) | null;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Clips that are decoded here, as that takes no longer than to send them to a thread: short WAVs. */
const MAX_INLINE_WAV_BYTES = 64 * 1024;
/** Grace period before a cancelled thread is terminated. */
const TERMINATE_MS = 50;

/** Does everything in this thread. */
const NO_POOL: WorkerPool = { ...inlineWorker, write: null, close: async () => {} };

/**
 * Starts threads, each when there is first work for it. Nothing that they do depends on how many there are.
 * @param jobs how many; undefined for one a core. @param separate false lets this thread do the work itself
 * where there would be one other: that is faster, but work cannot be ended, and everything else waits for it.
 */
export function openWorkerPool(
  jobs = availableParallelism(),
  separate: 'separate' | 'inline' = 'inline',
): WorkerPool {
  // Only what was built has a file for threads to run.
  if ((jobs === 1 && separate === 'inline') || typeof STITCH_WORKER !== 'string') return NO_POOL;
  const pool = workerpool.pool(fileURLToPath(new URL(STITCH_WORKER, import.meta.url)), {
    workerType: 'thread',
    maxWorkers: jobs,
    workerTerminateTimeout: TERMINATE_MS,
    // The arguments and options of this process are not theirs.
    // Their garbage is small and short-lived: without a limit it grows to some 50 MB each.
    workerThreadOpts: { argv: [], execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 6 } },
  });
  // A job cancelled while workerpool waits for the threads to end would make it wait for ever.
  let isClosing = false;
  const run = async <T>(method: string, args: unknown[], signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    // A thread is ended only once it has said that it is loaded; before that it looks here.
    const cancelled = new Uint8Array(new SharedArrayBuffer(1));
    let isLoaded = false;
    const cancel = () => {
      cancelled[0] = 1;
      if (isLoaded && !isClosing) task.cancel();
    };
    const onLoaded = () => {
      isLoaded = true;
      if (signal?.aborted) cancel();
    };
    const task = pool.exec(method, [cancelled, ...args], { on: onLoaded });
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      return unwrap((await abortable(Promise.resolve(task), signal)) as Reply<T>);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
  return {
    concurrency: 2 * jobs,
    decode: (bytes, name, signal) =>
      bytes.length <= MAX_INLINE_WAV_BYTES && wavDecoder.recognizes(bytes, name)
        ? inlineWorker.decode(bytes, name)
        : run('decode', [bytes, name], signal),
    prepare: (pcm, options, signal) => run('prepare', [pcm, options], signal),
    encodeBlock: (job, signal) => run('encodeBlock', [job], signal),
    encodeWhole: (job, signal) => run('encodeWhole', [job], signal),
    write: (folder, files) => run('write', [folder, pack(files)]),
    close: async () => {
      isClosing = true;
      await pool.terminate();
    },
  };
}

function unwrap<T>(reply: Reply<T>): T {
  if ('value' in reply) return reply.value;
  const { code, message, details } = reply.error;
  throw code === null ? new Error(message) : new StitchError(code, message, { details });
}

/** Packs files so that little has to be copied. */
function pack(files: readonly OutputFile[]): PackedFiles {
  const places = new Map<ArrayBufferLike, number>();
  const table: number[] = [];
  for (const { pieces } of files) {
    table.push(pieces.length);
    for (const { buffer, byteOffset, byteLength } of pieces) {
      let place = places.get(buffer);
      if (place === undefined) {
        place = places.size;
        places.set(buffer, place);
      }
      table.push(place, byteOffset, byteLength);
    }
  }
  const keys = files.map(({ key }) => key);
  return { keys, buffers: [...places.keys()], table: Float64Array.from(table) };
}

/** Unpacks what `pack` made. */
export function unpack({ keys, buffers, table }: PackedFiles): readonly OutputFile[] {
  let at = 0;
  return keys.map((key) => {
    const pieces = Array.from({ length: table[at++]! }, () => {
      const piece = new Uint8Array(buffers[table[at]!]!, table[at + 1]!, table[at + 2]!);
      at += 3;
      return piece;
    });
    return { key, pieces };
  });
}
