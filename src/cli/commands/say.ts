import { type Command, InvalidArgumentError } from 'commander';
import { StitchError } from '../../errors.ts';
import { openRoots } from '../../library/roots.ts';
import type { Plan } from '../../message/plan.ts';
import { missingError } from '../../message/planner.ts';
import { parseTemplate, slotNames } from '../../message/template.ts';
import type { CommandOptions } from '../../options/command.ts';
import { parseOptions } from '../../options/render.ts';
import {
  createStitcher,
  type MessageOptions,
  type Stitched,
  type Stitcher,
} from '../../stitcher.ts';
import { nearestName } from '../../util/nearest-name.ts';
import type { Io } from '../io.ts';
import { openCacheRepo, rootSettings } from '../locations.ts';
import { addCommandOptions, addRenderOptions, GivenOptions } from '../options.ts';
import { type Delivered, deliver, formatOf } from '../output.ts';
import { explain, explainJson } from '../report/explain.ts';
import { ProgressBar } from '../report/progress.ts';
import { resultJson, resultLine } from '../report/result.ts';
import { printable } from '../report/table.ts';
import { reportError } from '../report-error.ts';

const EXAMPLES = `
Examples:
  stitch "hello shreeshail" --root ./audios --out out.mp3
  stitch "press 4 to hear 1,234 again" --lang en --explain
  echo "hello, world" | stitch - --out - | mpg123 -
  stitch "hello {name|farmer}" --set name=shreeshail
  stitch --files hello.wav shreeshail.wav --join tight --gap 0
  stitch "habari shreeshail" --lang sw --root "audios/{lang}" --root ./common
  stitch "hello shreeshail" --root s3://clips/en --out s3://voice/out.mp3 --url

Every option can be set by a variable: --sample-rate by STITCH_SAMPLE_RATE, --no-trim by
STITCH_TRIM=false, --root, --files and --set by lines of STITCH_ROOT, STITCH_FILES and STITCH_SET.
Flags take precedence over variables.
Put a message that begins with - after --. To say only the name of a command, such as "check", pass
the message through standard input.
Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 the message cannot be said, 4 a clip cannot
be read, 5 storage failed, 130 stopped by Ctrl-C.`;

/** Makes rendering a message the default command. */
export function addSayCommand(program: Command, io: Io, setExitCode: (code: number) => void): void {
  program
    .usage('[options] <message>')
    .argument('[message...]', 'the text to say; - reads it from standard input')
    .option('--files <names...>', FILES_HELP)
    .option(
      '--set <name=value>',
      'value of {name} or {name|alternative} in the message; can be repeated',
      collect,
    )
    .addHelpText('after', EXAMPLES);
  addRenderOptions(
    addCommandOptions(program, [
      'roots',
      'prompts',
      'out',
      'cache',
      'urlSeconds',
      's3Endpoint',
      's3TimeoutSeconds',
      'explain',
      'json',
      'quiet',
      'verbose',
      'config',
    ]),
  );
  program.action(async (words: string[]) => setExitCode(await say(words, program, io)));
}

/** Help of --files, which `stitch sign` has too. */
export const FILES_HELP = 'play these clips in order, instead of a message';

/** Collects the pairs of --set. */
function collect(pair: string, before: Record<string, string> = {}): Record<string, string> {
  const at = pair.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('use name=value.');
  return { ...before, [pair.slice(0, at)]: pair.slice(at + 1) };
}

async function say(words: readonly string[], command: Command, io: Io): Promise<number> {
  const startedMs = io.now();
  const given = new GivenOptions(command, io);
  const settings = given.parseCommandOptions();
  const options = parseOptions(
    { ...given.render(), format: formatOf(settings.out, given) },
    given.nameOf,
  );
  if (settings.json && settings.out === '-' && !settings.explain) {
    throw new StitchError(
      'usage/option',
      '--json and --out - both write to standard output; give --out a file',
    );
  }
  if (settings.urlSeconds !== undefined && settings.out === '-') {
    throw new StitchError(
      'usage/option',
      '--url needs an output that a link can lead to; give --out a file or s3://bucket/key, not -',
    );
  }
  const progress = new ProgressBar(io, !settings.quiet);
  const troubles: string[] = [];
  const stitcher = createStitcher(await openRoots(settings.roots, rootSettings(settings)), {
    cache: await openCacheRepo(settings, io),
    onWarning: (trouble) => troubles.push(trouble),
  });
  const request = { ...options, onProgress: progress.update };
  try {
    const plan = await makePlan(words, command, stitcher, request, io);
    if (settings.explain) {
      return await explainPlan({ plan, stitcher, request, settings, progress, command, io });
    }
    const stitched = await stitcher.stitch(plan, request);
    await progress.clear();
    const delivered = await deliver(stitched, settings, io);
    const warnings = [...stitched.warnings, ...troubles];
    if (!settings.quiet) {
      for (const warning of warnings) await io.stderr.write(`warning: ${printable(warning)}\n`);
    }
    await tell(stitched, delivered, warnings, settings, io);
    if (settings.verbose) {
      const tookMs = (io.now() - startedMs).toFixed(0);
      await io.stderr.write(`${explain(stitched.plan, stitched)}took ${tookMs} ms\n`);
    }
    return 0;
  } finally {
    await progress.clear();
  }
}

/** Prints the result, and with --url the link to it. */
async function tell(
  stitched: Stitched,
  delivered: Delivered,
  warnings: readonly string[],
  { json, quiet, urlSeconds }: CommandOptions,
  io: Io,
): Promise<void> {
  if (json) {
    await io.stdout.write(resultJson(stitched, delivered, warnings));
    return;
  }
  const toStdout = delivered.out !== null;
  if (!quiet) await (toStdout ? io.stdout : io.stderr).write(resultLine(stitched, delivered.out));
  if (urlSeconds !== undefined && delivered.url !== null) {
    await io.stdout.write(`${delivered.url}\n`);
  }
}

/** Plans the message or, with --files, the named clips. */
async function makePlan(
  words: readonly string[],
  command: Command,
  stitcher: Stitcher,
  request: MessageOptions,
  io: Io,
): Promise<Plan> {
  const flagged = command.getOptionValue('files') as readonly string[] | undefined;
  if (flagged !== undefined && words.length > 0) {
    throw new StitchError(
      'usage/option',
      `give a message or --files, not both ("${words.join(' ')}" is a message)`,
    );
  }
  const files = flagged ?? (words.length === 0 ? lines(io.env.STITCH_FILES) : []);
  if (files.length > 0) return stitcher.planFiles(files, 'root', request.lang);
  if (words.length === 0) {
    throw new StitchError(
      'usage/option',
      'give a message, as in: stitch "hello world" --root ./audios',
    );
  }
  const isPiped = words.length === 1 && words[0] === '-';
  const message = isPiped ? (await readText(io.stdin())).trimEnd() : words.join(' ');
  return stitcher.plan(message, { ...request, values: valuesFor(message, command, io) });
}

/** The values of --set; undefined if the message is not a template: its braces are punctuation. */
function valuesFor(message: string, command: Command, io: Io): Record<string, string> | undefined {
  const byVariable = lines(io.env.STITCH_SET).reduce(
    (values, pair) => collect(pair, values),
    {} as Record<string, string>,
  );
  const flagged = command.getOptionValue('set') as Record<string, string> | undefined;
  const slots = flagged === undefined ? [] : slotNames(parseTemplate(message));
  const unused = Object.keys(flagged ?? {}).find((name) => !slots.includes(name));
  if (unused !== undefined) {
    const near = nearestName(unused, slots);
    const hint = near === undefined ? '' : `; did you mean {${near}}?`;
    throw new StitchError(
      'usage/option',
      `--set gives ${unused}, but the message has no {${unused}}${hint}`,
    );
  }
  const values = { ...byVariable, ...flagged };
  return Object.keys(values).length > 0 || /\{[^{}]*\|/.test(message) ? values : undefined;
}

function lines(text: string | undefined): string[] {
  return (text ?? '').split('\n').filter((line) => line.trim() !== '');
}

interface Explaining {
  readonly plan: Plan;
  readonly stitcher: Stitcher;
  readonly request: MessageOptions;
  readonly settings: CommandOptions;
  readonly progress: ProgressBar;
  readonly command: Command;
  readonly io: Io;
}

/** Prints the plan with the times of its clips, and reports missing words as rendering would. @returns the exit code. */
async function explainPlan({
  plan,
  stitcher,
  request,
  settings,
  progress,
  command,
  io,
}: Explaining): Promise<number> {
  const hasClips = plan.steps.some((step) => step.kind === 'clip');
  const laidOut = hasClips ? await stitcher.layOut(plan, request) : null;
  await progress.clear();
  await io.stdout.write(settings.json ? explainJson(plan, laidOut) : explain(plan, laidOut));
  if (request.missing !== 'fail' && hasClips) return 0;
  const error =
    missingError(plan, await stitcher.addressOf(request.lang)) ??
    (hasClips ? null : new StitchError('message/empty', 'the message has no words; give it some'));
  return error === null ? 0 : reportError(error, io, { json: false, command });
}

async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of chunks) pieces.push(piece);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces));
  } catch (cause) {
    throw new StitchError('usage/option', 'standard input is not UTF-8; convert it', {
      cause,
    });
  }
}
