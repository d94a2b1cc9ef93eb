import { type Command, CommanderError } from 'commander';
import { messageOf, StitchError } from '../errors.ts';
import type { MissingStep } from '../message/plan.ts';
import { nearestName } from '../util/nearest-name.ts';
import { EXIT_CODES, EXIT_INTERNAL } from './exit-codes.ts';
import type { Io } from './io.ts';
import { GivenOptions } from './options.ts';
import { printable } from './report/table.ts';

/**
 * Prints a failure on stderr, with `json` also as an object on stdout.
 * @param command the one that failed. @returns the exit code.
 */
export async function reportError(
  error: unknown,
  io: Io,
  { json, command }: { readonly json: boolean; readonly command: Command },
): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help and --version
    return reportError(new StitchError('usage/option', usageText(error)), io, { json, command });
  }
  const message = await messageWithOption(error, command, io);
  if (json) {
    const code = error instanceof StitchError ? error.code : 'internal/fault';
    const { option: _, ...details } = error instanceof StitchError ? error.details : {};
    await io.stdout.write(`${JSON.stringify({ success: false, code, message, ...details })}\n`);
  }
  const isInternal = !(error instanceof StitchError) || error.code === 'internal/fault';
  const text = `${message}${choiceOf(error)}${hintOf(error, command)}`
    .split('\n')
    .map(printable)
    .join('\n  ');
  await io.stderr.write(`stitch: ${text}${isInternal ? BUG : ''}\n`);
  if (io.env.STITCH_DEBUG && error instanceof Error) await io.stderr.write(`${error.stack}\n`);
  if (error instanceof StitchError) return EXIT_CODES[error.code];
  return EXIT_INTERNAL;
}

const BUG = '\n  this is a bug in stitch; set STITCH_DEBUG=1 for a stack trace';

/** The error's message, with the flag or variable of the option that it is about. */
async function messageWithOption(error: unknown, command: Command, io: Io): Promise<string> {
  const message = messageOf(error);
  const option = error instanceof StitchError ? error.details.option : undefined;
  if (typeof option !== 'string') return message;
  const { SERVICE_OPTIONS } = await import('../options/service.ts');
  const name = new GivenOptions(command, io, SERVICE_OPTIONS).nameOrNull(option);
  return name === null ? message : `${message} (${name})`;
}

/** The remedy for words without a clip besides recording them; none where a value is refused, which has to be corrected. */
function choiceOf(error: unknown): string {
  const isMissing = error instanceof StitchError && error.code === 'message/missing';
  const steps = isMissing ? ((error.details.missing ?? []) as readonly MissingStep[]) : [];
  const isRefused = steps.some(({ reason }) => reason !== undefined);
  return isMissing && !isRefused
    ? ', or leave them out with --missing skip or --missing silence'
    : '';
}

/** A hint where the message looks like a misspelt command, or like a template without values. */
function hintOf(error: unknown, command: Command): string {
  const isOfMessage = error instanceof StitchError && command.parent === null;
  const [first = ''] = command.args;
  const commands = command.commands.map((known) => known.name());
  if (!isOfMessage || first === '' || commands.includes(first)) return '';
  const near = nearestName(first, commands);
  if (near !== undefined) return `\ndid you mean \`stitch ${near}\`?`;
  const slot = /\{([^{}|:]+)(?::[^{}|]*)?\}/.exec(command.args.join(' '))?.[1];
  const isTemplate =
    error.code === 'message/missing' && slot !== undefined && command.opts().set === undefined;
  return isTemplate ? `\nto fill {${slot}}, give its value: --set ${slot}=…` : '';
}

/** Commander's message as one line in our style. */
function usageText({ message, code }: CommanderError): string {
  if (code === 'commander.help') return 'there is no such command; `stitch --help` lists them';
  const what = message
    .replace(/^error: /, '')
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
  const dash = /^unknown option '-\d/.test(what)
    ? ' (a message that begins with - goes after --)'
    : '';
  return `${what}${dash}; \`stitch --help\` lists the options`;
}
