// An API over clips in memory, whose every answer is held to the document that it gives of itself.
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createApp, type RequestEntry } from '../../src/http/app.ts';
import { ConcurrencyLimiter } from '../../src/http/concurrency-limiter.ts';
import type { KeyProvider } from '../../src/http/links.ts';
import { openApi } from '../../src/http/openapi.ts';
import { Service, type ServiceParts } from '../../src/http/service.ts';
import { serviceStitcher } from '../../src/http/service-stitcher.ts';
import type { LibraryRoots } from '../../src/library/roots.ts';
import { parseServiceOptions, type ServiceOptions } from '../../src/options/service.ts';
import type { AudioWorker } from '../../src/render/worker/audio-worker.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';
import { createStitcher } from '../../src/stitcher.ts';
import { fixture } from '../fixtures.ts';
import { memoWorker } from '../memo-worker.ts';

export const KEYS = [
  'the key that signs, of which there is one',
  'the key that signed before this',
];
/** Public address of the API. */
const ORIGIN = 'http://voice.test';
/** Headers of a caller that wants sound. */
export const AUDIO = { Accept: 'audio/mpeg' };

/** Parsed JSON, untyped: a wrong shape fails the comparison. */
// biome-ignore lint/suspicious/noExplicitAny: the schemas of the document tell its type, and hold it to that
export type Json = any;

/** An answer of the API. */
export type Answer = Omit<Response, 'json'> & { json(): Promise<Json> };

/** The body of an answer. */
export async function json(answer: Answer | Promise<Answer>): Promise<Json> {
  return (await answer).json();
}

/** A signed link that an API makes. */
export async function signedLink(api: Api, body: object): Promise<URL> {
  return new URL((await json(api.post('/sign', body))).audio_url);
}

/** An API over clips in memory. */
export type Api = Awaited<ReturnType<typeof makeApi>>;

/** Parts of an API. */
export interface ApiSettings {
  readonly repo?: Repo;
  /** Instead of the repo. */
  readonly roots?: LibraryRoots;
  readonly cache?: Repo | null;
  readonly options?: Readonly<Record<string, unknown>>;
  /** The keys; or what gives them, `again` where those given last do not fit. */
  readonly keys?: readonly string[] | KeyProvider;
  readonly worker?: AudioWorker;
  readonly nowMs?: () => number;
  readonly hosts?: readonly string[];
  readonly maxResponseBytes?: number;
  readonly linksToStorage?: boolean;
  readonly isStopping?: () => boolean;
}

/** A repo with the two fixtures. */
export async function twoClips(): Promise<MemoryRepo> {
  const repo = new MemoryRepo();
  for (const name of ['hello.wav', 'shreeshail.wav']) {
    await repo.write(parseKey(name), fixture(`audios/${name}`));
  }
  return repo;
}

/** Makes an API. */
export async function makeApi(settings: ApiSettings = {}) {
  const options: ServiceOptions = parseServiceOptions(settings.options ?? {}, (name) => name);
  const repo = settings.repo ?? (await twoClips());
  const cache = settings.cache === undefined ? new MemoryRepo() : settings.cache;
  const { keys = KEYS, worker = memoWorker } = settings;
  const entries: RequestEntry[] = [];
  const troubles: string[] = [];
  let requests = 0;
  const stitcher = createStitcher(settings.roots ?? repo, {
    ...serviceStitcher(options),
    cache,
    worker,
    onWarning: (warning) => troubles.push(warning),
  });
  const parts: ServiceParts = {
    stitcher,
    input: settings.roots?.repo ?? repo,
    output: cache,
    worker,
    limits: options,
    langs: options.langs,
    keys: typeof keys === 'function' ? keys : async () => keys,
    linkSeconds: options.linkSeconds,
    linksToStorage: settings.linksToStorage ?? false,
    nowMs: settings.nowMs ?? Date.now,
    version: '1.2.3',
  };
  const limiter = new ConcurrencyLimiter(options);
  const app = createApp({
    ...options,
    service: new Service(parts),
    limiter,
    hosts: settings.hosts,
    isStopping: settings.isStopping,
    version: '1.2.3',
    maxResponseBytes: settings.maxResponseBytes ?? Number.POSITIVE_INFINITY,
    requestId: () => `request-${++requests}`,
    onResponse: (entry) => entries.push(entry),
  });
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await app.request(path.startsWith('http') ? path : `${ORIGIN}${path}`, init);
    await hold(path, init.method ?? 'GET', response.clone());
    return response;
  };
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return { app, ask, post, entries, troubles, limiter, repo, cache, stitcher };
}

const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
export const DOCUMENT: Json = openApi('1.2.3', ORIGIN);
ajv.addSchema({ $id: 'doc', components: DOCUMENT.components });

/** Holds an answer to the document. @throws Error for one that it does not have. */
async function hold(path: string, method: string, response: Response): Promise<void> {
  const { pathname } = new URL(path.startsWith('http') ? path : `${ORIGIN}${path}`);
  const operations = DOCUMENT.paths[pathname];
  const operation =
    operations?.[method.toLowerCase()] ?? (method === 'HEAD' ? operations?.get : undefined);
  const type = (response.headers.get('content-type') ?? '').split(';')[0]!;
  if (operation === undefined) {
    // Not a route, or not with this method; 204 is a preflight's.
    if (![204, 400, 403, 404, 405, 503].includes(response.status))
      throw new Error(`${method} ${pathname}: ${response.status}`);
    if (response.status !== 204) check('Problem', await response.json());
    return;
  }
  const known = operation.responses[response.status];
  if (known === undefined) {
    throw new Error(`${method} ${pathname} answers ${response.status}, which is not documented`);
  }
  if (known?.content === undefined || method === 'HEAD') return;
  const content = known.content[type];
  if (content === undefined) throw new Error(`${pathname} ${response.status} has ${type}`);
  const name = content.schema.$ref?.split('/').at(-1);
  if (name !== undefined) check(name, await response.json());
}

function check(name: string, value: unknown): void {
  const validate = ajv.getSchema(`doc#/components/schemas/${name}`)!;
  if (!validate(value)) {
    throw new Error(`${name}: ${ajv.errorsText(validate.errors)}: ${JSON.stringify(value)}`);
  }
}
