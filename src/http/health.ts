import { isClipName } from '../decode/clip-names.ts';
import { StitchError } from '../errors.ts';
import type { Key, Repo } from '../repo/repo.ts';
import type { HealthAnswer, Probe } from './responses.ts';

/** Storage of a service. */
export interface ServiceStorage {
  /** Repo of the clips. */
  readonly input: Repo;
  /** Repo of the cache; null: none. */
  readonly output: Repo | null;
}

/** Whether a service works. @param deep tries its storage too: lists the clips, writes and reads a small object. */
export async function healthOf(
  { input, output: place }: ServiceStorage,
  who: Pick<HealthAnswer, 'version' | 'stage'>,
  deep: boolean,
): Promise<HealthAnswer> {
  if (!deep) return { success: true, status: 'ok', ...who };
  const [library, output] = await Promise.all([
    tried(() => probeInput(input)),
    place === null ? undefined : tried(() => probeOutput(place)),
  ]);
  const ok = library.ok && (output?.ok ?? true);
  const status = ok ? 'ok' : 'failing';
  return { success: ok, status, ...who, library, ...(output && { output }) };
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

/** Writes and reads a small object where renders are kept. @throws StitchError repo/…. */
export async function probeOutput(output: Repo): Promise<void> {
  const key = 'cache/health.txt' as Key;
  await output.write(key, Buffer.from('ok\n'), { durable: false });
  if ((await output.read(key)) === null) {
    const what = `${output.address}/${key} was written, and is not there`;
    throw new StitchError('repo/unavailable', what);
  }
}
