import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeClip } from '../../src/decode/registry.ts';
import type { Caller } from './caller.ts';
import { sayRows } from './campaign.ts';
import { Leftovers, RENDER } from './leftovers.ts';
import { LocalStitch } from './local-stitch.ts';
import { Skipped } from './skipped.ts';

/** Service under test. */
export interface Subject {
  readonly caller: Caller;
  /** Location of its clips: a folder or s3:// address. */
  readonly clips: string;
  /** Location of its renders; null where it cannot be cleaned up from here. */
  readonly renders: string | null;
  readonly s3Endpoint: string | undefined;
  /** ARN of the state machine of campaigns, and the location of their rows; null without one. */
  readonly campaigns: { readonly machine: string; readonly bucket: string } | null;
  /** Time limit until a new clip is known. */
  readonly patienceMs: number;
  /** Allows another version than this checkout. */
  readonly anyVersion: boolean;
  /** Cancels the checks. */
  readonly stop: AbortSignal;
}

/** A check of a service. */
export interface Check {
  readonly name: string;
  /** Check that must pass before. */
  readonly after: string | null;
  /** @returns a detail for the report. @throws Error for a failure; Skipped. */
  readonly run: () => Promise<string>;
}

const FIXTURES = ['hello.wav', 'shreeshail.wav'];
const POLL_MS = 1000;
// biome-ignore lint/suspicious/noExplicitAny: the checks themselves verify the shape of answers
type Json = any;

/** Creates the checks of a service, and the function that cleans up after them. */
export function checksOf(subject: Subject): {
  readonly checks: readonly Check[];
  readonly cleanUp: () => Promise<string>;
} {
  const { caller, clips, stop } = subject;
  // Each clip says a unique word.
  const id = [...randomBytes(8)].map((byte) => String.fromCharCode(97 + (byte % 26))).join('');
  const words = FIXTURES.map((_, i) => `smoke${id}${'ab'[i]}`);
  const message = words.join(' ');
  const recordings = new Map(
    FIXTURES.map((name, i) => [`${words[i]}.wav`, uniqueRecording(name)] as const),
  );
  let created: Json;
  let sound: Uint8Array | undefined;
  const localStitch = new LocalStitch(subject);
  const leftovers = new Leftovers(subject, localStitch);
  const pause = () => wait(POLL_MS, undefined, { signal: stop });
  /** Repeats a request until the words are known: another instance may not have listed its clips again. */
  async function untilKnown(send: () => Promise<Response>): Promise<Response> {
    for (const startedMs = Date.now(); ; await pause()) {
      const answer = await send();
      if (answer.status !== 422 || Date.now() - startedMs > subject.patienceMs) return answer;
      await answer.body?.cancel();
    }
  }
  const askJson = async (route: string, body?: object, status = 200) =>
    expectJson(await caller.ask(route, body), status);
  const askUntilKnown = async (route: string) =>
    expectJson(await untilKnown(() => caller.ask(route, { message })), 200);

  const checks: Check[] = [];
  const check = (name: string, after: string | null, run: () => Promise<string>) =>
    checks.push({ name, after, run });
  check('is up', null, async () => {
    const health = await askJson('/health');
    await leftovers.noteForeignEntries();
    return `version ${health.version}${health.stage ? `, stage ${health.stage}` : ''}`;
  });
  check('refuses callers without credentials', 'is up', async () => {
    const isOpen = caller.credentials.kind === 'none';
    // An open service gets an empty request.
    const { status } = await caller.askAnonymously('/stitch', isOpen ? {} : { message });
    const isRefused = status === 401 || status === 403;
    if (!isOpen) {
      if (isRefused) return `${status}`;
      throw new Error(`it answered ${status} to a caller without credentials`);
    }
    if (!isRefused) throw new Skipped('this service is open to anyone');
    throw new Error(`it answered ${status}; set STITCH_TOKEN to its token`);
  });
  check('finds new recordings', 'is up', async () => {
    for (const [name, bytes] of recordings) {
      stop.throwIfAborted();
      await leftovers.put(name, bytes);
      await localStitch.list();
    }
    const startedMs = Date.now();
    while (Date.now() - startedMs < subject.patienceMs) {
      const answer = await askJson('/check', { message });
      if (answer.can_be_said) return `after ${seconds(startedMs)}`;
      await pause();
    }
    throw new Error(
      `${words.join(' and ')} in ${clips} were not known after ${seconds(startedMs)}`,
    );
  });
  check('says a message', 'finds new recordings', async () => {
    const answer = await askUntilKnown('/stitch');
    if (answer.output_file !== null && !RENDER.test(answer.output_file))
      throw new Error(`it names its file ${answer.output_file}`);
    created = answer;
    if (created.cached) throw new Error('a new message was already cached');
    const files = [...recordings.keys()];
    if (created.audio_files?.join() === files.join()) return created.output_file ?? 'not kept';
    throw new Error(`it was rendered from ${created.audio_files}, not ${files}`);
  });
  check('finds it again in the cache', 'says a message', async () => {
    const again = await askUntilKnown('/stitch');
    if (again.output_file === null) throw new Skipped('this service has no cache');
    if (again.cached) return again.message;
    throw new Error(`the second answer says: ${again.message}`);
  });
  check('links to it publicly', 'says a message', async () => {
    sound = await soundOf(await caller.askLink(created.public_url));
    const { pcm } = await decodeClip(sound, 'the link’s sound');
    const length = pcm.channels[0]!.length / pcm.sampleRateHz;
    const due = (await localStitch.say(message)).durationSeconds;
    if (Math.abs(length - due) < 0.1) return `${length.toFixed(2)} s of ${pcm.sampleRateHz} Hz`;
    throw new Error(`it lasts ${length.toFixed(2)} s, not ${due.toFixed(2)} s`);
  });
  check('renders the same bytes as this checkout', 'links to it publicly', async () => {
    if (subject.anyVersion) throw new Skipped('it may run another version');
    const { bytes } = await localStitch.say(message);
    if (Buffer.compare(bytes, sound!) === 0) return `${bytes.length} bytes`;
    throw new Error('the bytes differ: the service runs another version than this checkout');
  });
  check('signs links, and refuses forged ones', 'finds new recordings', async () => {
    const link = await askUntilKnown('/sign');
    const bytes = await soundOf(await untilKnown(() => caller.askLink(link.audio_url)));
    await decodeClip(bytes, 'the signed link’s sound');
    const forged = link.audio_url.replace(/sig=./, (sig: string) =>
      sig === 'sig=A' ? 'sig=B' : 'sig=A',
    );
    const { status } = await caller.askLink(forged);
    if (status !== 403) throw new Error(`a forged link is answered ${status}, not 403`);
    return `${bytes.length} bytes; forged: 403`;
  });
  check('says three rows of a campaign', 'says a message', () =>
    sayRows(subject, leftovers, message, pause),
  );
  check('reports missing words', 'is up', async () => {
    const word = `nobody${id}`;
    const problem = await askJson('/stitch', { message: word }, 422);
    const missing = problem.missing?.map((step: Json) => step.word);
    if (problem.code === 'message/missing' && missing?.join() === word) return word;
    throw new Error(`it answered ${JSON.stringify(problem).slice(0, 200)}`);
  });
  check('refuses malformed requests', 'is up', async () => {
    const problem = await askJson('/stitch', { massage: 'x' }, 400);
    if (problem.success === false && problem.code) return problem.code;
    throw new Error(`it answered ${JSON.stringify(problem).slice(0, 200)}`);
  });
  check('has working storage', 'is up', async () => (await askJson('/health?deep=true')).status);

  return { checks, cleanUp: () => leftovers.cleanUp(message, created?.output_file ?? null) };
}

/** Recording that differs from the fixture in the low bits of its last samples, so that no cache has it. */
function uniqueRecording(name: string): Uint8Array {
  const bytes = new Uint8Array(
    readFileSync(new URL(`../../fixtures/audios/${name}`, import.meta.url)),
  );
  const noise = randomBytes(64);
  const start = bytes.length - 2 * noise.length;
  for (const [i, byte] of noise.entries()) bytes[start + 2 * i]! ^= byte & 1;
  return bytes;
}

async function soundOf(answer: Response): Promise<Uint8Array> {
  const type = answer.headers.get('content-type');
  if (answer.status !== 200 || type !== 'audio/mpeg') {
    throw new Error(
      `the link is answered ${answer.status} ${type}: ${(await answer.text()).slice(0, 200)}`,
    );
  }
  return new Uint8Array(await answer.arrayBuffer());
}

async function expectJson(answer: Response, status: number): Promise<Json> {
  const text = await answer.text();
  if (answer.status !== status) {
    throw new Error(`it answered ${answer.status}, not ${status}: ${text.slice(0, 300)}`);
  }
  try {
    const answered = JSON.parse(text);
    if (typeof answered === 'object' && answered !== null) return answered;
  } catch {
    // reported below
  }
  throw new Error(`it answered ${status} without a JSON object: ${text.slice(0, 200)}`);
}

function seconds(startedMs: number): string {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
}
