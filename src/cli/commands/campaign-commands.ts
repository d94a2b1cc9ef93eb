import type { Command } from 'commander';
import type { CommandOptionName } from '../../options/command.ts';
import { LINK_SECONDS } from '../../options/schemas.ts';
import { withDocsPaths } from '../docs-links.ts';
import type { Io } from '../io.ts';
import { addCommandOptions, addRenderOptions } from '../options.ts';

const ROWS = `
Rows are a CSV with a header, or JSON lines: a file, s3://bucket/key, or - for standard input.
The columns "id" and "lang" (the row's language) are used if present. Without --template, the column "message" is the message.
Exit code 3 if a row cannot be said.`;

const CHECK_EXAMPLES = `
Examples:
  stitch check people.csv --template "hello {name|farmer}, {amount} shillings are due {day}" --root ./audios
  stitch check people.csv --template @messages.json --root "audios/{lang}"
  stitch check people.csv --recording-list record.csv
  stitch check "hello shreeshail"
${ROWS}`;

const BATCH_EXAMPLES = `
Examples:
  stitch batch people.csv --template "hello {name|farmer}, {amount} shillings are due {day}" --root ./audios --out ./out
  stitch batch people.csv --name "{id}.mp3" --out s3://voice/march --url 86400
  stitch batch s3://input/rows/march.csv --template "hello {name}" --aws --stage prod
${ROWS}

manifest.csv and manifest.jsonl, written beside the files, have the result of each row (in a bucket:
manifest/00001.csv and so on). Run again, the command resumes a stopped campaign; after a finished one it renders
only rows that failed or have changed.

With --aws the stack of infra/ renders the rows of a CSV in rows/ of its input bucket; credentials and region are
those of the AWS CLI. The files go to batch/<campaign>/ in its output bucket, the manifest to --out.
Ctrl-C stops the wait, not the run. See docs/deploy.md.`;

const COMMON: readonly CommandOptionName[] = [
  'strict',
  'roots',
  'prompts',
  'cache',
  's3Endpoint',
  's3TimeoutSeconds',
  'json',
  'quiet',
  'config',
];

/** Adds `stitch check` and `stitch batch`; their work is loaded when they run. */
export function addCampaignCommands(
  program: Command,
  io: Io,
  setExitCode: (code: number) => void,
): void {
  const check = program
    .command('check')
    .description('report, without rendering, which rows can be said and which words to record')
    .usage('[options] <rows | message>')
    .argument('<rows...>', 'the rows of a campaign, or a message')
    .addHelpText('after', withDocsPaths(CHECK_EXAMPLES, io));
  addCommandOptions(check, ['template', 'recordingList', ...COMMON]);
  addRenderOptions(check);
  check.action(async (words: string[]) => {
    setExitCode(await (await import('./check.ts')).check(words, check, io));
  });

  const batch = program
    .command('batch')
    .description('render a campaign: a message for each row, and a manifest of the results')
    .usage('[options] <rows>')
    .argument('<rows>', 'the rows of the campaign')
    .addHelpText('after', withDocsPaths(BATCH_EXAMPLES, io));
  addCommandOptions(
    batch,
    [
      'template',
      'out',
      'name',
      'urlSeconds',
      'restart',
      'jobs',
      'aws',
      'stage',
      'campaign',
      'run',
      'wait',
      ...COMMON,
    ],
    {
      out: 'folder for the files, or s3://bucket/prefix (default: ./out)',
      urlSeconds: `add a link to each file to the manifest; lifetime in seconds (default: ${LINK_SECONDS})`,
    },
  );
  addRenderOptions(batch);
  batch.action(async (rows: string) => {
    setExitCode(await (await import('./batch.ts')).batch(rows, batch, io));
  });
}
