// Hostile requests and events: none causes an internal error, none reads past the library, and none leaves
// anything behind. `npm run test:slow` sends 20 times as many.
import fc from 'fast-check';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { kindOf, parseBatchEvent } from '../../src/aws/lambda/events.ts';
import type { StitchError } from '../../src/errors.ts';
import { BucketRepo } from '../../src/repo/bucket/bucket-repo.ts';
import { type Key, parseKey, type Repo } from '../../src/repo/repo.ts';
import { fixture } from '../fixtures.ts';
import { makeBucket } from '../repo/buckets.ts';
import { IS_SLOW } from '../slow.ts';
import { headers, message, path, query, raw, SEED, target } from './hostile-requests.ts';
import { KEYS, makeApi, twoClips } from './service.ts';

const RUNS = Number(process.env.STITCH_TEST_FUZZ_RUNS ?? (IS_SLOW ? 10_000 : 500));
const settings = (share: number): fc.Parameters<unknown> => ({
  numRuns: Math.ceil(RUNS * share),
  ...(SEED !== undefined && { seed: SEED }),
});

const touched = new Set<string>();
let api: Awaited<ReturnType<typeof makeApi>>;

beforeAll(async () => {
  const repo = await twoClips();
  const noted = Object.create(repo, {
    read: {
      value: (key: Key) => {
        touched.add(key);
        return repo.read(key);
      },
    },
    stat: {
      value: (key: Key) => {
        touched.add(key);
        return repo.stat(key);
      },
    },
  }) as Repo;
  api = await makeApi({
    repo: noted,
    options: { maxBodyBytes: '16K', maxSeconds: 30, memoryBytes: '4M', deadlineSeconds: 60 },
  });
});

/** Checks that hold for every answer; the harness checks it against the document besides. */
async function expectSane(response: { readonly status: number }): Promise<void> {
  expect(response.status).toBeLessThan(500);
}

const queryText = (pairs: readonly (readonly [string, string])[]) =>
  new URLSearchParams(pairs as [string, string][]).toString();

describe(`createApp, fuzzed (${RUNS} requests; STITCH_TEST_FUZZ_RUNS, STITCH_TEST_FUZZ_SEED)`, () => {
  it('answers no body or header with a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(target, headers, raw, async (to, given, bytes) => {
        const init = { method: 'POST', headers: given, body: new Uint8Array(bytes) };
        await expectSane(await api.ask(to, init));
      }),
      settings(0.6),
    );
  }, 300_000);

  it('answers no unsigned link but with 403', async () => {
    const { audio_url: url } = await (
      await api.post('/sign', { message: 'hello', gap_seconds: 1 })
    ).json();
    const link = new URL(url);
    await fc.assert(
      fc.asyncProperty(
        query,
        fc.boolean(),
        fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'OPTIONS'),
        async (pairs, keepsSignature, method) => {
          const search = queryText(pairs);
          const asked = keepsSignature ? `${link.search}&${search}` : `?${search}`;
          const response = await api.ask(`/audio${asked}`, { method });
          await expectSane(response);
          if (method === 'GET' && asked !== `${link.search}&`) expect(response.status).toBe(403);
        },
      ),
      settings(0.15),
    );
  }, 300_000);

  it('answers no query with a 5xx', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('/clips', '/health', '/openapi.json', '/nowhere'),
        query,
        async (to, pairs) => {
          await expectSane(await api.ask(`${to}?${queryText(pairs)}`));
        },
      ),
      settings(0.15),
    );
  }, 300_000);

  it('parses events or throws request/malformed', () => {
    const event = fc.oneof(
      fc.jsonValue(),
      fc.record({ Items: fc.jsonValue(), BatchInput: fc.jsonValue() }, { requiredKeys: [] }),
      fc.record({
        Items: fc.array(fc.jsonValue(), { minLength: 1 }),
        BatchInput: fc.record(
          { campaign: path, name: path, template: message },
          { requiredKeys: [] },
        ),
      }),
    );
    fc.assert(
      fc.property(event, (given) => {
        expect(['http', 'batch', 'direct', 'unknown']).toContain(kindOf(given));
        try {
          const { campaign } = parseBatchEvent(given);
          expect(campaign ?? 'x').toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
        } catch (error) {
          expect((error as StitchError).code).toBe('request/malformed');
        }
      }),
      settings(0.1),
    );
  }, 300_000);

  it('answers no event of a gateway with a 5xx', async () => {
    const service = inject('s3Services').at(-1)!;
    Object.assign(process.env, {
      STITCH_INPUT_BUCKET: await makeBucket(service),
      STITCH_OUTPUT_BUCKET: await makeBucket(service),
      STITCH_S3_ENDPOINT: service.endpoint,
      AWS_ACCESS_KEY_ID: service.owner.accessKeyId,
      AWS_SECRET_ACCESS_KEY: service.owner.secretAccessKey,
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    });
    const { STITCH_INPUT_BUCKET: bucket = '' } = process.env;
    const { endpoint, owner: credentials } = service;
    const repo = new BucketRepo(bucket, '', { endpoint, credentials });
    await repo.write(parseKey('hello.wav'), fixture('audios/hello.wav'));
    const { handler } = await import('../../src/aws/lambda/handler.ts');
    const context = { awsRequestId: 'x', getRemainingTimeInMillis: () => 60_000 } as never;
    const odd = fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.constant(undefined));
    const either = <T>(usual: fc.Arbitrary<T>) =>
      fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: odd });
    const method = either(fc.constantFrom('GET', 'POST', 'HEAD', 'TRACE', 'get', ''));
    const route = either(
      fc.constantFrom(
        '/stitch',
        '/check',
        '/audio',
        '/health',
        '//',
        '/../x',
        'x',
        '/a b',
        '/dev/stitch',
      ),
    );
    const text = either(
      fc.oneof(
        raw.map((bytes) => bytes.toString('base64')),
        fc.string(),
        fc.constant('{"message":"hello"}'),
      ),
    );
    const given = either(
      fc
        .dictionary(fc.string({ maxLength: 9 }), odd)
        .map((more) => ({ ...more, 'content-type': 'application/json' })),
    );
    const host = either(fc.constantFrom('a.example', 'a b', '', 'x:99999'));
    const common = { headers: given, body: text, isBase64Encoded: either(fc.boolean()) };
    const rest = fc.record({
      ...common,
      path: route,
      httpMethod: method,
      multiValueHeaders: odd,
      queryStringParameters: odd,
      multiValueQueryStringParameters: odd,
      resource: odd,
      pathParameters: odd,
      requestContext: either(fc.record({ domainName: host, path: route })),
    });
    const http = fc.record({
      ...common,
      rawPath: route,
      rawQueryString: either(fc.constantFrom('', 'a=1', '%', '&&')),
      cookies: odd,
      requestContext: either(
        fc.record({
          domainName: host,
          stage: either(fc.constantFrom('dev', '$default')),
          http: either(fc.record({ method })),
        }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.oneof(rest, http, fc.jsonValue()), async (event) => {
        const answer = (await handler(JSON.parse(JSON.stringify(event) ?? 'null'), context).catch(
          (error: Error) => {
            // A batch is refused by throwing.
            expect(error.name).toBe('Refused');
            return { statusCode: 400 };
          },
        )) as { statusCode?: number; status?: number };
        expect(answer.statusCode ?? answer.status ?? 200).toBeLessThan(500);
      }),
      settings(0.1),
    );
  }, 300_000);

  it('read nothing but the clips, left nothing running, and logged no key', () => {
    expect(touched).toContain('hello.wav');
    expect(['hello.wav', 'shreeshail.wav']).toEqual(expect.arrayContaining([...touched]));
    expect(api.limiter.load).toBe(0);
    expect(api.entries.every(({ status }) => status < 500)).toBe(true);
    for (const key of KEYS) expect(JSON.stringify(api.entries)).not.toContain(key);
  });
});
