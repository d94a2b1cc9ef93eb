import { StitchError } from '../errors.ts';
import type { Plan } from '../message/plan.ts';
import { missingError } from '../message/planner.ts';
import type { Options } from '../options/render.ts';
import type { PreparedRender, Renderer } from '../render/renderer.ts';
import type { Key } from '../repo/repo.ts';
import { byteLength } from '../util/bytes.ts';
import { mapConcurrent } from '../util/concurrency.ts';
import { takeUntil } from '../util/take-until.ts';
import { CompactMap } from './compact-map.ts';
import type { FileNamer } from './file-namer.ts';
import { FileWriter } from './file-writer.ts';
import { failedEntry, spokenEntry } from './manifest/entries.ts';
import type { Manifest, ManifestEntry } from './manifest/manifest.ts';
import { saidText } from './manifest/said-text.ts';
import { isSameEntry, type Outcome } from './outcome.ts';
import type { CampaignOutput } from './output.ts';
import type { Recipient, RecipientReader } from './recipients.ts';
import type { BadRow, Row } from './row.ts';
import { CampaignSummary } from './summary.ts';

/** Collaborators and options of a campaign. */
export interface CampaignParts {
  readonly reader: RecipientReader;
  readonly renderer: Renderer;
  readonly options: Options;
  readonly names: FileNamer;
  readonly output: CampaignOutput;
  readonly manifest: Manifest;
  /** Lifetime of links; null for no links. */
  readonly urlSeconds: number | null;
  /** Stops at the first row that cannot be rendered. */
  readonly strict: boolean;
  /** Cancels also the files being made; its reason is then thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** Windows of rows whose files are being written while the next is made. */
const MAX_WRITING = 2;
const LINKS_AT_ONCE = 16;
/** Concurrent checks whether a file of a previous run still exists. */
const CHECKS_AT_ONCE = 32;
/** Renders a campaign: files into the output, and an entry for each row into the manifest, in order. */
export class CampaignRun {
  readonly summary = new CampaignSummary();
  private readonly parts: CampaignParts;
  /** By render key: the first row, and the bytes of its file. */
  private readonly renders = new CompactMap(2);
  /** Windows whose files are being written, in order. */
  private readonly writing: {
    readonly entries: readonly ManifestEntry[];
    readonly written: Promise<void>;
  }[] = [];
  private readonly writer: FileWriter;
  private hasPrevious = true;

  constructor(parts: CampaignParts) {
    this.parts = parts;
    this.writer = new FileWriter(parts.output, parts.signal);
  }

  /**
   * Renders the rows until they end or `stop` is aborted; either way started files are finished and recorded.
   * @param onWindow called after each window.
   * @throws StitchError of storage, of options, and with `strict` of the first row that cannot be rendered.
   * The manifest then has only finished rows, and the next run resumes after them.
   */
  async run(
    windows: AsyncIterable<readonly (Row | BadRow)[]>,
    stop: AbortSignal,
    onWindow: () => void,
  ): Promise<void> {
    const { manifest } = this.parts;
    let failed = false;
    try {
      for await (const rows of takeUntil(stop, windows)) {
        await this.window(await this.parts.reader.read(rows));
        onWindow();
      }
      await this.settle(0);
      if (!stop.aborted) await this.commit();
    } catch (error) {
      failed = true;
      // Files that were written are recorded all the same.
      await this.settle(0).catch(() => {});
      throw error;
    } finally {
      // The first failure is the one to throw.
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
      const result = plan instanceof StitchError ? plan : next.next().value!;
      outcomes.push(this.decide(recipient, result, await this.nextPrevious()));
      if (strict && outcomes.at(-1)!.entry.error !== null) break;
    }
    const unchanged = outcomes.filter(({ previous }) => previous !== null);
    await mapConcurrent(unchanged, CHECKS_AT_ONCE, (outcome) => this.keepIfWritten(outcome));
    const { written } = await this.writeFiles(outcomes.filter(({ render }) => render !== null));
    const entries = outcomes.map(({ entry, bytes: ownBytes, hash, isNew }) => {
      const bytes = ownBytes ?? (hash === null ? null : this.renders.get(hash)![1]!);
      const complete = { ...entry, url: null, bytes };
      this.summary.count(complete, isNew);
      return complete;
    });
    const refused = strict ? entries.find(({ error }) => error !== null) : undefined;
    this.writing.push({ entries, written });
    await this.settle(refused ? 0 : MAX_WRITING);
    if (refused) {
      const { code, message } = refused.error!;
      throw new StitchError(
        code,
        `row ${refused.row} (id ${refused.id}) cannot be said: ${message}`,
      );
    }
  }

  /** Decides on a row. */
  private decide(
    recipient: Recipient,
    result: PreparedRender | StitchError,
    previous: ManifestEntry | null,
  ): Outcome {
    try {
      if (result instanceof StitchError) throw result;
      const { key: hash } = result;
      const { durationSeconds } = result.layOut();
      const { names, options } = this.parts;
      const { key: file, isNew: hasOwnName } = names.nameFor(recipient, hash);
      const cached = this.renders.get(hash) !== null;
      const isNew = names.areShared ? !cached : hasOwnName;
      if (!cached) this.renders.set(hash, [recipient.row, 0]);
      this.summary.warn(result);
      const said = saidText(result, options);
      const entry = spokenEntry(recipient, result, { file, cached, durationSeconds, said });
      const same = isSameEntry(previous, entry) ? previous : null;
      return { entry, bytes: null, hash, isNew, render: isNew ? result : null, previous: same };
    } catch (error) {
      if (!(error instanceof StitchError)) throw error;
      const entry = failedEntry(recipient, error);
      return { entry, bytes: null, hash: null, isNew: false, render: null, previous: null };
    }
  }

  /** Keeps a row's file of a previous run, if it exists unchanged. */
  private async keepIfWritten(outcome: Outcome): Promise<void> {
    const { entry, hash, render } = outcome;
    const { output, names } = this.parts;
    let bytes = outcome.previous!.bytes!;
    // A name without the hash does not identify the content: a killed run may have replaced the file.
    if (render !== null && !(names.areShared && output.isDurable)) {
      const pieces = await render.make();
      if (!(await output.hasBytes(entry.file as Key, pieces))) return;
      bytes = byteLength(pieces);
    }
    this.summary.kept++;
    if (render === null) return;
    outcome.render = null;
    outcome.bytes = bytes;
    if (!entry.cached) this.renders.set(hash!, [entry.row, bytes]);
  }

  private async writeFiles(
    outcomes: readonly Outcome[],
  ): Promise<{ readonly written: Promise<void> }> {
    const result = await this.writer.write(outcomes);
    for (const { entry, hash, bytes } of outcomes) {
      if (!entry.cached) this.renders.set(hash!, [entry.row, bytes!]);
    }
    return result;
  }

  /** Adds links to written files. */
  private async withLinks(entries: readonly ManifestEntry[]): Promise<readonly ManifestEntry[]> {
    const { urlSeconds, output } = this.parts;
    if (urlSeconds === null) return entries;
    return mapConcurrent(entries, LINKS_AT_ONCE, async (entry) => {
      const { file } = entry;
      return file === null
        ? entry
        : { ...entry, url: await output.repo.url(file as Key, urlSeconds) };
    });
  }

  /** Waits until at most `maxWriting` windows are being written, and records the others. */
  private async settle(maxWriting: number): Promise<void> {
    while (this.writing.length > maxWriting) {
      const { entries, written } = this.writing.shift()!;
      try {
        await written;
      } catch (error) {
        // Later windows are not recorded: the next run resumes here.
        await Promise.allSettled(this.writing.splice(0).map((window) => window.written));
        throw error;
      }
      await this.parts.manifest.append(await this.withLinks(entries));
    }
  }

  private async nextPrevious(): Promise<ManifestEntry | null> {
    if (!this.hasPrevious) return null;
    const previous = await this.parts.manifest.nextPrevious();
    if (previous !== null) return previous;
    await this.commit();
    return null;
  }

  private async commit(): Promise<void> {
    if (!this.hasPrevious) return;
    this.hasPrevious = false;
    await this.settle(0);
    await this.parts.manifest.commit();
  }
}

/** Returns the plan, or the error where missing words are not allowed. */
function sayable(plan: Plan | StitchError, { missing }: Options): Plan | StitchError {
  if (plan instanceof StitchError || missing !== 'fail') return plan;
  return missingError(plan, '') ?? plan;
}
