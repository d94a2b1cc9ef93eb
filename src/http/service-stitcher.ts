import type { ServiceOptions } from '../options/service.ts';
import type { StitcherSettings } from '../stitcher.ts';

/** A service is well again soon after its storage is. */
const COOLDOWN_MS = 5000;

/** Settings of the stitcher of a service: it stays fresh, and names no place to callers. */
export function serviceStitcher({
  refreshSeconds,
  memoryBytes,
  langs,
}: Pick<ServiceOptions, 'refreshSeconds' | 'memoryBytes' | 'langs'>): StitcherSettings {
  return { refreshSeconds, memoryBytes, langs, cooldownMs: COOLDOWN_MS, address: 'the library' };
}
