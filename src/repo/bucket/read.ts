import {
  ATTEMPTS,
  type BucketClient,
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  SLOWEST_BYTES_PER_SECOND,
  totalTimeoutMs,
} from './client.ts';
import { isRetryable } from './errors.ts';

/** An object: the service's answer, and all its bytes. */
export interface BucketObject {
  readonly answer: GetObjectCommandOutput;
  readonly bytes: Uint8Array;
}

/**
 * Reads an object whole, in bounded time. The client retries until an answer begins; an answer that
 * breaks off is read again here. @param signal cancels. @throws errors of the client.
 */
export async function readObject(
  client: BucketClient,
  command: GetObjectCommand,
  signal?: AbortSignal,
): Promise<BucketObject> {
  const deadline = new Deadline(totalTimeoutMs(client.timeoutMs), client.nowMs);
  signal?.addEventListener('abort', deadline.abort, { once: true });
  try {
    for (let attempt = 1; ; attempt++) {
      const answer = await client.s3.send(command, { abortSignal: deadline.signal });
      deadline.extend((answer.ContentLength ?? 0) / SLOWEST_BYTES_PER_SECOND);
      try {
        return { answer, bytes: await bodyOf(answer) };
      } catch (error) {
        if (attempt === ATTEMPTS || signal?.aborted || !isRetryable(error)) throw error;
      }
    }
  } finally {
    signal?.removeEventListener('abort', deadline.abort);
    deadline.clear();
  }
}

/** Size of one part. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Reads an object part by part, each on demand. @param sizeBytes of the whole object.
 * @throws errors of the client.
 */
export async function* readParts(
  client: BucketClient,
  object: GetObjectCommandInput,
  sizeBytes: number,
): AsyncIterable<Uint8Array> {
  for (let start = 0; start < sizeBytes; start += PART_BYTES) {
    const last = Math.min(start + PART_BYTES, sizeBytes) - 1;
    const command = new GetObjectCommand({ ...object, Range: `bytes=${start}-${last}` });
    yield (await readObject(client, command)).bytes;
  }
}

async function bodyOf({ Body, ContentLength }: GetObjectCommandOutput): Promise<Uint8Array> {
  const bytes = await Body!.transformToByteArray();
  // Some services send chunks without their total length.
  if (ContentLength === undefined || bytes.length === ContentLength) return bytes;
  throw new Error(`incomplete: ${bytes.length} of ${ContentLength} bytes arrived`);
}

/** Aborts work at a time, which may be extended. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly nowMs: () => number;
  private readonly endMs: number;
  private timer: NodeJS.Timeout;

  constructor(ms: number, nowMs: () => number) {
    this.nowMs = nowMs;
    this.endMs = nowMs() + ms;
    this.timer = setTimeout(this.abort, ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  extend(seconds: number): void {
    this.clear();
    this.timer = setTimeout(this.abort, Math.max(0, this.endMs + seconds * 1000 - this.nowMs()));
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  readonly abort = (): void => this.controller.abort();
}
