// moto_server: an emulator of many services of AWS, which can enforce policies.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { freePort } from '../../test/servers/radosgw.ts';
import type { Json } from './stacks.ts';

interface Account {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const OWNER: Account = { accessKeyId: 'owner', secretAccessKey: 'owner' };
const START_MS = 30_000;

/** Reason why moto cannot be started here; null where it can. */
export function motoLacks(): string | null {
  const { status } = spawnSync('moto_server', ['--help'], { stdio: 'ignore' });
  return status === 0 ? null : 'moto_server is not installed';
}

/** JSON protocols: the prefix of the action in X-Amz-Target, and the version. */
const TARGETS: Readonly<Record<string, readonly [target: string, version: string]>> = {
  secretsmanager: ['secretsmanager.', '1.1'],
  sqs: ['AmazonSQS.', '1.0'],
};

/** Starts moto on a free port of loopback. */
export async function startMoto() {
  const port = await freePort();
  const args = ['-H', '127.0.0.1', '-p', String(port)];
  const child = spawn('moto_server', args, { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await untilUp(url, child);

  /** Calls a service of the JSON protocol. @throws Error with its answer. */
  async function call(
    service: string,
    action: string,
    parameters: Json,
    as = OWNER,
  ): Promise<Json> {
    const [target, version] = TARGETS[service]!;
    const type = `application/x-amz-json-${version}`;
    const headers = { 'content-type': type, 'x-amz-target': `${target}${action}` };
    const text = await send(service, JSON.stringify(parameters), headers, { url, as });
    return text === '' ? {} : JSON.parse(text);
  }

  async function iam(parameters: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return send('iam', body, headers, { url, as: OWNER });
  }

  return {
    call,
    /** Creates a user with one policy. */
    async user(UserName: string, PolicyDocument: string): Promise<Account> {
      await iam({ Action: 'CreateUser', UserName });
      await iam({ Action: 'PutUserPolicy', UserName, PolicyName: 'own', PolicyDocument });
      const xml = await iam({ Action: 'CreateAccessKey', UserName });
      const [accessKeyId, secretAccessKey] = ['AccessKeyId', 'SecretAccessKey'].map(
        (name) => new RegExp(`<${name}>(.*?)</${name}>`).exec(xml)![1]!,
      );
      return { accessKeyId: accessKeyId!, secretAccessKey: secretAccessKey! };
    },
    /** Enforces policies from now on. */
    async enforce(): Promise<void> {
      await fetch(`${url}/moto-api/reset-auth`, { method: 'POST', body: '0' });
    },
    async stop(): Promise<void> {
      child.kill('SIGKILL');
    },
  };
}

/** Sends a signed request. @throws Error with the answer. */
async function send(
  service: string,
  body: string,
  given: Readonly<Record<string, string>>,
  { url, as: credentials }: { readonly url: string; readonly as: Account },
): Promise<string> {
  const signer = new SignatureV4({ service, region: 'us-east-1', credentials, sha256: Sha256 });
  const { host, hostname, protocol } = new URL(url);
  const request = { method: 'POST', protocol, hostname, path: '/', body };
  const { headers } = await signer.sign({ ...request, headers: { ...given, host } });
  const { host: _, ...sent } = headers;
  const answer = await fetch(url, { method: 'POST', headers: sent, body });
  const text = await answer.text();
  if (answer.ok) return text;
  throw new Error(`${answer.status}: ${text}`);
}

async function untilUp(url: string, child: ChildProcess): Promise<void> {
  for (const start = Date.now(); Date.now() - start < START_MS; ) {
    const answer = await fetch(`${url}/moto-api/`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  child.kill('SIGKILL');
  throw new Error(`moto_server did not listen at ${url} in ${START_MS} ms`);
}
