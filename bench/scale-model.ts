// Time and cost of campaigns of millions in AWS, by a formula and by a simulation of the same: docs/scale.md.
import { random } from './work.ts';

/** Speed of one function: measured by scale.ts. */
export interface Speed {
  /** For each batch, whatever its size. */
  readonly batchMs: number;
  /** For each row, with its write, whole function in use. */
  readonly rowMs: number;
}

export interface Plan {
  readonly rows: number;
  readonly rowsPerBatch: number;
  readonly batchesAtOnce: number;
  /** Parts into which S3 has split the campaign's keys. */
  readonly partitions: number;
  readonly fileBytes: number;
}

/** Of a partition of keys, a second. https://docs.aws.amazon.com/AmazonS3/latest/userguide/optimizing-performance.html */
const WRITES_A_SECOND = 3500;
/** A function that is started: Node, the zip, clips of the campaign from the cache. */
const COLD_SECONDS = 0.6;
/** From a batch's end until the next one's function is called. */
const BETWEEN_SECONDS = 0.1;
/** Reading the CSV before the first batch, and writing results and counting after the last, for a million rows. */
const AROUND_SECONDS = 10;
/** Rows that are written together: after them it is seen whether S3 has told to slow down. */
const WINDOW_ROWS = 64;

/** Dollars, us-east-1, without free tiers; to be looked up again before they are relied on. */
const PRICE = {
  write: 5e-6,
  read: 0.4e-6,
  gigabyteSecond: 1.33334e-5, // arm64
  invocation: 0.2e-6,
  transition: 25e-6,
  gigabyteMonth: 0.023,
  gigabyteSent: 0.09,
};
const MEMORY_GIGABYTES = 1769 / 1024;
/** Of a child execution: its start, the task, its end; and one in a hundred is tried again. */
const TRANSITIONS_A_BATCH = 3.01;

/** Seconds of a campaign: the slower of what functions do and what S3 takes, and what is around. */
export function expectedSeconds(plan: Plan, { batchMs, rowMs }: Speed): number {
  const { rows, rowsPerBatch, batchesAtOnce, partitions } = plan;
  const batchSeconds = (batchMs + rowMs * rowsPerBatch) / 1000 + BETWEEN_SECONDS;
  const bySpeed = (rows / rowsPerBatch / batchesAtOnce) * batchSeconds;
  const byWrites = rows / (WRITES_A_SECOND * partitions);
  return COLD_SECONDS + AROUND_SECONDS * (rows / 1e6) ** 0.5 + Math.max(bySpeed, byWrites);
}

/** Dollars of a campaign, and of a month of its storage and one sending of each file. */
export function costs(plan: Plan, { batchMs, rowMs }: Speed) {
  const { rows, rowsPerBatch, fileBytes } = plan;
  const batches = Math.ceil(rows / rowsPerBatch);
  const gigabytes = (rows * fileBytes) / 1e9;
  const seconds = (batches * batchMs + rows * rowMs) / 1000;
  return {
    // Each file, and a batch's part of the manifest as CSV and as JSON lines.
    writes: (rows + 2 * batches) * PRICE.write,
    reads: rows * PRICE.read, // who calls fetches each file once
    lambda: seconds * MEMORY_GIGABYTES * PRICE.gigabyteSecond + batches * PRICE.invocation,
    transitions: batches * TRANSITIONS_A_BATCH * PRICE.transition,
    storage: gigabytes * PRICE.gigabyteMonth,
    sending: gigabytes * PRICE.gigabyteSent,
  };
}

/**
 * A campaign, window by window: each of so many functions says its batch a window at a time, with times that vary as
 * networks do; a partition of S3 takes so many writes in each second, and a window that comes too early waits for
 * the next, as the client does that is told to slow down.
 */
export function simulate(
  plan: Plan,
  speed: Speed,
): { readonly seconds: number; readonly slowedDown: number } {
  const { rows, rowsPerBatch, batchesAtOnce, partitions } = plan;
  const next = random(20261123);
  const functions = new Queue();
  for (let i = 0; i < batchesAtOnce; i++) functions.add(COLD_SECONDS * (0.8 + 0.6 * next()), 0);
  const left = new Float64Array(Math.ceil(expectedSeconds(plan, speed) * 4) + 1000).fill(
    WRITES_A_SECOND * partitions,
  );
  let [handedOut, done, slowedDown, endsAt] = [0, 0, 0, 0];
  while (done < rows) {
    // The function that is free, or has written its window, first.
    const [at, leftOfBatch] = functions.take();
    if (leftOfBatch === 0) {
      const own = Math.min(rowsPerBatch, rows - handedOut);
      if (own === 0) continue;
      handedOut += own;
      functions.add(
        at + BETWEEN_SECONDS * (0.5 + next()) + (speed.batchMs / 1000) * varied(next),
        own,
      );
      continue;
    }
    const window = Math.min(WINDOW_ROWS, leftOfBatch);
    let written = at + ((speed.rowMs * window) / 1000) * varied(next);
    let second = Math.floor(written);
    for (let toWrite = window; toWrite > 0; second++) {
      const taken = Math.min(toWrite, left[second]!);
      left[second]! -= taken;
      toWrite -= taken;
      if (toWrite === 0) break;
      slowedDown += toWrite;
      written = second + 1 + 0.2 * next(); // waits, and comes again
    }
    done += window;
    endsAt = Math.max(endsAt, written);
    functions.add(written, leftOfBatch - window);
  }
  return { seconds: endsAt + AROUND_SECONDS * (rows / 1e6) ** 0.5, slowedDown };
}

/** Around 1, with a tail: log-normal, of mean 1. */
function varied(next: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return Math.exp(0.3 * normal - 0.045);
}

/** Times, each with a number: the earliest comes first (a binary heap). */
class Queue {
  private readonly items: [at: number, value: number][] = [];

  add(at: number, value: number): void {
    const { items } = this;
    items.push([at, value]);
    for (let i = items.length - 1; i > 0; ) {
      const parent = (i - 1) >> 1;
      if (items[parent]![0] <= items[i]![0]) break;
      [items[parent], items[i]] = [items[i]!, items[parent]!];
      i = parent;
    }
  }

  take(): [at: number, value: number] {
    const { items } = this;
    const first = items[0]!;
    const last = items.pop()!;
    if (items.length === 0) return first;
    items[0] = last;
    for (let i = 0; ; ) {
      const [left, right] = [2 * i + 1, 2 * i + 2];
      let least = i;
      if (left < items.length && items[left]![0] < items[least]![0]) least = left;
      if (right < items.length && items[right]![0] < items[least]![0]) least = right;
      if (least === i) return first;
      [items[least], items[i]] = [items[i]!, items[least]!];
      i = least;
    }
  }
}
