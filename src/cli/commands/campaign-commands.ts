import type { Command } from 'commander';
import type { CommandOptionName } from '../../options/command.ts';
import type { Io } from '../io.ts';
import { addCommandOptions, addRenderOptions } from '../options.ts';

const ROWS = `
The rows are those of a CSV with a header, or JSON lines: a file, s3://bucket/key, or - for standard input.
The columns "id" and "lang" are used if they are there; without --template, the column "message" is said.
Exit code 3 when a row cannot be said.`;

const CHECK_EXAMPLES = `
Examples:
  stitch check people.csv --template "hello {name|farmer}, {amount} shillings are due {day}" --root ./audios
  stitch check people.csv --recording-list record.csv
  stitch check "hello shreeshail"
${ROWS}`;

const BATCH_EXAMPLES = `
Examples:
  stitch batch people.csv --template "hello {name|farmer}, {amount} shillings are due {day}" --root ./audios --out ./out
  stitch batch people.csv --name "{id}.mp3" --out s3://voice/march --url 86400
  stitch batch s3://input/rows/march.csv --template "hello {name}" --aws --stage prod
${ROWS}

Beside the files, manifest.csv and manifest.jsonl tell what became of each row (in a bucket: manifest/00001.csv
and so on). A run that was stopped goes on where it was; a finished one that is run again does only what failed
or was changed since.

With --aws the stack of infra/ says the rows: of a CSV in rows/ of its bucket with the clips, with credentials
and region as AWS's own tools take them. The files go to batch/<campaign>/ of its other bucket, the manifest comes
into --out. Ctrl-C ends the waiting, not the run. docs/deploy.md tells more.`;

const COMMON: readonly CommandOptionName[] = [
  'strict',
  'root',
  'cache',
  's3Endpoint',
  's3TimeoutSeconds',
  'json',
  'quiet',
];

/** Adds `stitch check` and `stitch batch`, whose work is loaded when it is wanted. */
export function addCampaignCommands(
  program: Command,
  io: Io,
  setExitCode: (code: number) => void,
): void {
  const check = program
    .command('check')
    .description('say before anything is rendered who can be told what, and which words to record')
    .usage('[options] <rows | message>')
    .argument('<rows...>', 'the rows of a campaign, or a message')
    .addHelpText('after', CHECK_EXAMPLES);
  addCommandOptions(check, ['template', 'recordingList', ...COMMON]);
  addRenderOptions(check);
  check.action(async (words: string[]) => {
    setExitCode(await (await import('./check.ts')).check(words, check, io));
  });

  const batch = program
    .command('batch')
    .description('render a campaign: a message for each row, and a manifest of what became of it')
    .usage('[options] <rows>')
    .argument('<rows>', 'the rows of the campaign')
    .addHelpText('after', BATCH_EXAMPLES);
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
      out: 'where the files go: a folder or s3://bucket/prefix (default: ./out)',
      urlSeconds:
        'put a link to each file into the manifest, which lasts so long (3600 if not said)',
    },
  );
  addRenderOptions(batch);
  batch.action(async (rows: string) => {
    setExitCode(await (await import('./batch.ts')).batch(rows, batch, io));
  });
}
