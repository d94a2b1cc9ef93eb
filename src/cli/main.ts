import { Command, CommanderError } from 'commander';
import { messageOf, StitchError } from '../errors.ts';
import { addClipsCommand } from './clips.ts';
import { EXIT_CODES, EXIT_FAULT, EXIT_USAGE } from './exit-codes.ts';
import type { Io, Output } from './io.ts';
import { addSayCommand } from './say.ts';
import { printable } from './table.ts';

declare const STITCH_VERSION: string;

/**
 * Runs one command line and returns the exit code. Writes only through `io` and to the files it is
 * asked for.
 * @param argv the arguments after the program's name.
 */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let exitCode = 0;
  const program = new Command('stitch')
    .description('Turns a message into speech from recorded clips.')
    .version(STITCH_VERSION, '-V, --version', 'print the version')
    .enablePositionalOptions() // so that `stitch clips --root` is the command's own
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: () => {}, // errors are printed below, in one way
    });
  addSayCommand(program, io, (code) => {
    exitCode = code;
  });
  addClipsCommand(program, io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    return fail(error, argv, io);
  }
}

async function fail(error: unknown, argv: readonly string[], io: Io): Promise<number> {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0; // --help and --version
    const what = error.message.replace(/^error: /, '');
    await io.stderr.write(`stitch: ${printable(what)}; \`stitch --help\` shows what there is\n`);
    return EXIT_USAGE;
  }
  const known = error instanceof StitchError && error.code !== 'internal/fault';
  if (argv.includes('--json')) {
    const code = error instanceof StitchError ? error.code : 'internal/fault';
    const details = error instanceof StitchError ? error.details : {};
    await io.stdout.write(
      `${JSON.stringify({ success: false, code, message: messageOf(error), ...details })}\n`,
    );
  }
  const missing = error instanceof StitchError && error.code === 'message/missing';
  const choice = missing ? ', or leave them out with --missing skip or --missing silence' : '';
  const lines = `${messageOf(error)}${choice}`.split('\n').map(printable).join('\n  ');
  const apology = known ? '' : '\n  this is a fault of stitch; STITCH_DEBUG=1 shows where';
  await io.stderr.write(`stitch: ${lines}${apology}\n`);
  if (io.env.STITCH_DEBUG && error instanceof Error) await io.stderr.write(`${error.stack}\n`);
  return error instanceof StitchError ? EXIT_CODES[error.code] : EXIT_FAULT;
}

/** Runs the command line of a process; the exit code is set, not forced, so that all output gets out. */
export async function main(process: NodeJS.Process): Promise<void> {
  process.exitCode = await run(process.argv.slice(2), {
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    readStdin: () => readAll(process.stdin),
    env: process.env,
    now: () => performance.now(),
  });
}

function output(stream: NodeJS.WriteStream): Output {
  let closed = false;
  // A reader that has had enough (`| head`) is no error of ours.
  stream.on('error', () => {
    closed = true;
  });
  return {
    isTty: stream.isTTY === true,
    write: (data) =>
      closed
        ? Promise.resolve(false)
        : new Promise((resolve) => {
            stream.write(data, (error) => resolve(error == null));
          }),
  };
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of stream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}
