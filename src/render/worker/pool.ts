import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { isWav } from '../../decode/riff.ts';
import { type ErrorCode, StitchError } from '../../errors.ts';
import type { Key } from '../../repo/repo.ts';
import { HERE, type SoundMaker } from './audio-worker.ts';

declare const STITCH_WORKER: string | undefined;

/** A file of a campaign, in pieces. */
export interface OutFile {
  readonly key: Key;
  readonly pieces: readonly Uint8Array[];
}

/** Files on their way to a thread: most are views of the same few stretches of shared memory. */
export interface PackedFiles {
  readonly keys: readonly Key[];
  readonly buffers: readonly ArrayBufferLike[];
  /** For each file the number of its pieces, and for each piece the place of its buffer, offset and length. */
  readonly table: Float64Array;
}

/** What a thread answers: a value, or a StitchError's parts. */
export type Reply<T> =
  | { readonly value: T }
  | {
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly details: Readonly<Record<string, unknown>>;
      };
    };

/** Threads that make sound and write. */
export interface Pool extends SoundMaker {
  /** Writes files whole into a folder; null where there are no threads to do it. */
  readonly write: ((folder: string, files: readonly OutFile[]) => Promise<void>) | null;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** What takes a millisecond or two at the most is done where it is: of clips, short WAVs. */
const SHORT = { wavBytesToDecode: 64 * 1024, samplesToLayDown: 400_000 };
/** How long a thread whose work was given up has to end it by itself, which it cannot. */
const END_MS = 50;

/** Does everything in this thread. */
const NO_POOL: Pool = { ...HERE, write: null, close: async () => {} };

/**
 * Starts threads, each when there is first work for it. Nothing that they do depends on how many there are.
 * @param jobs how many; undefined for one a core. @param apart false lets this thread do the work itself where
 * there would be one other: that is faster, but work cannot be ended, and everything else waits for it.
 */
export function openPool(jobs = availableParallelism(), apart = false): Pool {
  // Only what was built has a file for threads to run.
  if ((jobs === 1 && !apart) || typeof STITCH_WORKER !== 'string') return NO_POOL;
  const pool = workerpool.pool(fileURLToPath(new URL(STITCH_WORKER, import.meta.url)), {
    workerType: 'thread',
    maxWorkers: jobs,
    workerTerminateTimeout: END_MS,
    // The arguments and options of this process are not theirs.
    // Their garbage is small and short-lived: without a limit it is let grow to some 50 MB each.
    workerThreadOpts: { argv: [], execArgv: [], resourceLimits: { maxYoungGenerationSizeMb: 6 } },
  });
  const run = async <T>(method: string, args: unknown[], signal?: AbortSignal): Promise<T> => {
    signal?.throwIfAborted();
    const task = pool.exec(method, args);
    const cancel = () => void task.cancel();
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      const reply = (await task) as Reply<T>;
      if ('value' in reply) return reply.value;
      const { code, message, details } = reply.error;
      throw new StitchError(code, message, { details });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
  return {
    atOnce: 2 * jobs,
    decode: (bytes, name, signal) =>
      isWav(bytes) && bytes.length <= SHORT.wavBytesToDecode
        ? HERE.decode(bytes, name)
        : run('decode', [bytes, name], signal),
    prepare: (pcm, preparing, signal) => run('prepare', [pcm, preparing], signal),
    makeBlock: (pcm, preparing, format, signal) =>
      run('makeBlock', [pcm, preparing, format], signal),
    makeWhole: (timeline, profile, title, signal) =>
      profile.container === 'wav' &&
      timeline.frames * profile.preparing.channels <= SHORT.samplesToLayDown
        ? HERE.makeWhole(timeline, profile, title)
        : run('makeWhole', [timeline, profile, title], signal),
    write: (folder, files) => run('write', [folder, pack(files)]),
    close: async () => void (await pool.terminate()),
  };
}

/** Packs files so that little has to be copied. */
function pack(files: readonly OutFile[]): PackedFiles {
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
export function unpack({ keys, buffers, table }: PackedFiles): readonly OutFile[] {
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
