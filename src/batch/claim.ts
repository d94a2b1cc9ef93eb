import { hostname } from 'node:os';
import { StitchError } from '../errors.ts';
import { type Key, parseKey, type Repo, unlessRefused } from '../repo/repo.ts';
import { isRunning } from '../repo/write-whole.ts';

/** Says which campaign a place has the files of, and who is at work there. */
const CLAIM = parseKey('.stitch-campaign.json');
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
export interface Claimant {
  readonly pid: number;
  /** Milliseconds since 1970. */
  readonly nowMs: () => number;
}

interface Claim {
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
export async function claimOutlet(
  repo: Repo,
  campaign: CampaignIdentity,
  anew: boolean,
  { pid, nowMs }: Claimant,
): Promise<() => Promise<void>> {
  const before = await readClaim(repo, { pid, nowMs });
  if (before?.isAtWork) {
    throw new StitchError(
      'usage/option',
      `process ${before.claim.worker?.process} of ${before.claim.worker?.machine} is at work on a campaign in ${repo.address}; ` +
        `wait for it (a minute, if it is gone), or give --out another place`,
    );
  }
  const isAnother =
    before !== null && JSON.stringify(before.claim.campaign) !== JSON.stringify(campaign);
  if (isAnother && !anew) {
    throw new StitchError(
      'usage/option',
      `${repo.address} has the files of another campaign, ${described(before.claim.campaign)}; give --out another place, or --restart to replace its manifest`,
    );
  }
  if (anew) for (const key of MANIFESTS) await repo.delete(key);
  const worker = { machine: hostname(), process: pid };
  await writeClaim(repo, { campaign, worker });
  const renewing = setInterval(() => {
    // One that cannot be renewed is told by the work itself.
    writeClaim(repo, { campaign, worker }).catch(() => {});
  }, RENEW_MS).unref();
  return async () => {
    clearInterval(renewing);
    await writeClaim(repo, { campaign, worker: null });
  };
}

/** The place's claim, and whether its process is at work; null where there is none that can be read. */
async function readClaim(
  repo: Repo,
  { pid, nowMs }: Claimant,
): Promise<{ readonly claim: Claim; readonly isAtWork: boolean } | null> {
  const value = await unlessRefused(repo.read(CLAIM));
  if (value === null) return null;
  const claim = parseClaim(Buffer.from(value.bytes).toString());
  if (claim === null) return null;
  const { worker } = claim;
  const isHere = worker?.machine === hostname();
  const isGone = isHere && (worker.process === pid || !isRunning(worker.process));
  const isFresh = nowMs() - value.modifiedMs < GIVEN_UP_MS;
  return { claim, isAtWork: worker !== null && !isGone && isFresh };
}

function parseClaim(text: string): Claim | null {
  try {
    const { campaign, worker = null } = JSON.parse(text) as Partial<Claim>;
    const isWhole =
      typeof campaign?.input === 'string' &&
      (worker === null || (typeof worker.machine === 'string' && Number.isInteger(worker.process)));
    return isWhole ? { campaign, worker } : null;
  } catch {
    return null;
  }
}

async function writeClaim(repo: Repo, claim: Claim): Promise<void> {
  await repo.write(CLAIM, Buffer.from(`${JSON.stringify(claim)}\n`));
}

function described({ input, template }: CampaignIdentity): string {
  return `of ${input}${template === null ? '' : ` with ${JSON.stringify(template)}`}`;
}
