// A studio over clips in memory, or in the roots that a test gives.
import { createApp } from '../../../src/http/app.ts';
import { ConcurrencyLimiter } from '../../../src/http/concurrency-limiter.ts';
import { Service } from '../../../src/http/service.ts';
import { serviceStitcher } from '../../../src/http/service-stitcher.ts';
import { addStudio } from '../../../src/http/studio/add-studio.ts';
import { type LoadedCampaign, Studio } from '../../../src/http/studio/studio.ts';
import { type LibraryRoots, rootOf } from '../../../src/library/roots.ts';
import { parseServiceOptions } from '../../../src/options/service.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { createStitcher } from '../../../src/stitcher.ts';
import { memoWorker } from '../../memo-worker.ts';
import { type Answer, type Json, twoClips } from '../service.ts';

export const ORIGIN = 'http://127.0.0.1:8080';
/** Headers of the studio's own page. */
const OWN = { 'Sec-Fetch-Site': 'same-origin', 'X-Stitch-Studio': '1' };

/** Parts of a studio. */
export interface StudioSettings {
  readonly roots?: LibraryRoots;
  readonly lang?: string;
  readonly campaign?: LoadedCampaign;
  readonly pageFolder?: string;
  readonly cors?: string;
  readonly token?: string;
}

/** Makes a studio, and a session of it. */
export async function makeStudio(settings: StudioSettings = {}) {
  const { lang = 'en', campaign = null, pageFolder = '/nowhere', cors, token } = settings;
  const roots = settings.roots ?? rootOf(await twoClips());
  const options = parseServiceOptions(
    { ...(cors && { cors }), ...(token && { token }) },
    (name) => name,
  );
  const cache = new MemoryRepo();
  const stitcher = createStitcher(roots, {
    ...serviceStitcher(options),
    cache,
    worker: memoWorker,
    mayBeEmpty: true,
  });
  const hosts = ['127.0.0.1', 'localhost'];
  const named = { roots: ['audios', 's3://clips, more'], prompts: 'asterisk' as const };
  const parts = { stitcher, roots, named, worker: memoWorker, lang, campaign, hosts, pageFolder };
  const studio = new Studio(parts);
  const app = createApp({
    ...options,
    service: new Service({
      stitcher,
      input: roots.repo,
      output: cache,
      worker: memoWorker,
      limits: options,
      keys: async () => [],
      linkSeconds: 60,
      linksToStorage: false,
      nowMs: Date.now,
      version: '1.2.3',
    }),
    limiter: new ConcurrencyLimiter(options),
    version: '1.2.3',
    maxResponseBytes: Number.POSITIVE_INFINITY,
    requestId: () => 'request',
    onResponse: () => {},
    addStudio: (to, context) => addStudio(to, context, studio),
  });
  const raw = async (path: string, init: RequestInit = {}): Promise<Answer> =>
    app.request(path.startsWith('http') ? path : `${ORIGIN}${path}`, init);
  const begin = (key: string) =>
    raw('/studio/session', {
      method: 'POST',
      headers: { ...OWN, 'Content-Type': 'application/json' },
      body: JSON.stringify({ key }),
    });
  const cookie = (await begin(studio.secret)).headers.get('Set-Cookie')!.split(';')[0]!;
  const ask = (path: string, init: RequestInit = {}) =>
    raw(`/studio/api${path}`, {
      ...init,
      headers: { ...OWN, Cookie: cookie, ...(init.headers as Record<string, string>) },
    });
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    ask(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  const put = (path: string, body: Uint8Array) =>
    ask(path, { method: 'PUT', body: body as Uint8Array<ArrayBuffer> });
  const get = async (path: string): Promise<Json> => (await ask(path)).json();
  return { studio, roots, raw, begin, cookie, ask, post, put, get };
}
