import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

/** Runs `npm run smoke` in an environment without this machine's settings. @param onOutput called with the output so far. */
export async function smoke(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onOutput: (stdout: string, child: ChildProcess) => void = () => {},
) {
  const { PATH, HOME } = process.env;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(ROOT, 'infra/smoke/main.ts'), ...args],
    {
      cwd: ROOT,
      env: { PATH, HOME, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (piece) => {
    stdout += piece;
    onOutput(stdout, child);
  });
  child.stderr.on('data', (piece) => {
    stderr += piece;
  });
  const code = await new Promise((done) => child.once('close', done));
  return { code, stdout, stderr };
}

/** Reads the whole body of a request. */
export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
