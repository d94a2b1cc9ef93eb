import { hostname } from 'node:os';
import { StitchError } from '../errors.ts';
import { type Key, parseKey, type Repo, unlessRefused } from '../repo/repo.ts';
import { isRunning } from '../repo/write-whole.ts';

/** Says which campaign a place has the files of, and who is at work there. */
const CLAIM = parseKey('.stitch-campaign.json');
const MANIFESTS: readonly Key[] = [parseKey('manifest.jsonl'), parseKey('manifest/00001.jsonl')];

interface Claim {
  readonly campaign: unknown;
  /** The process at work; null when there is none. */
  readonly worker: { readonly machine: string; readonly process: number } | null;
}

/**
 * Claims a place for a campaign, so that no other takes its manifest for one of its own.
 * @param campaign what tells it from others, as JSON. @param anew takes the place from another campaign.
 * @returns what ends the claim's work. @throws StitchError usage/option where another campaign has been, or
 * a process is at work; repo/….
 */
export async function claimOutlet(
  repo: Repo,
  campaign: unknown,
  anew: boolean,
): Promise<() => Promise<void>> {
  const before = await readClaim(repo);
  const { worker } = before ?? {};
  const isOurs = worker?.machine !== hostname() || worker.process === process.pid;
  if (worker && !isOurs && isRunning(worker.process)) {
    throw new StitchError(
      'usage/option',
      `process ${worker.process} is at work on a campaign in ${repo.address}; wait for it, or give --out another place`,
    );
  }
  const isAnother = before !== null && JSON.stringify(before.campaign) !== JSON.stringify(campaign);
  if (isAnother && !anew) {
    throw new StitchError(
      'usage/option',
      `${repo.address} has the files of another campaign, ${described(before.campaign)}; give --out another place, or --restart to replace its manifest`,
    );
  }
  if (anew) for (const key of MANIFESTS) await repo.delete(key);
  await writeClaim(repo, { campaign, worker: { machine: hostname(), process: process.pid } });
  return () => writeClaim(repo, { campaign, worker: null });
}

async function readClaim(repo: Repo): Promise<Claim | null> {
  const value = await unlessRefused(repo.read(CLAIM));
  if (value === null) return null;
  try {
    return JSON.parse(Buffer.from(value.bytes).toString()) as Claim;
  } catch {
    return null;
  }
}

async function writeClaim(repo: Repo, claim: Claim): Promise<void> {
  await repo.write(CLAIM, Buffer.from(`${JSON.stringify(claim)}\n`));
}

function described(campaign: unknown): string {
  const { input, template } = campaign as { input?: unknown; template?: unknown };
  return `of ${String(input)}${template ? ` with ${JSON.stringify(template)}` : ''}`;
}
