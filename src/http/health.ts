import { StitchError } from '../errors.ts';
import type { WarmStitcher } from '../render/warm-stitcher.ts';
import type { HealthAnswer, Probe } from './responses.ts';

/** Whether a service works. @param deep tries its storage too: lists the clips, writes and reads a small object. */
export async function healthOf(
  stitcher: WarmStitcher,
  who: Pick<HealthAnswer, 'version' | 'stage'>,
  deep: boolean,
): Promise<HealthAnswer> {
  if (!deep) return { success: true, status: 'ok', ...who };
  const [library, output] = await Promise.all([
    tried(() => stitcher.tryLibrary()),
    stitcher.canKeep ? tried(() => stitcher.tryCache()) : undefined,
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
