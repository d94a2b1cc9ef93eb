import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { CampaignSource } from '../../campaign/campaign.ts';
import { StitchError } from '../../errors.ts';
import { ClipWriter } from '../../library/clip-writer.ts';
import type { LibraryRoots } from '../../library/roots.ts';
import type { PromptSetName } from '../../options/prompt-sets.ts';
import type { AudioWorker } from '../../render/worker/audio-worker.ts';
import type { Stitcher } from '../../stitcher.ts';
import { systemWith } from '../../util/system.ts';
import { LongTakes } from './long-takes.ts';

/** Roots as they are named on a command line. */
export interface NamedRoots {
  readonly roots: readonly string[];
  readonly prompts: PromptSetName | null;
}

/** Parts of a studio. */
export interface StudioParts {
  readonly stitcher: Stitcher;
  readonly roots: LibraryRoots;
  /** Each root as its user named it, and the set whose names the clips have. */
  readonly named: NamedRoots;
  readonly worker: AudioWorker;
  /** The language to begin with. */
  readonly lang: string;
  /** The campaign to begin with, its rows read whole. */
  readonly campaign: LoadedCampaign | null;
  /** Host names that the studio answers to. */
  readonly hosts: readonly string[];
  /** Folder of the built page. */
  readonly pageFolder: string;
}

/** A campaign in the studio. */
export interface LoadedCampaign extends CampaignSource {
  readonly rows: Uint8Array;
  readonly name: string;
}

const MAX_SESSIONS = 100;
/** Lifetime of a code for another device, which is in a picture on the screen. */
const CODE_MS = 5 * 60_000;

/** State shared by the studio's routes: its sessions, the open campaign, long takes, the writer of clips. */
export class Studio {
  readonly parts: StudioParts;
  readonly writer: ClipWriter;
  readonly longTakes: LongTakes;
  /** Counts the campaigns that were opened: the number of the one that is open. */
  campaignId = 1;
  /** In the link that the program prints. */
  readonly secret = randomBytes(24).toString('base64url');
  private opened: LoadedCampaign | null;
  private readonly sessions = new Set<string>();
  private readonly codes = new Map<string, number>();
  private listing: Promise<void> = Promise.resolve();

  constructor(parts: StudioParts) {
    this.parts = parts;
    this.opened = parts.campaign;
    this.writer = new ClipWriter(parts.roots, systemWith());
    this.longTakes = new LongTakes(parts.worker);
  }

  /** Begins a session. @param key the secret, or a code for another device, which works once. @throws StitchError request/unauthorized. */
  begin(key: string): string {
    if (!isSame(key, this.secret) && !this.takeCode(key)) {
      const what = 'this link is not of this start of the studio; open the one that it printed';
      throw new StitchError('request/unauthorized', what);
    }
    if (this.sessions.size >= MAX_SESSIONS)
      this.sessions.delete(this.sessions.values().next().value!);
    const session = randomBytes(24).toString('base64url');
    this.sessions.add(session);
    return session;
  }

  /** The campaign that is open. */
  get campaign(): LoadedCampaign | null {
    return this.opened;
  }

  /** Opens a campaign in place of the one that is open. */
  openCampaign(campaign: LoadedCampaign): void {
    this.opened = campaign;
    this.campaignId++;
  }

  has(session: string | undefined): boolean {
    return session !== undefined && this.sessions.has(session);
  }

  /** A code that lets another device in, once, within five minutes. */
  newCode(): string {
    const now = Date.now();
    for (const [code, until] of this.codes) if (until < now) this.codes.delete(code);
    const code = randomBytes(12).toString('base64url');
    this.codes.set(code, now + CODE_MS);
    return code;
  }

  /** Has the clips listed again: what was recorded is in the next message. */
  changed(): void {
    const { stitcher } = this.parts;
    const next = this.listing.then(() => stitcher.refresh());
    this.listing = next.catch(() => stitcher.expire());
  }

  /** Resolves once all that was written is listed. */
  listed(): Promise<void> {
    return this.listing;
  }

  private takeCode(key: string): boolean {
    const until = this.codes.get(key);
    this.codes.delete(key);
    return until !== undefined && until >= Date.now();
  }
}

/** Compares in constant time. */
function isSame(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => createHash('sha256').update(text).digest());
  return timingSafeEqual(x!, y!);
}
