import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { type Lambda, startGateway } from '../../test/aws/lambda/emulator.ts';
import type { Stand } from '../../test/aws/lambda/stand.ts';
import type { Account } from '../../test/servers/s3-server.ts';

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

/** Environment with an account's credentials. */
export function environmentOf(account: Account): Record<string, string> {
  return {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
  };
}

/** Starts a function with a URL of its own, to which its links lead, as in infra/links.ts. */
export async function startWithLinks(stand: Stand, env: Readonly<Record<string, string>>) {
  let lambda: Lambda;
  const invoke: Lambda['invoke'] = (...of) => lambda.invoke(...of);
  const { url } = stand.ends(await startGateway({ invoke }, 'url'));
  lambda = await stand.start({ ...env, STITCH_OUTPUT_PREFIX: '', STITCH_LINK_URL: url });
  return { lambda, url };
}

/** Forwards a request. */
export function forward({ method, headers }: IncomingMessage, body: Buffer, url: string) {
  const { connection: _, 'content-length': __, ...sent } = headers as Record<string, string>;
  const more = body.length > 0 ? { body: Uint8Array.from(body) } : {};
  return fetch(url, { method: method!, headers: sent, ...more });
}
