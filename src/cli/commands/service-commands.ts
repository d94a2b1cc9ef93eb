import type { Command } from 'commander';
import type { Io } from '../io.ts';
import { addCommandOptions, addRenderOptions, addServiceOptions } from '../options.ts';

const SERVE_EXAMPLES = `
Examples:
  stitch serve --root ./audios
  stitch serve --root s3://clips/en --cache s3://voice --host 0.0.0.0 --token "$(openssl rand -hex 16)"
  curl -H 'Content-Type: application/json' -d '{"message": "hello shreeshail"}' http://127.0.0.1:8080/stitch

Links are signed with STITCH_SIGNING_KEY; STITCH_SIGNING_KEY_PREVIOUS is good to check for as long as it is set.
docs/api.md tells every route; GET /openapi.json too. SIGTERM or Ctrl-C stops it when what runs is done.`;

const SIGN_EXAMPLES = `
Examples:
  STITCH_SIGNING_KEY=… stitch sign "hello shreeshail" --public-url https://voice.example.org
  STITCH_SIGNING_KEY=… stitch sign --files hello.wav shreeshail.wav --link 86400 --format wav

STITCH_SIGNING_KEY has to be set, to the key of the service: 32 characters or more.
Whoever has the link hears the message from the service at that address; nothing is stored.
Whether the message can be said is found out by the service then; \`stitch check\` tells before.`;

/**
 * Adds `stitch serve` and `stitch sign`, whose work is loaded when it is wanted; and their many flags are made only
 * where one of them may be meant. @param argv the arguments after the program's name.
 */
export function addServiceCommands(program: Command, io: Io, argv: readonly string[]): void {
  const serve = program
    .command('serve')
    .description('answer HTTP requests: the API, on this machine')
    .usage('[options]')
    .addHelpText('after', SERVE_EXAMPLES);
  if (argv.includes('serve')) addServeFlags(serve);
  serve.action(async () => (await import('./serve.ts')).serve(serve, io));

  const sign = program
    .command('sign')
    .description('make a link that says a message to whoever fetches it')
    .usage('[options] <message>')
    .argument('[message...]', 'the text to say')
    .option('--files <names...>', 'play these clips in order, instead of a message')
    .addHelpText('after', SIGN_EXAMPLES);
  if (argv.includes('sign')) addSignFlags(sign);
  sign.action(async (words: string[]) => (await import('./sign.ts')).sign(words, sign, io));
}

function addServeFlags(serve: Command): void {
  addServiceOptions(
    addCommandOptions(
      serve,
      ['root', 'cache', 'jobs', 's3Endpoint', 's3TimeoutSeconds', 'json', 'quiet'],
      {
        cache:
          "where renders and work already done are kept: a folder or s3://bucket/prefix, to which public_url then leads (default: the user's cache folder)",
        json: 'log requests as lines of JSON',
        quiet: 'log no requests',
      },
    ),
  );
}

function addSignFlags(sign: Command): void {
  addServiceOptions(addCommandOptions(sign, ['json']), ['publicUrl', 'linkSeconds'], {
    publicUrl: 'the address of the service (required)',
    linkSeconds: 'how long the link lasts (default: 3600)',
  });
  addRenderOptions(sign, { format: 'mp3 or wav (default: mp3)' });
}
