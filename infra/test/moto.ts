// moto_server: an emulator of many services of AWS, which can enforce policies.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, createHmac } from 'node:crypto';
import { createServer } from 'node:net';
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
    const body = JSON.stringify(parameters);
    const type = `application/x-amz-json-${version}`;
    const headers = signed(
      url,
      service,
      body,
      { 'content-type': type, 'x-amz-target': `${target}${action}` },
      as,
    );
    const answer = await fetch(url, { method: 'POST', headers, body });
    const text = await answer.text();
    if (answer.ok) return text === '' ? {} : JSON.parse(text);
    throw new Error(`${answer.status}: ${text}`);
  }

  /** Calls IAM. @throws Error with its answer. */
  async function iam(parameters: Readonly<Record<string, string>>): Promise<string> {
    const body = new URLSearchParams({ Version: '2010-05-08', ...parameters }).toString();
    const type = 'application/x-www-form-urlencoded';
    const headers = signed(url, 'iam', body, { 'content-type': type }, OWNER);
    const answer = await fetch(url, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.text();
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

/** Signature version 4, for one region. */
function signed(
  url: string,
  service: string,
  body: string,
  headers: Readonly<Record<string, string>>,
  { accessKeyId, secretAccessKey }: Account,
): Record<string, string> {
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/us-east-1/${service}/aws4_request`;
  const all: Record<string, string> = { ...headers, host: new URL(url).host, 'x-amz-date': time };
  const names = Object.keys(all).sort();
  const sha = (text: string) => createHash('sha256').update(text).digest('hex');
  const lines = names.map((name) => `${name}:${all[name]}\n`).join('');
  const request = ['POST', '/', '', lines, names.join(';'), sha(body)].join('\n');
  const text = ['AWS4-HMAC-SHA256', time, scope, sha(request)].join('\n');
  const key = scope
    .split('/')
    .reduce<Buffer | string>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      `AWS4${secretAccessKey}`,
    );
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const Authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  const { host: _, ...sent } = all;
  return { ...sent, Authorization };
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

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await new Promise((done) => server.close(done));
  return port;
}
