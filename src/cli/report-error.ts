import { CommanderError } from 'commander';
import { messageOf, StitchError } from '../errors.ts';
import { EXIT_CODES, EXIT_FAULT } from './exit-codes.ts';
import type { Io } from './io.ts';
import { printable } from './report/table.ts';

/** Prints a failure on stderr, with `json` also as an object on stdout, and gives the exit code. */
export async function fail(error: unknown, io: Io, json: boolean): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help and --version
    return fail(new StitchError('usage/option', usageText(error)), io, json);
  }
  if (json) {
    const code = error instanceof StitchError ? error.code : 'internal/fault';
    const details = error instanceof StitchError ? error.details : {};
    await io.stdout.write(
      `${JSON.stringify({ success: false, code, message: messageOf(error), ...details })}\n`,
    );
  }
  const isFault = !(error instanceof StitchError) || error.code === 'internal/fault';
  await io.stderr.write(`stitch: ${text(error)}${isFault ? APOLOGY : ''}\n`);
  if (io.env.STITCH_DEBUG && error instanceof Error) await io.stderr.write(`${error.stack}\n`);
  if (error instanceof StitchError) return EXIT_CODES[error.code];
  return EXIT_FAULT;
}

const APOLOGY = '\n  this is a fault of stitch; STITCH_DEBUG=1 shows where';

function text(error: unknown): string {
  const missing = error instanceof StitchError && error.code === 'message/missing';
  const choice = missing ? ', or leave them out with --missing skip or --missing silence' : '';
  return `${messageOf(error)}${choice}`.split('\n').map(printable).join('\n  ');
}

/** What commander says, in one line of ours. */
function usageText({ message }: CommanderError): string {
  const what = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const dash = /^unknown option '-\d/.test(what)
    ? ' (a message that begins with - goes after --)'
    : '';
  return `${what}${dash}; \`stitch --help\` shows what there is`;
}
