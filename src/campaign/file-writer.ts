import { estimateBytes } from '../render/layout.ts';
import type { OutputFile } from '../repo/local/write-files.ts';
import type { Key } from '../repo/repo.ts';
import { Arena } from '../util/arena.ts';
import { byteLength } from '../util/bytes.ts';
import type { Outcome } from './outcome.ts';
import type { CampaignOutput } from './output.ts';

/** Arena size: usually enough for the tags of one group of files. */
const TAGS_BYTES = 128 * 1024;
/** Bytes past which a group of files is handed to the output. */
const MAX_GROUP_BYTES = 3 * 1024 * 1024;

/** Makes the files of a campaign and writes them in groups of a few megabytes. */
export class FileWriter {
  private readonly output: CampaignOutput;
  private readonly signal: AbortSignal | undefined;
  /** Idle arenas. */
  private readonly arenas: Arena[] = [];

  /** @param signal cancels making a file; its reason is then thrown. */
  constructor(output: CampaignOutput, signal: AbortSignal | undefined) {
    this.output = output;
    this.signal = signal;
  }

  /**
   * Makes the files of outcomes, and writes one group while the next is made. Sets each outcome's bytes.
   * @param outcomes with a render. @returns a promise for the last write.
   */
  async write(outcomes: readonly Outcome[]): Promise<{ readonly written: Promise<void> }> {
    let written: Promise<void> = Promise.resolve();
    for (let at = 0; at < outcomes.length; ) {
      const start = at;
      for (let bytes = 0; at < outcomes.length && bytes < MAX_GROUP_BYTES; at++) {
        bytes += estimateBytes(outcomes[at]!.render!.layOut());
      }
      const arena = this.arenas.pop() ?? new Arena(TAGS_BYTES);
      const group = outcomes.slice(start, at);
      const files = await Promise.all(group.map((outcome) => this.make(outcome, arena)));
      await written;
      written = this.output.write(files).finally(() => {
        arena.reset();
        this.arenas.push(arena);
      });
      written.catch(() => {}); // thrown where it is awaited
    }
    return { written };
  }

  private async make(outcome: Outcome, arena: Arena): Promise<OutputFile> {
    const pieces = await outcome.render!.make(arena.allocate, this.signal);
    outcome.bytes = byteLength(pieces);
    return { key: outcome.entry.file as Key, pieces };
  }
}
