import { messageOf } from '../errors.ts';
import type { RequestEntry } from '../http/app.ts';
import { HTTP_STATUS } from '../http/problem.ts';
import { plural } from '../util/plural.ts';
import type { Io } from './io.ts';
import { printable } from './report/table.ts';

/** Writes a line for each request, in batches. */
export class RequestLog {
  count = 0;
  private readonly io: Io;
  private readonly isQuiet: boolean;
  private readonly asJson: boolean;
  private lines: string[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(io: Io, { quiet, json }: { readonly quiet: boolean; readonly json: boolean }) {
    this.io = io;
    this.isQuiet = quiet;
    this.asJson = json;
  }

  readonly add = (entry: RequestEntry): void => {
    this.count++;
    // Internal failures are logged even with --quiet; callers do not see them.
    const isInternal = entry.error !== undefined && entry.status >= 500;
    if (this.isQuiet && !isInternal) return;
    const time = new Date().toISOString();
    this.lines.push(this.asJson ? jsonLine(entry, time) : line(entry, time));
    if (isInternal && !this.asJson) this.lines.push(`  ${printable(messageOf(entry.error))}\n`);
    this.timer ??= setTimeout(() => void this.flush(), FLUSH_MS);
  };

  async flush(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const text = this.lines.join('');
    this.lines = [];
    if (text !== '') await this.io.stderr.write(text);
  }
}

const FLUSH_MS = 50;

function line(entry: RequestEntry, time: string): string {
  const { method, path, status, tookMs, requestId, clips, cached, code } = entry;
  const facts = [
    clips !== undefined && plural(clips, 'clip'),
    cached && 'cached',
    code,
    requestId,
  ].filter(Boolean);
  return `${time} ${printable(method)} ${printable(path)} ${status} ${tookMs.toFixed(1)} ms ${facts.join(' ')}\n`;
}

function jsonLine({ error, ...entry }: RequestEntry, time: string): string {
  const inner =
    error !== undefined && HTTP_STATUS[entry.code!] >= 500 ? { error: messageOf(error) } : {};
  return `${JSON.stringify({ time, ...entry, ...inner })}\n`;
}
