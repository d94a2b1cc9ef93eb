import { StitchError } from '../errors.ts';
import { type Key, nullIfForbidden, parseKey, type Repo } from '../repo/repo.ts';
import { type System, type SystemOverrides, systemWith } from '../util/system.ts';

/** Lock file: the campaign whose files a location holds, and the process that works there. */
const LOCK = parseKey('.stitch-campaign.json');
const MANIFESTS: readonly Key[] = [parseKey('manifest.jsonl'), parseKey('manifest/00001.jsonl')];

const RENEW_MS = 15_000;
/** Age past which a lock that was not renewed counts as abandoned. */
const ABANDONED_MS = 60_000;

/** Identity of a campaign among those written to one location. */
export interface CampaignIdentity {
  readonly input: string;
  readonly template: string | null;
  readonly name: string;
}

interface Lock {
  readonly campaign: CampaignIdentity;
  /** Process at work; null when there is none. */
  readonly worker: { readonly machine: string; readonly process: number } | null;
}

/**
 * Locks a location for a campaign, so that no other campaign continues its manifest, and no two processes
 * work there.
 * @param replace takes the location from another campaign.
 * @returns a function that unlocks. @throws StitchError usage/option where the location belongs to another
 * campaign, or a process is at work; repo/….
 */
export async function lockCampaign(
  repo: Repo,
  campaign: CampaignIdentity,
  replace: boolean,
  overrides: Pick<SystemOverrides, 'machine' | 'pid' | 'nowMs' | 'isRunning'> = {},
): Promise<() => Promise<void>> {
  const system = systemWith(overrides);
  const previous = await readLock(repo, system);
  if (previous?.isHeld) {
    const { machine, process } = previous.lock.worker!;
    throw new StitchError(
      'usage/option',
      `${repo.address} is locked by process ${process} on ${machine}; ` +
        'wait for it to finish (a minute, if it was killed), or choose another location',
      { details: { option: 'out' } },
    );
  }
  const isOther =
    previous !== null && JSON.stringify(previous.lock.campaign) !== JSON.stringify(campaign);
  if (isOther && !replace) {
    throw new StitchError(
      'usage/option',
      `${repo.address} has the files of another campaign, ${describe(previous.lock.campaign)}; choose another location, or restart to replace its manifest`,
      { details: { option: 'restart' } },
    );
  }
  if (replace) for (const key of MANIFESTS) await repo.delete(key);
  const worker = { machine: system.machine, process: system.pid };
  await writeLock(repo, { campaign, worker });
  const renewal = setInterval(() => {
    // A failure to renew shows in the campaign's own writes.
    writeLock(repo, { campaign, worker }).catch(() => {});
  }, RENEW_MS).unref();
  return async () => {
    clearInterval(renewal);
    await writeLock(repo, { campaign, worker: null });
  };
}

/** Reads the lock, and whether its process still holds it; null where there is no readable lock. */
async function readLock(
  repo: Repo,
  { machine, pid, nowMs, isRunning }: System,
): Promise<{ readonly lock: Lock; readonly isHeld: boolean } | null> {
  const value = await nullIfForbidden(repo.read(LOCK));
  if (value === null) return null;
  const lock = parseLock(Buffer.from(value.bytes).toString());
  if (lock === null) return null;
  const { worker } = lock;
  const isLocal = worker?.machine === machine;
  const isDead = isLocal && (worker.process === pid || !isRunning(worker.process));
  const isFresh = nowMs() - value.modifiedMs < ABANDONED_MS;
  return { lock, isHeld: worker !== null && !isDead && isFresh };
}

function parseLock(text: string): Lock | null {
  try {
    const { campaign, worker = null } = JSON.parse(text) as Partial<Lock>;
    const isWhole =
      typeof campaign?.input === 'string' &&
      (worker === null || (typeof worker.machine === 'string' && Number.isInteger(worker.process)));
    return isWhole ? { campaign, worker } : null;
  } catch {
    return null;
  }
}

async function writeLock(repo: Repo, lock: Lock): Promise<void> {
  await repo.write(LOCK, Buffer.from(`${JSON.stringify(lock)}\n`));
}

function describe({ input, template }: CampaignIdentity): string {
  return `of ${input}${template === null ? '' : ` with ${JSON.stringify(template)}`}`;
}
