import type {
  About,
  Campaign,
  Checked,
  ClipList,
  Facts,
  LongTake,
  SavedTake,
  Template,
} from './api-types.ts';

const HEADERS = { 'X-Stitch-Studio': '1' };

/** An answer of the server that says why it did not do something. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.status = status;
    this.code = code;
  }
}

/** The server was not reached. */
class ServerAway extends Error {}

/** True where the server was not reached, or is not ready. An error of its storage is none of these: it gives a reason. */
export function isAway(error: unknown): boolean {
  if (!(error instanceof ApiError)) return error instanceof ServerAway;
  // A 502 without a code is of a proxy, which did not reach the server.
  const isProxy = error.status === 502 && error.code === '';
  return error.status === 503 || error.status === 504 || isProxy;
}

/** True where the same request may succeed later. */
export function isRetriable(error: unknown): boolean {
  if (!(error instanceof ApiError)) return error instanceof ServerAway;
  return error.status === 401 || error.status === 429 || error.status >= 500;
}

/** @throws ApiError for an answer that is not a success; ServerAway. */
async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, {
    ...init,
    headers: { ...HEADERS, ...init.headers },
    credentials: 'same-origin',
  }).catch((cause: Error) => {
    // A cancelled request is not a server that is away.
    if (cause.name === 'AbortError') throw cause;
    throw new ServerAway(cause.message, { cause });
  });
  if (response.ok) return response;
  const problem = await response.json().catch(() => ({}));
  const detail = problem.detail ?? `the server answered ${response.status}; look at its log`;
  throw new ApiError(response.status, problem.code ?? '', detail);
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await call(`api/${path}`, signal === undefined ? {} : { signal })).json();
}

function post(path: string, body: object, init: RequestInit = {}): Promise<Response> {
  const headers = { 'Content-Type': 'application/json', ...init.headers };
  return call(path, { ...init, method: 'POST', body: JSON.stringify(body), headers });
}

async function postJson<T>(path: string, body: object, signal?: AbortSignal): Promise<T> {
  return (await post(`api/${path}`, body, signal === undefined ? {} : { signal })).json();
}

function query(values: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined);
  return new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
}

/** A message to check or to say. */
export interface Message {
  readonly message?: string;
  readonly audio_files?: readonly string[];
  readonly values?: Readonly<Record<string, string>>;
  readonly lang: string;
  readonly format?: string;
  readonly missing?: 'silence';
}

/** A take as it is sent. */
export interface SentTake {
  readonly words: string;
  readonly lang: string;
  readonly kind: string | undefined;
  readonly seen: string | undefined;
  readonly room: number | undefined;
  readonly lost: number;
  readonly anyway: boolean;
}

/** A part of a long take that is saved as a clip. */
export interface SentPart {
  readonly start: number;
  readonly end: number;
  readonly words: string;
  readonly seen?: string;
  readonly anyway: boolean;
}

/** The studio's API. */
export const api = {
  begin: (key: string) => post('session', { key }),
  about: () => get<About>('about'),
  code: () => postJson<{ code: string }>('code', {}),
  check: (message: Message, signal: AbortSignal) => postJson<Checked>('check', message, signal),
  async say(message: Message, signal?: AbortSignal): Promise<ArrayBuffer> {
    const init = { headers: { Accept: 'audio/*' }, ...(signal && { signal }) };
    return (await post('api/stitch', message, init)).arrayBuffer();
  },
  clips: (lang: string) => get<ClipList>(`clips?${query({ lang })}`),
  clip: async (key: string) => (await call(`api/clip?${query({ key })}`)).arrayBuffer(),
  facts: async (keys: readonly string[]) =>
    (await postJson<{ facts: readonly Facts[] }>('facts', { keys })).facts,
  remove: (key: string, tag: string) => postJson<{ hidden: string }>('clips/remove', { key, tag }),
  restore: (hidden: string) => postJson<{ key: string }>('clips/restore', { hidden }),
  rename: (key: string, tag: string, words: string, lang: string) =>
    postJson<{ key: string; tag: string }>('clips/rename', { key, tag, words, lang }),
  says: (key: string, texts: readonly string[]) => postJson('clips/says', { key, texts }),
  async saveTake(take: SentTake, wav: ArrayBuffer): Promise<SavedTake> {
    const { words, lang, kind, seen, lost } = take;
    const [room, anyway] = [take.room?.toFixed(2), take.anyway ? 1 : 0];
    const asked = query({ words, lang, kind, seen, room, lost, anyway });
    return (await call(`api/takes?${asked}`, { method: 'PUT', body: wav })).json();
  },
  async openLongTake(file: File, words: number): Promise<LongTake> {
    const path = `api/long-takes?${query({ name: file.name, words })}`;
    return (await call(path, { method: 'POST', body: file })).json();
  },
  savePart: (id: string, lang: string, part: SentPart) =>
    postJson<SavedTake>('long-takes/save', { id, lang, ...part }),
  campaign: async () => (await get<{ campaign: Campaign | null }>('campaign')).campaign,
  /** Without rows, those of the open campaign are checked with another template. */
  loadCampaign: async (
    rows: { text: string; name: string } | null,
    template: Template | null,
    campaign: number | undefined,
  ) => {
    const given = rows === null ? { campaign } : { rows: rows.text, name: rows.name };
    return (await postJson<{ campaign: Campaign }>('campaign', { ...given, template })).campaign;
  },
  campaignAudio: async (row: number, campaign: number) =>
    (await post('api/campaign/audio', { row, campaign })).arrayBuffer(),
  recordingList: async (campaign: number) =>
    (await call(`api/campaign/recording-list.csv?${query({ campaign })}`)).arrayBuffer(),
};
