import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { messageOf, StitchError } from '../errors.ts';
import { inColor } from './color.ts';
import { addCacheCommand } from './commands/cache.ts';
import { addCampaignCommands } from './commands/campaign-commands.ts';
import { addClipsCommand } from './commands/clips.ts';
import { addCompletionCommand } from './commands/completion.ts';
import { addConfigCommand } from './commands/config.ts';
import { addReadCommand } from './commands/read.ts';
import { addSayCommand } from './commands/say.ts';
import { addServiceCommands } from './commands/service-commands.ts';
import type { Io, Output } from './io.ts';
import { openProjectFile } from './project-file.ts';
import { reportError } from './report-error.ts';
import { checkVariables } from './variables.ts';

declare const STITCH_VERSION: string;

/**
 * Runs one command line and returns the exit code. Writes only through `io` and to the files that the command
 * line names.
 * @param argv the arguments after the program's name.
 */
export async function run(argv: readonly string[], world: Io): Promise<number> {
  const io: Io = {
    ...world,
    stdout: inColor(world.stdout, world.env),
    stderr: inColor(world.stderr, world.env),
  };
  let exitCode = 0;
  /** Help and version, which commander prints without waiting. */
  let shown: Promise<unknown> = Promise.resolve();
  const program = new Command('stitch')
    .description('Turns a message into speech from recorded clips.')
    .version(STITCH_VERSION, '-V, --version', 'print the version')
    .enablePositionalOptions() // `stitch clips --root` is an option of clips
    .exitOverride()
    .configureOutput({
      writeOut: (text) => {
        shown = shown.then(() => io.stdout.write(text));
        shown.catch(() => {}); // awaited below
      },
      writeErr: () => {}, // reportError prints errors
    });
  addSayCommand(program, io, (code) => {
    exitCode = code;
  });
  addClipsCommand(program, io, (code) => {
    exitCode = code;
  });
  addReadCommand(program, io);
  addCacheCommand(program, io);
  addCampaignCommands(program, io, (code) => {
    exitCode = code;
  });
  addConfigCommand(program, io, argv);
  await addServiceCommands(program, io, argv);
  addCompletionCommand(program, io);
  program.helpCommand('help [command]', 'print the help of a command');
  let command = program;
  program.hook('preAction', async (_, action) => {
    command = action;
    await checkVariables(io.env);
    io.projectFile = await openProjectFile(action, io);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    const error = await shown.then(
      () => thrown,
      (cause: unknown) => cause,
    );
    const flags = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : undefined);
    const json = flags.includes('--json') || /^(1|true|yes|on)$/i.test(io.env.STITCH_JSON ?? '');
    return reportError(error, io, { json, command });
  }
}

/** Runs the command line of a process. Sets the exit code and does not exit, so that all output is flushed. */
export async function main(process: NodeJS.Process): Promise<void> {
  let readsStdin = false;
  process.exitCode = await run(process.argv.slice(2), {
    stdout: output(() => process.stdout),
    stderr: output(() => process.stderr),
    stdin: () => {
      readsStdin = true;
      return process.stdin;
    },
    onStop: (stop) => onStop(process, stop),
    env: process.env,
    workingFolder: process.cwd(),
    docsFolder: () => join(dirname(realpathSync(process.argv[1]!)), '../docs'),
    cacheFolder: async () => (await import('env-paths')).default('stitch', { suffix: '' }).cache,
    // performance.now() takes 2 ms to load.
    now: () => Number(process.hrtime.bigint()) / 1e6,
    nowMs: Date.now,
    pid: process.pid,
  });
  // A stopped command does not wait for the rest of its input.
  if (readsStdin) process.stdin.destroy();
}

/** An output that opens its stream on first use, as opening takes time. */
function output(get: () => NodeJS.WriteStream): Output {
  let closed = false;
  let got: NodeJS.WriteStream | undefined;
  const open = (): NodeJS.WriteStream => {
    got ??= get().on('error', () => {
      closed = true; // the write reports it
    });
    return got;
  };
  return {
    get isTty() {
      return open().isTTY === true;
    },
    write: (data) =>
      closed
        ? Promise.resolve(false)
        : new Promise((resolve, reject) => {
            open().write(data, (error?: NodeJS.ErrnoException | null) => {
              // A reader that closes the pipe (`| head`) is not an error.
              if (error == null || error.code === 'EPIPE') resolve(error == null);
              else reject(unwritable(error));
            });
          }),
  };
}

function unwritable(cause: Error): StitchError {
  const what = `cannot write to standard output: ${messageOf(cause)}`;
  return new StitchError('repo/unavailable', what, { cause });
}

/** Handles the first signal; the second has its default effect. */
function onStop(process: NodeJS.Process, stop: () => void): () => void {
  const undo = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, stopOnce);
  };
  const stopOnce = () => {
    undo();
    stop();
  };
  for (const signal of STOP_SIGNALS) process.on(signal, stopOnce);
  return undo;
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
