import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../src/cli/main.ts';

const caches = mkdtempSync(join(tmpdir(), 'stitch-cli-caches-'));
let made = 0;

/** Surroundings of a command line. */
export interface World {
  readonly env?: Record<string, string>;
  readonly workingFolder?: string;
  readonly stdin?: string | Uint8Array;
  /** Gets what stops the command. */
  readonly stopper?: (stop: () => void) => void;
  /** A new one for each command line, if not said. */
  readonly cacheFolder?: string;
  readonly tty?: boolean;
  readonly now?: () => number;
  readonly nowMs?: () => number;
}

/** Runs a command line and returns what it did. */
export async function stitch(argv: readonly string[], world: World = {}) {
  const out: Uint8Array[] = [];
  const err: Uint8Array[] = [];
  const sink = (pieces: Uint8Array[]) => ({
    isTty: world.tty ?? false,
    write: async (data: string | Uint8Array) => {
      pieces.push(Buffer.from(data as string));
      return true;
    },
  });
  const code = await run(argv, {
    stdout: sink(out),
    stderr: sink(err),
    stdin: async function* () {
      yield Buffer.from(world.stdin ?? '');
    },
    onStop: (stop) => {
      world.stopper?.(stop);
      return () => {};
    },
    env: world.env ?? {},
    docsFolder: () => '/docs',
    workingFolder: world.workingFolder ?? caches,
    cacheFolder: async () => world.cacheFolder ?? join(caches, String(made++)),
    now: world.now ?? (() => 0),
    nowMs: world.nowMs ?? Date.now,
    pid: process.pid,
  });
  const bytes = Buffer.concat(out);
  return { code, bytes, stdout: bytes.toString(), stderr: Buffer.concat(err).toString() };
}
