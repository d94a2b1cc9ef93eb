import { codecOf, DEFAULT_FORMAT } from '../codec/registry.ts';
import { isClipName } from '../decode/clip-names.ts';
import { StitchError } from '../errors.ts';
import type { AudioWorker } from '../render/worker/audio-worker.ts';
import type { Key, Repo } from '../repo/repo.ts';
import { abortable } from '../util/single-flight.ts';
import type { HealthAnswer, Probe } from './responses.ts';

/** Time limit of the encoder's check: a thread that cannot be started may never answer. */
const ENCODER_SECONDS = 5;

/** Storage of a service. */
export interface ServiceStorage {
  /** Repo of the clips. */
  readonly input: Repo;
  /** Repo of the cache; null: none. */
  readonly output: Repo | null;
}

/** Parts of a service that a deep check tries. */
export interface CheckedParts extends ServiceStorage {
  readonly worker: AudioWorker;
}

/**
 * Whether a service works.
 * @param deep tries its parts too: lists the clips, writes and reads a small object, encodes a short sound.
 */
export async function healthOf(
  { input, output: place, worker }: CheckedParts,
  who: Pick<HealthAnswer, 'version' | 'stage'>,
  deep: boolean,
): Promise<HealthAnswer> {
  if (!deep) return { success: true, status: 'ok', ...who };
  const [library, output, encoder] = await Promise.all([
    tried(() => probeInput(input)),
    place === null ? undefined : tried(() => probeOutput(place)),
    tried(() => probeEncoder(worker)),
  ]);
  const ok = library.ok && (output?.ok ?? true) && encoder.ok;
  const status = ok ? 'ok' : 'failing';
  return { success: ok, status, ...who, library, ...(output && { output }), encoder };
}

async function tried(work: () => Promise<void>): Promise<Probe> {
  const startedMs = performance.now();
  const took_ms = () => Math.round(performance.now() - startedMs);
  try {
    await work();
    return { ok: true, took_ms: took_ms() };
  } catch (error) {
    const code = error instanceof StitchError ? error.code : 'internal/fault';
    return { ok: false, took_ms: took_ms(), code };
  }
}

/** @throws StitchError repo/…, library/empty where there is no clip. */
async function probeInput(input: Repo): Promise<void> {
  for await (const { key } of input.list()) if (isClipName(key)) return;
  throw new StitchError('library/empty', 'the library has no clip');
}

/** Encodes a short silence as a render would. @throws StitchError request/deadline where no thread answers. */
async function probeEncoder(worker: AudioWorker): Promise<void> {
  const format = codecOf(DEFAULT_FORMAT).resolve(PROBE_OPTIONS, PROBE_RATE_HZ);
  const pcm = { channels: [new Float32Array(PROBE_RATE_HZ / 10)], sampleRateHz: PROBE_RATE_HZ };
  const { sampleRateHz, channels } = format;
  const prepare = {
    sampleRateHz,
    channels,
    trim: false,
    edgesSeconds: [0, 0],
    levelDb: false,
    fade: false,
  } as const;
  const controller = new AbortController();
  const { signal } = controller;
  const what = `the encoder did not answer within ${ENCODER_SECONDS} s`;
  const late = () => controller.abort(new StitchError('request/deadline', what));
  const timer = setTimeout(late, ENCODER_SECONDS * 1000);
  try {
    await abortable(worker.encodeBlock({ pcm, prepare, format }, signal), signal);
  } finally {
    clearTimeout(timer);
  }
}

const PROBE_RATE_HZ = 8000;
const PROBE_OPTIONS = { sampleRateHz: 'auto', bitRateKbps: 'auto', channels: 1 } as const;

/** Writes and reads a small object where renders are kept. @throws StitchError repo/…. */
export async function probeOutput(output: Repo): Promise<void> {
  const key = 'cache/health.txt' as Key;
  await output.write(key, Buffer.from('ok\n'), { durable: false });
  if ((await output.read(key)) === null) {
    const what = `${output.address}/${key} was written, and is not there`;
    throw new StitchError('repo/unavailable', what);
  }
}
