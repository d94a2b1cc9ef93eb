import type { Command } from 'commander';
import { DEFAULT_FORMAT, FORMAT_NAMES } from '../../codec/registry.ts';
import { DEFAULT_LANG } from '../../options/render.ts';
import { LINK_SECONDS } from '../../options/schemas.ts';
import type { ServiceOptionName } from '../../options/service.ts';
import { listed } from '../../util/listed.ts';
import { withDocsPaths } from '../docs-links.ts';
import type { Io } from '../io.ts';
import { addCommandOptions, addFlags, addRenderOptions, type HelpTexts, pick } from '../options.ts';
import { FILES_HELP } from './say.ts';

const SERVE_EXAMPLES = `
Examples:
  stitch serve --root ./audios
  stitch serve --root s3://clips/en --cache s3://voice --host 0.0.0.0 --token "$(openssl rand -hex 16)"
  curl -H 'Content-Type: application/json' -d '{"message": "hello shreeshail"}' http://127.0.0.1:8080/stitch

Links are signed with STITCH_SIGNING_KEY; STITCH_SIGNING_KEY_PREVIOUS still verifies older links.
docs/api.md and GET /openapi.json describe every route. SIGTERM or Ctrl-C stops the service once running requests
are done.`;

const STUDIO_EXAMPLES = `
Examples:
  stitch studio --root ./audios --open
  stitch studio --root "audios/{lang}" --lang sw --rows farmers.csv --template @messages.json
  stitch studio --host 0.0.0.0 --tls-cert cert.pem --tls-key key.pem

Prints a link with a secret that is made anew at each start. The folder may be empty: then everything is to be recorded.
docs/studio.md describes the page. A phone records over HTTPS only.`;

const SIGN_EXAMPLES = `
Examples:
  STITCH_SIGNING_KEY=… stitch sign "hello shreeshail" --public-url https://voice.example.org
  STITCH_SIGNING_KEY=… stitch sign --files hello.wav shreeshail.wav --link 86400 --format wav

STITCH_SIGNING_KEY must be set to the key of the service: at least 32 characters.
Anyone with the link can hear the message from the service at that address; nothing is stored.
The service resolves the message only when the link is opened; check it beforehand with \`stitch check\`.`;

/**
 * Adds `stitch serve` and `stitch sign`. Their work is loaded when they run, and their many flags only where one of
 * them may be meant. @param argv the arguments after the program's name.
 */
export async function addServiceCommands(
  program: Command,
  io: Io,
  argv: readonly string[],
): Promise<void> {
  const serve = program
    .command('serve')
    .description('answer HTTP requests on this machine')
    .usage('[options]')
    .addHelpText('after', withDocsPaths(SERVE_EXAMPLES, io));
  const wants = (name: string) => argv.includes(name) || argv.includes('completion');
  if (wants('serve')) {
    await addServeFlags(serve);
    serve.option('--studio', 'serve the studio, too; see stitch studio --help');
    await addStudioFlags(serve);
  }
  serve.action(async () => (await import('./serve.ts')).serve(serve, io));

  const studio = program
    .command('studio')
    .description('serve a page to say, hear, mend and record clips')
    .usage('[options]')
    .addHelpText('after', withDocsPaths(STUDIO_EXAMPLES, io));
  if (wants('studio')) {
    // The studio is never open to anyone, on whatever address.
    await addServeFlags(studio, ['allowAnonymous'], { host: 'address to listen on' });
    await addStudioFlags(studio);
  }
  studio.action(async () => (await import('./serve.ts')).serve(studio, io));

  const sign = program
    .command('sign')
    .description('make a signed link that plays a message')
    .usage('[options] <message>')
    .argument('[message...]', 'the text to say')
    .option('--files <names...>', FILES_HELP)
    .addHelpText('after', withDocsPaths(SIGN_EXAMPLES, io));
  if (wants('sign')) await addSignFlags(sign);
  sign.action(async (words: string[]) => (await import('./sign.ts')).sign(words, sign, io));
}

async function addServeFlags(
  serve: Command,
  without: readonly string[] = [],
  help: HelpTexts<ServiceOptionName> = {},
): Promise<void> {
  addCommandOptions(
    serve,
    [
      'roots',
      'prompts',
      'cache',
      'jobs',
      's3Endpoint',
      's3TimeoutSeconds',
      'json',
      'quiet',
      'config',
    ],
    {
      cache:
        "the cache; public_url links to its renders: a folder or s3://bucket/prefix (default: the user's cache folder)",
      json: 'log requests as lines of JSON',
      quiet: 'do not log requests',
    },
  );
  const { SERVICE_OPTIONS } = await import('../../options/service.ts');
  const flags = SERVICE_OPTIONS.filter(({ name }) => !without.includes(name));
  addFlags(serve, flags, help);
}

async function addStudioFlags(command: Command): Promise<void> {
  addRenderOptions(command, { lang: `language to begin with (default: ${DEFAULT_LANG})` }, [
    'lang',
  ]);
  addCommandOptions(command, ['template']);
  const { STUDIO_OPTIONS } = await import('../../options/studio.ts');
  addFlags(command, STUDIO_OPTIONS);
}

async function addSignFlags(sign: Command): Promise<void> {
  addCommandOptions(sign, ['json', 'config']);
  const { SERVICE_OPTIONS } = await import('../../options/service.ts');
  addFlags(sign, pick(SERVICE_OPTIONS, ['publicUrl', 'linkSeconds']), {
    publicUrl: 'the address of the service (required)',
    linkSeconds: `lifetime of the link in seconds (default: ${LINK_SECONDS})`,
  });
  const formats = listed(FORMAT_NAMES, 'or');
  addRenderOptions(sign, { format: `output format: ${formats} (default: ${DEFAULT_FORMAT})` });
}
