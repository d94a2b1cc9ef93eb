import { hostname } from 'node:os';
import { StitchError } from '../errors.ts';
import { isRunning } from '../repo/local/write-atomic.ts';
import { type Key, nullIfForbidden, parseKey, type Repo } from '../repo/repo.ts';

/** Says which campaign a place has the files of, and who is at work there. */
const LOCK = parseKey('.stitch-campaign.json');
const MANIFESTS: readonly Key[] = [parseKey('manifest.jsonl'), parseKey('manifest/00001.jsonl')];

/** A worker says so often that it is still there, and is given up after so long without. */
const RENEW_MS = 15_000;
const GIVEN_UP_MS = 60_000;

/** What tells a campaign from others that are sent to the same place. */
export interface CampaignIdentity {
  readonly input: string;
  readonly template: string | null;
  readonly name: string;
}

/** The process that claims a place, and its clock. */
export interface LockOwner {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

interface Lock {
  readonly campaign: CampaignIdentity;
  /** The process at work; null when there is none. */
  readonly worker: { readonly machine: string; readonly process: number } | null;
}

/**
 * Claims a place for a campaign, so that no other takes its manifest for one of its own, and no two processes
 * are at work there.
 * @param anew takes the place from another campaign.
 * @returns what ends the claim's work. @throws StitchError usage/option where another campaign has been, or
 * a process is at work; repo/….
 */
export async function lockCampaign(
  repo: Repo,
  campaign: CampaignIdentity,
  anew: boolean,
  { pid, nowMs }: LockOwner,
): Promise<() => Promise<void>> {
  const before = await readLock(repo, { pid, nowMs });
  if (before?.isAtWork) {
    throw new StitchError(
      'usage/option',
      `process ${before.lock.worker?.process} of ${before.lock.worker?.machine} is at work on a campaign in ${repo.address}; ` +
        `wait for it (a minute, if it is gone), or give --out another place`,
    );
  }
  const isAnother =
    before !== null && JSON.stringify(before.lock.campaign) !== JSON.stringify(campaign);
  if (isAnother && !anew) {
    throw new StitchError(
      'usage/option',
      `${repo.address} has the files of another campaign, ${described(before.lock.campaign)}; give --out another place, or --restart to replace its manifest`,
    );
  }
  if (anew) for (const key of MANIFESTS) await repo.delete(key);
  const worker = { machine: hostname(), process: pid };
  await writeLock(repo, { campaign, worker });
  const renewing = setInterval(() => {
    // One that cannot be renewed is told by the work itself.
    writeLock(repo, { campaign, worker }).catch(() => {});
  }, RENEW_MS).unref();
  return async () => {
    clearInterval(renewing);
    await writeLock(repo, { campaign, worker: null });
  };
}

/** The place's claim, and whether its process is at work; null where there is none that can be read. */
async function readLock(
  repo: Repo,
  { pid, nowMs }: LockOwner,
): Promise<{ readonly lock: Lock; readonly isAtWork: boolean } | null> {
  const value = await nullIfForbidden(repo.read(LOCK));
  if (value === null) return null;
  const lock = parseLock(Buffer.from(value.bytes).toString());
  if (lock === null) return null;
  const { worker } = lock;
  const isHere = worker?.machine === hostname();
  const isGone = isHere && (worker.process === pid || !isRunning(worker.process));
  const isFresh = nowMs() - value.modifiedMs < GIVEN_UP_MS;
  return { lock, isAtWork: worker !== null && !isGone && isFresh };
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

function described({ input, template }: CampaignIdentity): string {
  return `of ${input}${template === null ? '' : ` with ${JSON.stringify(template)}`}`;
}
