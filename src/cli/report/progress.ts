import type { Progress } from '../../render/renderer.ts';
import type { Io } from '../io.ts';

/** Progress is shown only after this time. */
const PATIENCE_MS = 500;
const BAR_CELLS = 20;

/** A progress bar on stderr: only on a terminal, and only for work that takes longer. */
export class ProgressBar {
  private readonly io: Io;
  private readonly wanted: boolean;
  private readonly startMs: number;
  private drawn = false;

  constructor(io: Io, wanted: boolean) {
    this.io = io;
    this.wanted = wanted;
    this.startMs = io.now();
  }

  /** For `onProgress`. */
  readonly update = ({ stage, done, total }: Progress): void => {
    if (!this.wanted || this.io.now() - this.startMs < PATIENCE_MS) return;
    if (!this.io.stderr.isTty) return;
    const filled = Math.round((BAR_CELLS * done) / total);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
    this.drawn = true;
    void this.io.stderr.write(`\r\x1b[K${bar} ${stage} ${done}/${total} clips`);
  };

  /** Removes the bar. */
  async clear(): Promise<void> {
    if (this.drawn) await this.io.stderr.write('\r\x1b[K');
    this.drawn = false;
  }
}
