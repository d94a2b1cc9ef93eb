// Access: signing keys in a secret, and tokens of an issuer.

import { execFileSync } from 'node:child_process';
import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { missingCommands } from '../../commands.ts';
import type { Json } from '../../http/service.ts';
import { type Lambda, startGateway } from './emulator.ts';
import { Stand } from './stand.ts';

const NEW = 'n'.repeat(40);
const OLD = 'o'.repeat(40);
let stand: Stand;

beforeAll(async () => {
  stand = await Stand.open(inject('s3Services')[0]!);
});
afterAll(() => stand.stop());

async function listening(server: Server): Promise<number> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  stand.ends({ stop: async () => void server.close() });
  return (server.address() as AddressInfo).port;
}

describe('signing keys in a secret', () => {
  it('sign and verify links of the function, also after a change', async () => {
    const secret = { AWSCURRENT: OLD as string, AWSPREVIOUS: null as string | null };
    const port = await listening(
      createHttp((request, response) => {
        let body = '';
        request.on('data', (piece) => {
          body += piece;
        });
        request.on('end', () => {
          const { SecretId, VersionStage } = JSON.parse(body);
          const text = secret[VersionStage as 'AWSCURRENT'];
          const isThere = SecretId === 'stitch/key' && text !== null;
          response.writeHead(isThere ? 200 : 400, { 'Content-Type': 'application/x-amz-json-1.1' });
          const answer = isThere
            ? { SecretString: text }
            : { __type: 'ResourceNotFoundException', Message: 'no such version' };
          response.end(JSON.stringify(answer));
        });
      }),
    );
    const env = {
      STITCH_SIGNING_KEY: '',
      STITCH_SIGNING_KEY_SECRET: 'stitch/key',
      STITCH_LINK_URL: 'https://audio.example.org/voice',
      AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    };
    const link = async (lambda: Lambda): Promise<{ url: URL; api: string }> => {
      const { url: api } = stand.ends(await startGateway(lambda, 'rest'));
      const answer = await fetch(`${api}/sign`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{"message":"hello"}',
      });
      expect(answer.status).toBe(200);
      return { url: new URL(((await answer.json()) as Json).audio_url), api };
    };
    const before = await link(await stand.start(env));
    expect(before.url.href).toMatch(/^https:\/\/audio\.example\.org\/voice\/audio\?/);
    Object.assign(secret, { AWSCURRENT: NEW, AWSPREVIOUS: OLD });
    const after = await link(await stand.start(env));
    expect((await fetch(`${after.api}/audio${before.url.search}`)).status).toBe(200);
    expect((await fetch(`${after.api}/audio${after.url.search}`)).status).toBe(200);
    const wrong = after.url.search.replace(/sig=.{4}/, 'sig=AAAA');
    expect((await fetch(`${after.api}/audio${wrong}`)).status).toBe(403);
    expect((await fetch(`${after.api}/stitch`, { method: 'POST' })).status).toBe(415);
  });
});

const lacks = missingCommands('openssl');

describe.skipIf(lacks !== null)(`tokens of an issuer${lacks === null ? '' : ` (${lacks})`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stitch-jwt-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const METHOD = 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/POST/stitch';
  let lambda: Lambda;
  let issuer: string;

  beforeAll(async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
    const made = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    execFileSync('openssl', [...made, '-keyout', key, '-out', cert, ...names], { stdio: 'pipe' });
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'one', use: 'sig', alg: 'RS256' };
    const files = { key: readFileSync(key), cert: readFileSync(cert) };
    const port = await listening(
      createHttps(files, (_request, response) => {
        response.writeHead(200, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ keys: [jwk] }));
      }),
    );
    issuer = `https://localhost:${port}`;
    const env = {
      STITCH_JWT_ISSUER: issuer,
      STITCH_JWT_AUDIENCES: 'voice,other',
      NODE_EXTRA_CA_CERTS: cert,
    };
    lambda = await stand.start(env, 'authorizer.handler');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function token(claims: object, key: KeyObject = privateKey, header: object = {}): string {
    const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
    const nowSeconds = Math.floor(Date.now() / 1000);
    const body = { iss: issuer, aud: 'voice', sub: 'ivr', exp: nowSeconds + 60, ...claims };
    const text = `${encode({ alg: 'RS256', kid: 'one', ...header })}.${encode(body)}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
  }
  const ask = (authorizationToken: string) =>
    lambda.invoke({ type: 'TOKEN', authorizationToken, methodArn: METHOD });

  it('allow their bearer the whole stage', async () => {
    expect(await ask(`Bearer ${token({})}`)).toEqual({
      answer: {
        principalId: 'ivr',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'execute-api:Invoke',
              Resource: 'arn:aws:execute-api:eu-west-1:123456789012:abc/prod/*',
            },
          ],
        },
      },
    });
  });

  it.each([
    ['of another issuer', () => token({ iss: 'https://evil.example.org' })],
    ['for another audience', () => token({ aud: 'someone' })],
    ['past its time', () => token({ exp: 1 })],
    [
      'signed by another',
      () => token({}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
    ],
    [
      'without a signature',
      () => `${token({}, privateKey, { alg: 'none' }).split('.').slice(0, 2).join('.')}.`,
    ],
    ['that is none', () => 'x'],
  ])('keep out who brings one %s', async (_what, make) => {
    expect(await ask(`Bearer ${make()}`)).toMatchObject({
      error: { errorMessage: 'Unauthorized' },
    });
  });
});
