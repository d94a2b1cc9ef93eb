import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import { missingError } from '../message/planner.ts';
import type { Options } from '../options/render.ts';
import { estimateBytes } from '../render/layout.ts';
import type { PreparedRender, Renderer } from '../render/renderer.ts';
import type { OutputFile } from '../render/worker/pool.ts';
import type { Key } from '../repo/repo.ts';
import { Arena } from '../util/arena.ts';
import { byteLength } from '../util/bytes.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { CompactMap } from './compact-map.ts';
import type { FileNamer } from './file-namer.ts';
import { said, unsaid } from './manifest/entries.ts';
import type { Manifest, ManifestEntry } from './manifest/manifest.ts';
import type { CampaignOutput } from './output.ts';
import type { Recipient, RecipientReader } from './recipients.ts';
import type { BadRow, Row } from './rows.ts';
import { CampaignSummary } from './summary.ts';

/** What a campaign is made with. */
export interface CampaignParts {
  readonly reader: RecipientReader;
  readonly renderer: Renderer;
  readonly options: Options;
  readonly names: FileNamer;
  readonly outlet: CampaignOutput;
  readonly manifest: Manifest;
  /** Seconds that links last; null for none. */
  readonly urlSeconds: number | null;
  /** Stops at the first row that cannot be said. */
  readonly strict: boolean;
  /** Gives up what is being made as well; its reason is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** What is to become of one row. */
interface Outcome {
  /** Without its bytes, which are known when the file is made. */
  readonly entry: ManifestEntry;
  bytes: number | null;
  /** Names its render; null where it is not said. */
  readonly hash: string | null;
  /** Whether its file is no earlier row's. */
  readonly isNew: boolean;
  /** What makes its file; null where there is none to make. */
  make: PreparedRender | null;
  /** What an earlier run told of the row, where that is the same. */
  readonly earlier: ManifestEntry | null;
}

/** Windows of rows whose files are being written while the next is made. */
const MAX_WRITING = 2;
/** Room for the tags of a window's files, most often. */
const TAGS_BYTES = 128 * 1024;
const LINKS_AT_ONCE = 16;
/** Files that are looked at together, to see whether they are there. */
const LOOKS_AT_ONCE = 32;
/** Files of a window are handed on when they have so many bytes. */
const MAX_HELD_BYTES = 3 * 1024 * 1024;

/** Renders a campaign: files into an outlet, and what became of each row into a manifest, in order. */
export class CampaignRun {
  readonly summary = new CampaignSummary();
  private readonly parts: CampaignParts;
  /** By render: the first row, and the bytes of its file. */
  private readonly renders = new CompactMap(2);
  /** Windows whose files are on their way, the first first. */
  private readonly writing: {
    readonly entries: readonly ManifestEntry[];
    readonly written: Promise<void>;
  }[] = [];
  /** Those that are not in use. */
  private readonly slabs: Arena[] = [];
  private hasEarlier = true;

  constructor(parts: CampaignParts) {
    this.parts = parts;
  }

  /**
   * Renders the rows until they end or `stop` is aborted; either way all that was begun is finished and told.
   * @param onWindow is told after each window.
   * @throws StitchError of storage, of options, and with `strict` of the first row that cannot be said; what
   * the manifest says is then done, and the next run goes on from there.
   */
  async run(
    windows: AsyncIterable<readonly (Row | BadRow)[]>,
    stop: AbortSignal,
    onWindow: () => void,
  ): Promise<void> {
    const { manifest } = this.parts;
    let failed = false;
    try {
      for await (const rows of until(stop, windows)) {
        await this.window(await this.parts.reader.read(rows));
        onWindow();
      }
      await this.settle(0);
      if (!stop.aborted) await this.commit();
    } catch (error) {
      failed = true;
      // What was written is told all the same.
      await this.settle(0).catch(() => {});
      throw error;
    } finally {
      // What failed first is what is told.
      await manifest.close().catch((error) => {
        if (!failed) throw error;
      });
    }
  }

  private async window(recipients: readonly Recipient[]): Promise<void> {
    const { renderer, options, strict, signal } = this.parts;
    const plans = recipients.map(({ plan }) => sayable(plan, options));
    const wanted = plans.flatMap((plan) => (plan instanceof StitchError ? [] : [plan]));
    const prepared = await renderer.prepare(wanted, options, { signal });
    const next = prepared[Symbol.iterator]();
    const outcomes: Outcome[] = [];
    for (const [i, recipient] of recipients.entries()) {
      const plan = plans[i]!;
      const found = plan instanceof StitchError ? plan : next.next().value!;
      outcomes.push(this.decide(recipient, found, await this.nextPrevious()));
      if (strict && outcomes.at(-1)!.entry.error !== null) break;
    }
    const before = outcomes.filter(({ earlier }) => earlier !== null);
    await mapConcurrent(before, LOOKS_AT_ONCE, (outcome) => this.keepIfThere(outcome));
    const { written } = await this.makeFiles(outcomes.filter(({ make }) => make !== null));
    const entries = outcomes.map(({ entry, bytes, hash, isNew }) => {
      const known = bytes ?? (hash === null ? null : this.renders.get(hash)![1]!);
      const told = { ...entry, url: null, bytes: known };
      this.summary.count(told, isNew);
      return told;
    });
    const refused = strict ? entries.find(({ error }) => error !== null) : undefined;
    this.writing.push({ entries, written });
    await this.settle(refused ? 0 : MAX_WRITING);
    if (refused) {
      const { code, message } = refused.error!;
      throw new StitchError(code, `row ${refused.row} (id ${refused.id}) is not said: ${message}`);
    }
  }

  /** What is to become of a row. */
  private decide(
    recipient: Recipient,
    found: PreparedRender | StitchError,
    earlier: ManifestEntry | null,
  ): Outcome {
    try {
      if (found instanceof StitchError) throw found;
      const { key: hash } = found;
      const { durationSeconds } = found.layOut();
      const { names } = this.parts;
      const { key: file, isNew: hasOwnName } = names.nameFor(recipient, hash);
      const cached = this.renders.get(hash) !== null;
      const isNew = names.areShared ? !cached : hasOwnName;
      if (!cached) this.renders.set(hash, [recipient.row, 0]);
      this.summary.warn(found.warnings);
      const entry = said(recipient, found, { file, cached, durationSeconds });
      const make = isNew ? found : null;
      return {
        entry,
        bytes: null,
        hash,
        isNew,
        make,
        earlier: isSame(earlier, entry) ? earlier : null,
      };
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      const entry = unsaid(recipient, error);
      return { entry, bytes: null, hash: null, isNew: false, make: null, earlier: null };
    }
  }

  /** Leaves a row as an earlier run left it, if its file is there and is what it was. */
  private async keepIfThere(outcome: Outcome): Promise<void> {
    const { entry, hash, make } = outcome;
    const { outlet, names } = this.parts;
    const bytes = outcome.earlier!.bytes!;
    const file = entry.file as Key;
    // A name of its own tells nothing of what is in a file: a run that was killed may have replaced it.
    const isThere =
      make === null ||
      (await (names.areShared
        ? outlet.hasSize(file, bytes)
        : outlet.hasBytes(file, await make.make())));
    if (!isThere) return;
    this.summary.kept++;
    if (make === null) return;
    outcome.make = null;
    outcome.bytes = bytes;
    if (!entry.cached) this.renders.set(hash!, [entry.row, bytes]);
  }

  /** Makes files, a few megabytes at a time, and hands them to the outlet. @returns when they are written. */
  private async makeFiles(
    outcomes: readonly Outcome[],
  ): Promise<{ readonly written: Promise<void> }> {
    let written: Promise<void> = Promise.resolve();
    for (let at = 0; at < outcomes.length; ) {
      const start = at;
      for (let bytes = 0; at < outcomes.length && bytes < MAX_HELD_BYTES; at++) {
        bytes += estimateBytes(outcomes[at]!.make!.layOut());
      }
      const slab = this.slabs.pop() ?? new Arena(TAGS_BYTES);
      const group = outcomes.slice(start, at);
      const files = await Promise.all(group.map((each) => this.makeFile(each, slab)));
      await written;
      written = this.parts.outlet.write(files).finally(() => {
        slab.reset();
        this.slabs.push(slab);
      });
      written.catch(() => {}); // thrown by settle
    }
    return { written };
  }

  private async makeFile(outcome: Outcome, slab: Arena): Promise<OutputFile> {
    const { entry, hash, make } = outcome;
    const pieces = await make!.make(slab.allocate, this.parts.signal);
    outcome.bytes = byteLength(pieces);
    if (!entry.cached) this.renders.set(hash!, [entry.row, outcome.bytes]);
    return { key: entry.file as Key, pieces };
  }

  /** Adds links to the files, which are there by now. */
  private async withLinks(entries: readonly ManifestEntry[]): Promise<readonly ManifestEntry[]> {
    const { urlSeconds, outlet } = this.parts;
    if (urlSeconds === null) return entries;
    return mapConcurrent(entries, LINKS_AT_ONCE, async (entry) => {
      const { file } = entry;
      return file === null
        ? entry
        : { ...entry, url: await outlet.repo.url(file as Key, urlSeconds) };
    });
  }

  /** Waits until at most so many windows are being written, and tells of the others. */
  private async settle(most: number): Promise<void> {
    while (this.writing.length > most) {
      const { entries, written } = this.writing.shift()!;
      try {
        await written;
      } catch (error) {
        // What comes after is not told: the next run goes on here.
        await Promise.allSettled(this.writing.splice(0).map((window) => window.written));
        throw error;
      }
      await this.parts.manifest.append(await this.withLinks(entries));
    }
  }

  private async nextPrevious(): Promise<ManifestEntry | null> {
    if (!this.hasEarlier) return null;
    const earlier = await this.parts.manifest.nextPrevious();
    if (earlier !== null) return earlier;
    await this.commit();
    return null;
  }

  private async commit(): Promise<void> {
    if (!this.hasEarlier) return;
    this.hasEarlier = false;
    await this.settle(0);
    await this.parts.manifest.commit();
  }
}

/** What comes until the signal, which need not wait for what comes next. */
async function* until<T>(stop: AbortSignal, items: AsyncIterable<T>): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  // Not a race of promises: each would be held by the one that lasts.
  let wake = () => {};
  stop.addEventListener('abort', () => wake(), { once: true });
  try {
    while (!stop.aborted) {
      const next = await new Promise<IteratorResult<T> | null>((done, fail) => {
        wake = () => done(null);
        iterator.next().then(done, fail);
      });
      if (next === null || next.done === true) return;
      yield next.value;
    }
  } finally {
    // One that waits for its next item ends only when that comes.
    void iterator.return?.();
  }
}

/** Whether an earlier run told the same of the same row. */
function isSame(earlier: ManifestEntry | null, { row, id, hash, file }: ManifestEntry): boolean {
  return (
    earlier !== null &&
    earlier.error === null &&
    earlier.row === row &&
    earlier.id === id &&
    earlier.hash === hash &&
    earlier.file === file
  );
}

/** The plan, or why it is not said. */
function sayable(plan: Plan | StitchError, { missing }: Options): Plan | StitchError {
  if (plan instanceof StitchError || missing !== 'fail') return plan;
  return missingError(plan, '') ?? plan;
}
