import { createHash } from 'node:crypto';
import { StitchError } from '../errors.ts';
import { type Key, nullIfForbidden, parseKey, type Repo } from '../repo/repo.ts';
import { type System, type SystemOverrides, systemWith } from '../util/system.ts';

/** Lock file: the campaign whose files a location holds, and the process that works there. */
const LOCK = parseKey('.stitch-campaign.json');
const MANIFESTS: readonly Key[] = [parseKey('manifest.jsonl'), parseKey('manifest/00001.jsonl')];

const RENEW_MS = 15_000;
/** Age past which a lock that was not renewed counts as abandoned. */
const ABANDONED_MS = 60_000;
/** Attempts while other processes come and go. */
const MAX_TRIES = 20;

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
  /** Distinguishes it from every other lock; earlier versions wrote none. */
  readonly token?: string | undefined;
}

/** A lock file as it was read. */
interface StoredLock {
  /** Null where the file is damaged. */
  readonly lock: Lock | null;
  readonly bytes: Uint8Array;
  /** Name of the claim to succeed it: different for each lock ever written. */
  readonly claim: Key;
  readonly hold: 'free' | 'held' | 'future';
}

/** Locks that this process holds, by what distinguishes them: another run here is a rival as well. */
const ownTokens = new Set<string>();

/**
 * Locks a location for a campaign, so that no other campaign continues its manifest, and no two processes
 * work there. Of processes that start at the same moment, one gets the lock.
 * @param replace takes the location from another campaign.
 * @returns a function that unlocks. @throws StitchError usage/option where the location belongs to another
 * campaign, or a process is at work; repo/….
 */
export async function lockCampaign(
  repo: Repo,
  campaign: CampaignIdentity,
  replace: boolean,
  overrides: Pick<SystemOverrides, 'machine' | 'pid' | 'nowMs' | 'isRunning' | 'uniqueHex'> = {},
): Promise<() => Promise<void>> {
  const system = systemWith(overrides);
  const token = system.uniqueHex();
  const worker = { machine: system.machine, process: system.pid };
  const bytes = encode({ campaign, worker, token });
  await acquire({ repo, campaign, replace, system, bytes });
  ownTokens.add(token);
  const renewal = setInterval(() => {
    // A failure to renew shows in the campaign's own writes.
    writeIfOwn(repo, bytes, bytes).catch(() => {});
  }, RENEW_MS).unref();
  return async () => {
    clearInterval(renewal);
    ownTokens.delete(token);
    await writeIfOwn(repo, bytes, encode({ campaign, worker: null, token }));
  };
}

interface Acquisition {
  readonly repo: Repo;
  readonly campaign: CampaignIdentity;
  readonly replace: boolean;
  readonly system: System;
  /** The lock to write. */
  readonly bytes: Uint8Array;
}

/**
 * Writes the lock. Where there is one to succeed, whoever creates the file of its claim may; a claim can be
 * abandoned and succeeded like a lock. Claims are deleted only once the lock has changed.
 */
async function acquire({ repo, campaign, replace, system, bytes }: Acquisition): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const first = await readLock(repo, LOCK, system);
    if (first === null) {
      if (!(await repo.write(LOCK, bytes, { ifAbsent: true }))) continue;
      if (replace) await deleteManifests(repo);
      return;
    }
    refuseHeld(repo, first, replace);
    refuseOther(repo, first, campaign, replace);
    const claims: Key[] = [];
    for (let last: StoredLock | null = first; last !== null; ) {
      refuseHeld(repo, last, replace);
      const { claim }: StoredLock = last;
      const isMine = await repo.write(claim, bytes, { ifAbsent: true });
      last = isMine ? null : await readLock(repo, claim, system);
      if (!isMine && last === null) break; // another process succeeded, and deleted its claims
      claims.push(claim);
      if (!isMine) continue;
      // The lock that was claimed may have been succeeded before this claim was made.
      const now = await nullIfForbidden(repo.read(LOCK));
      const isUnchanged = now !== null && Buffer.compare(now.bytes, first.bytes) === 0;
      if (isUnchanged) {
        if (replace) await deleteManifests(repo);
        await repo.write(LOCK, bytes);
      }
      for (const key of isUnchanged ? claims : [claim]) await deleteClaim(repo, key);
      if (isUnchanged) return;
    }
  }
  throw locked(repo, 'another process');
}

/** Deletes a claim, where that is allowed: one that stays does no harm, as no later lock has its name. */
async function deleteClaim(repo: Repo, key: Key): Promise<void> {
  try {
    await repo.delete(key);
  } catch (error) {
    if (!(error instanceof StitchError)) throw error;
  }
}

async function deleteManifests(repo: Repo): Promise<void> {
  for (const key of MANIFESTS) await repo.delete(key);
}

/** Replaces this process' lock, unless another process took it over. */
async function writeIfOwn(repo: Repo, own: Uint8Array, next: Uint8Array): Promise<void> {
  const value = await nullIfForbidden(repo.read(LOCK));
  if (value !== null && Buffer.compare(value.bytes, own) === 0) await repo.write(LOCK, next);
}

/** @param replace takes a lock over whose time is in the future, as that is no sign of life. */
function refuseHeld(repo: Repo, { lock, hold }: StoredLock, replace: boolean): void {
  if (hold === 'free' || (hold === 'future' && replace)) return;
  const { machine, process } = lock!.worker!;
  throw locked(repo, `process ${process} on ${machine}`, hold === 'future');
}

function locked(repo: Repo, holder: string, isFuture = false): StitchError {
  const remedy = isFuture
    ? 'at a time that is in the future here; check the clocks, restart to take it over'
    : 'wait for it to finish (a minute, if it was killed)';
  return new StitchError(
    'usage/option',
    `${repo.address} is locked by ${holder}${isFuture ? ' ' : '; '}${remedy}, or choose another location`,
    { details: { option: isFuture ? 'restart' : 'out' } },
  );
}

function refuseOther(
  repo: Repo,
  { lock }: StoredLock,
  campaign: CampaignIdentity,
  replace: boolean,
): void {
  if (lock === null || replace) return;
  if (JSON.stringify(lock.campaign) === JSON.stringify(campaign)) return;
  throw new StitchError(
    'usage/option',
    `${repo.address} has the files of another campaign, ${describe(lock.campaign, campaign)}; choose another location, or restart to replace its manifest`,
    { details: { option: 'restart' } },
  );
}

/** Reads a lock, and whether its process still holds it; null where there is no file. */
async function readLock(
  repo: Repo,
  key: Key,
  { machine, pid, nowMs, isRunning }: System,
): Promise<StoredLock | null> {
  const value = await nullIfForbidden(repo.read(key));
  if (value === null) return null;
  const { bytes } = value;
  const hash = createHash('sha256').update(bytes).digest('hex');
  const claim = parseKey(`.stitch-campaign-${hash.slice(0, 32)}.json`);
  const lock = parseLock(Buffer.from(bytes).toString());
  const { worker = null, token } = lock ?? {};
  if (worker === null) return { lock, bytes, claim, hold: 'free' };
  const isLocal = worker.machine === machine;
  const isOwn = worker.process === pid && !ownTokens.has(token ?? '');
  const isDead = isLocal && (isOwn || !isRunning(worker.process));
  const ageMs = nowMs() - value.modifiedMs;
  const isFuture = ageMs < -ABANDONED_MS;
  const hold = isDead || ageMs >= ABANDONED_MS ? 'free' : isFuture ? 'future' : 'held';
  return { lock, bytes, claim, hold };
}

function parseLock(text: string): Lock | null {
  try {
    const { campaign, worker = null, token } = JSON.parse(text) as Partial<Lock>;
    const isWhole =
      typeof campaign?.input === 'string' &&
      (worker === null || (typeof worker.machine === 'string' && Number.isInteger(worker.process)));
    return isWhole ? { campaign, worker, token } : null;
  } catch {
    return null;
  }
}

function encode(lock: Lock): Uint8Array {
  return Buffer.from(`${JSON.stringify(lock)}\n`);
}

function describe({ input, template, name }: CampaignIdentity, own: CampaignIdentity): string {
  const isNamedElse = input === own.input && template === own.template;
  const named = isNamedElse ? `, whose files have other names, ${JSON.stringify(name)}` : '';
  return `of ${input}${template === null ? '' : ` with ${JSON.stringify(template)}`}${named}`;
}
