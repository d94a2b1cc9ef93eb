import {
  ATTEMPTS,
  allTriesMs,
  type BucketClient,
  GetObjectCommand,
  type GetObjectCommandInput,
  type GetObjectCommandOutput,
  SLOWEST_BYTES_PER_SECOND,
} from './client.ts';
import { isWorthAnotherTry } from './errors.ts';

/** An object: what the service says of it, and all its bytes. */
export interface ReadObject {
  readonly answer: GetObjectCommandOutput;
  readonly bytes: Uint8Array;
}

/**
 * Reads an object whole, in bounded time. The client tries again until an answer begins; what breaks off
 * in its midst is read again here. @param signal gives it up. @throws what the client throws.
 */
export async function readObject(
  client: BucketClient,
  command: GetObjectCommand,
  signal?: AbortSignal,
): Promise<ReadObject> {
  const deadline = new Deadline(allTriesMs(client.timeoutMs));
  signal?.addEventListener('abort', deadline.abort, { once: true });
  try {
    for (let attempt = 1; ; attempt++) {
      const answer = await client.s3.send(command, { abortSignal: deadline.signal });
      deadline.extend((answer.ContentLength ?? 0) / SLOWEST_BYTES_PER_SECOND);
      try {
        return { answer, bytes: await bodyOf(answer) };
      } catch (error) {
        if (attempt === ATTEMPTS || signal?.aborted || !isWorthAnotherTry(error)) throw error;
      }
    }
  } finally {
    signal?.removeEventListener('abort', deadline.abort);
    deadline.clear();
  }
}

/** What is asked for at once of an object that is read in parts. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Reads an object part by part, each when it is wanted. @param sizeBytes of the whole object.
 * @throws what the client throws.
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
  // Some services send pieces, and say nothing of their sum.
  if (ContentLength === undefined || bytes.length === ContentLength) return bytes;
  throw new Error(`incomplete: ${bytes.length} of ${ContentLength} bytes came`);
}

/** A time by which work is aborted; once it is known how much there is to do, it is given more. */
class Deadline {
  private readonly controller = new AbortController();
  private readonly endMs: number;
  private timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.endMs = Date.now() + ms;
    this.timer = setTimeout(this.abort, ms);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  extend(seconds: number): void {
    this.clear();
    this.timer = setTimeout(this.abort, Math.max(0, this.endMs + seconds * 1000 - Date.now()));
  }

  clear(): void {
    clearTimeout(this.timer);
  }

  readonly abort = (): void => this.controller.abort();
}
