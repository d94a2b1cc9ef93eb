import { describe, expect, it } from 'vitest';
import { kindOf, parseBatchEvent, parseHttpEvent } from '../../../src/aws/lambda/events.ts';

/** Code of the error that is thrown. */
function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
}

const rest = (more: object = {}) => ({
  resource: '/stitch',
  path: '/stitch',
  httpMethod: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: '{"message":"hello"}',
  isBase64Encoded: false,
  requestContext: { domainName: 'abc.execute-api.eu-west-1.amazonaws.com', path: '/prod/stitch' },
  ...more,
});
const http = (more: object = {}) => ({
  version: '2.0',
  rawPath: '/dev/stitch',
  rawQueryString: '',
  headers: {},
  requestContext: { domainName: 'abc.example', stage: 'dev', http: { method: 'POST' } },
  ...more,
});

describe('parseHttpEvent', () => {
  it('removes the prefix of a stage or custom domain, and finds the URL of the service', () => {
    const of = (event: object) => {
      const { event: parsed, baseUrl } = parseHttpEvent(event) as {
        event: { path?: string; rawPath?: string };
        baseUrl: string;
      };
      return [parsed.path ?? parsed.rawPath, baseUrl];
    };
    expect(of(rest())).toEqual(['/stitch', 'https://abc.execute-api.eu-west-1.amazonaws.com/prod']);
    const domainName = 'voice.example.org';
    const mapped = { path: '/v1/stitch', requestContext: { domainName, path: '/v1/stitch' } };
    expect(of(rest(mapped))).toEqual(['/stitch', 'https://voice.example.org/v1']);
    const proxied = { ...mapped, resource: '/{proxy+}', pathParameters: { proxy: 'stitch' } };
    expect(of(rest(proxied))).toEqual(['/stitch', 'https://voice.example.org/v1']);
    expect(of(http())).toEqual(['/stitch', 'https://abc.example/dev']);
    // The root has no slash of its own in some events.
    for (const slash of ['', '/']) {
      const root = { resource: '/', path: `/v1${slash}` };
      const context = { requestContext: { domainName, path: `/v1${slash}` } };
      expect(of(rest({ ...root, ...context }))).toEqual(['/', 'https://voice.example.org/v1']);
      expect(of(http({ rawPath: `/dev${slash}` }))).toEqual(['/', 'https://abc.example/dev']);
    }
    expect(of(http({ rawPath: '/developers' }))).toEqual(['/developers', 'https://abc.example']);
    const plain = { domainName: 'id.lambda-url.eu-west-1.on.aws', http: { method: 'GET' } };
    expect(
      of(http({ rawPath: '/health', requestContext: { ...plain, stage: '$default' } })),
    ).toEqual(['/health', 'https://id.lambda-url.eu-west-1.on.aws']);
  });

  it('ignores the body of a GET, and refuses invalid base64', () => {
    const body = (event: object) => (parseHttpEvent(event).event as { body: string | null }).body;
    expect(body(rest())).toBe('{"message":"hello"}');
    expect(body(rest({ httpMethod: 'GET' }))).toBeNull();
    expect(body(rest({ body: 'eyJ9', isBase64Encoded: true }))).toBe('eyJ9');
    expect(codeOf(() => body(rest({ body: '{"a"}', isBase64Encoded: true })))).toBe(
      'request/malformed',
    );
  });

  it('takes a base64 body of 6 MB, the limit of Lambda, and refuses one that is damaged', () => {
    const body = Buffer.alloc(4_500_000, 'x').toString('base64');
    const event = (text: string) => rest({ httpMethod: 'POST', body: text, isBase64Encoded: true });
    expect(parseHttpEvent(event(body)).event).toMatchObject({ body, isBase64Encoded: true });
    for (const end of ['=', '-', '===', 'A=A=', 'A===']) {
      const text = body + end;
      expect(codeOf(() => parseHttpEvent(event(text)))).toBe('request/malformed');
    }
  });

  it('refuses events that no request produces', () => {
    const bad = [
      rest({ path: 'stitch' }),
      rest({ httpMethod: 'TRACE' }),
      rest({ headers: { 'a b': 'x' } }),
      rest({ headers: { a: 'x\r\ny' } }),
      rest({ requestContext: { domainName: 'a b' } }),
      http({ rawPath: 5 }),
      http({ requestContext: { domainName: 'x:99999', http: { method: 'GET' } } }),
      http({ requestContext: { domainName: 'x', http: null } }),
    ];
    for (const event of bad) expect(codeOf(() => parseHttpEvent(event))).toBe('request/malformed');
  });
});

describe('kindOf', () => {
  it('classifies events by their shape', () => {
    const events = [
      rest(),
      http(),
      { Items: [] },
      { message: 'hello' },
      { audio_files: [] },
      {},
      null,
    ];
    const kinds = ['http', 'http', 'batch', 'direct', 'direct', 'unknown', 'unknown'];
    expect(events.map(kindOf)).toEqual(kinds);
  });
});

describe('parseBatchEvent', () => {
  it('limits rows to an answer below 6 MB', () => {
    const rows = (count: number, more: object = {}) => ({
      Items: Array.from({ length: count }, () => ({})),
      BatchInput: more,
    });
    expect(parseBatchEvent(rows(1000)).items.length).toBe(1000);
    for (const event of [
      rows(0),
      rows(1001),
      rows(501, { url_seconds: 60 }),
      rows(1, { campaign: 'a/b' }),
    ]) {
      expect(codeOf(() => parseBatchEvent(event))).toBe('request/malformed');
    }
    const template = { sw: 'habari {name}', hi: 'नमस्ते {name}' };
    expect(parseBatchEvent(rows(1, { template }))).toMatchObject({ template });
    expect(codeOf(() => parseBatchEvent(rows(1, { template: ['a'] })))).toBe('request/malformed');
    expect(parseBatchEvent(rows(1, { gap_seconds: 1, template: 'hello' }))).toMatchObject({
      template: 'hello',
      campaign: null,
      name: '{hash}',
      options: { gap_seconds: 1 },
    });
  });
});
