import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { type CommandOptions, parseOptions } from '../config.ts';
import { StitchError } from '../errors.ts';
import { missingSteps } from '../message/plan.ts';
import { LocalRepo } from '../repo/local-repo.ts';
import { parseKey } from '../repo/repo.ts';
import { createStitcher, type MessageOptions, type Stitched } from '../stitcher.ts';
import { explain, explainJson } from './explain.ts';
import { fileNameFor } from './file-name.ts';
import type { Io } from './io.ts';
import { addCommandOptions, addRenderOptions, GivenOptions } from './options.ts';
import { ProgressBar } from './progress.ts';
import { printable } from './table.ts';

/** Clips that are named in the line that says what was made. */
const MOST_NAMES = 12;

const EXAMPLES = `
Examples:
  stitch "hello shreeshail" --root ./audios --out out.mp3
  stitch "press 4 to hear 1,234 again" --lang en --explain
  echo "hello, world" | stitch - --out - | mpg123 -
  stitch "hello {name|farmer}" --set name=shreeshail
  stitch --files hello.wav shreeshail.wav --join tight --gap 0

Every option can be set by a variable: --sample-rate by STITCH_SAMPLE_RATE. Flags go first.
Exit codes: 0 done, 1 a fault of ours, 2 wrong usage, 3 the message cannot be said, 4 a clip cannot
be read, 5 storage failed.`;

/** Makes saying a message what the program does when no other command is named. */
export function addSayCommand(program: Command, io: Io, setExitCode: (code: number) => void): void {
  program
    .usage('[options] <message>')
    .argument('[message...]', 'the text to say; - reads it from standard input')
    .option('--files <names...>', 'play these clips in order, instead of a message')
    .option(
      '--set <name=value>',
      'a value for {name} or {name|alternative} in the message; may be repeated',
      collect,
    )
    .addHelpText('after', EXAMPLES);
  addRenderOptions(
    addCommandOptions(program, ['root', 'out', 'explain', 'json', 'quiet', 'verbose']),
  );
  program.action(async (words: string[]) => setExitCode(await say(words, program, io)));
}

function collect(pair: string, before: Record<string, string> = {}): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('give it as name=value.');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}

async function say(words: readonly string[], command: Command, io: Io): Promise<number> {
  const started = io.now();
  const given = new GivenOptions(command, io.env);
  const settings = given.parseCommandOptions();
  const format = formatOf(settings.out, given.render().format);
  const progress = new ProgressBar(io, !settings.quiet);
  const options: MessageOptions = {
    ...parseOptions({ ...given.render(), format }, given.nameOf),
    values:
      command.getOptionValue('set') ??
      (words.some((word) => /\{[^{}]*\|/.test(word)) ? {} : undefined),
    onProgress: progress.update,
  };
  if (settings.json && settings.out === '-' && !settings.explain) {
    throw new StitchError(
      'usage/option',
      '--json and --out - both want standard output; give --out a file',
    );
  }
  const stitcher = createStitcher(new LocalRepo(settings.root));
  try {
    const files = command.getOptionValue('files') as readonly string[] | undefined;
    const plan = files
      ? await stitcher.planFiles(withoutMessage(files, words))
      : await stitcher.plan(await messageFrom(words, io), options);
    if (settings.explain) {
      const missing = missingSteps(plan).length > 0 && options.missing === 'fail';
      // What can be said is shown, and what cannot stands in its place.
      const laidOut = await stitcher.layOut(plan, options);
      await progress.clear();
      await io.stdout.write(settings.json ? explainJson(laidOut) : explain(laidOut));
      return missing ? 3 : 0;
    }
    const stitched = await stitcher.stitch(plan, options);
    await progress.clear();
    const out = await deliver(stitched, settings, io);
    await report(stitched, out, settings, io, io.now() - started);
    return 0;
  } finally {
    await progress.clear();
  }
}

function withoutMessage(files: readonly string[], words: readonly string[]): readonly string[] {
  if (words.length === 0) return files;
  throw new StitchError(
    'usage/option',
    `give a message or --files, not both ("${words.join(' ')}" is a message)`,
  );
}

async function messageFrom(words: readonly string[], io: Io): Promise<string> {
  const message =
    words.length === 1 && words[0] === '-' ? (await io.readStdin()).trimEnd() : words.join(' ');
  if (words.length > 0) return message;
  throw new StitchError(
    'usage/option',
    'give a message, as in: stitch "hello world" --root ./audios',
  );
}

/** The format that --out's name asks for; undefined leaves it to the options. */
function formatOf(out: string | undefined, given: unknown): unknown {
  const ending =
    out === undefined || out === '-' || isFolder(out) ? '' : extname(out).slice(1).toLowerCase();
  if (ending === '') return given;
  if (ending !== 'mp3' && ending !== 'wav') {
    if (given !== undefined) return given;
    throw new StitchError(
      'usage/option',
      `${out} ends in .${ending}, but only mp3 and wav can be made; or give --format`,
    );
  }
  if (given !== undefined && given !== ending) {
    throw new StitchError(
      'usage/option',
      `${out} ends in .${ending}, but --format asks for ${String(given)}; make them agree`,
    );
  }
  return ending;
}

function isFolder(path: string): boolean {
  return /[/\\]$/.test(path) || (existsSync(path) && statSync(path).isDirectory());
}

/** Writes the audio; gives the path, or null for standard output. */
async function deliver(
  stitched: Stitched,
  { out }: CommandOptions,
  io: Io,
): Promise<string | null> {
  if (out === '-') {
    await io.stdout.write(stitched.bytes);
    return null;
  }
  const path =
    out !== undefined && !isFolder(out)
      ? out
      : join(out ?? '', fileNameFor(stitched.plan, stitched.profile.container));
  await new LocalRepo(dirname(path)).write(parseKey(basename(path)), stitched.bytes);
  return path;
}

async function report(
  stitched: Stitched,
  out: string | null,
  settings: CommandOptions,
  io: Io,
  elapsedMs: number,
): Promise<void> {
  const { plan, profile, warnings, bytes } = stitched;
  if (!settings.quiet)
    for (const warning of warnings) await io.stderr.write(`warning: ${printable(warning)}\n`);
  if (settings.json) {
    await io.stdout.write(`${JSON.stringify(resultJson(stitched, out))}\n`);
    return;
  }
  if (settings.quiet) return;
  const clips = plan.steps.filter((step) => step.kind === 'clip').map((step) => step.clip);
  const rate = profile.preparing.sampleRateHz;
  const kind =
    profile.container === 'mp3' ? `MP3 at ${profile.mp3.bitRateKbps} kbit/s` : '16-bit WAV';
  const line =
    `${out ?? 'standard output'}: ${stitched.durationSeconds.toFixed(2)} s, ${rate} Hz ` +
    `${profile.preparing.channels === 1 ? 'mono' : 'stereo'} ${kind}, ${bytes.length} bytes, from ${inShort(clips)}`;
  const stream = out === null ? io.stderr : io.stdout;
  await stream.write(`${printable(line)}\n`);
  if (settings.verbose)
    await io.stderr.write(`${explain(stitched)}took ${elapsedMs.toFixed(0)} ms\n`);
}

/** The clips' names, of many the first. */
function inShort(clips: readonly string[]): string {
  const shown = clips.slice(0, MOST_NAMES).join(' ');
  return clips.length <= MOST_NAMES ? shown : `${shown} and ${clips.length - MOST_NAMES} more`;
}

function resultJson(stitched: Stitched, out: string | null): Record<string, unknown> {
  const { plan, profile, bytes, durationSeconds, warnings } = stitched;
  return {
    success: true,
    message: 'Stitched audio created',
    audio_files: plan.steps.flatMap((step) => (step.kind === 'clip' ? [step.clip] : [])),
    output_file: out,
    duration_seconds: durationSeconds,
    bytes: bytes.length,
    format: profile.container,
    sample_rate_hz: profile.preparing.sampleRateHz,
    channels: profile.preparing.channels,
    bit_rate_kbps: profile.container === 'mp3' ? profile.mp3.bitRateKbps : null,
    missing: missingSteps(plan),
    warnings,
  };
}
