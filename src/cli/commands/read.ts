import type { Command } from 'commander';
import { messageOf, StitchError } from '../../errors.ts';
import type { ReadValue, TextReading } from '../../languages/read-text.ts';
import { DEFAULT_LANG } from '../../options/render.ts';
import type { Io } from '../io.ts';
import { addCommandOptions, addRenderOptions, GivenOptions } from '../options.ts';
import { formatTable } from '../report/table.ts';

const EXAMPLES = `
Examples:
  stitch read "KES 500 by 2026-03-12" --lang sw
  stitch read 12/03/2026 --as "date dmy"
  stitch read --languages

With --json and - in place of the text, lines of JSON are read from standard input:
  echo '{"text":"21st","lang":"en","as":"ordinal"}' | stitch read --json -`;

/** Adds `stitch read`. */
export function addReadCommand(program: Command, io: Io): void {
  const command = program
    .command('read')
    .description('show how a text is said in words, without any clips')
    .usage('[options] <text>')
    .argument('[text...]', 'the text, or - for lines of JSON on standard input')
    .option('--as <mark>', 'read the whole text as one value, such as "date dmy" or "money KES"')
    .option('--languages', 'list what each language can say')
    .addHelpText('after', EXAMPLES);
  addRenderOptions(command, { lang: `language of the text (default: ${DEFAULT_LANG})` }, ['lang']);
  addCommandOptions(command, ['json', 'config']);
  command.action((words: string[]) => read(words, command, io));
}

async function read(words: readonly string[], command: Command, io: Io): Promise<void> {
  const given = new GivenOptions(command, io);
  const { json } = given.parseCommandOptions();
  const lang = String(given.render().lang ?? DEFAULT_LANG);
  const as = command.getOptionValue('as') as string | undefined;
  if (command.getOptionValue('languages') === true) {
    await listLanguages(json, io);
    return;
  }
  const text = words.join(' ');
  if (json && text === '-') {
    await readLines({ lang, as }, io);
    return;
  }
  if (text === '') {
    const what = 'give a text, as in: stitch read "KES 500" --lang sw';
    throw new StitchError('usage/option', what);
  }
  const { readText } = await import('../../languages/read-text.ts');
  const reading = await readText(text, lang, as);
  await io.stdout.write(json ? `${JSON.stringify(jsonOf(reading))}\n` : asText(reading));
}

async function listLanguages(json: boolean, io: Io): Promise<void> {
  const { describeLanguages } = await import('../../languages/describe-languages.ts');
  const languages = await describeLanguages();
  const columns = [{ heading: 'language' }, { heading: 'name' }, { heading: 'says' }];
  const rows = languages.map(({ tag, name, classes }) => [tag, name, classes.join(' ')]);
  await io.stdout.write(
    json ? `${JSON.stringify({ success: true, languages })}\n` : formatTable(columns, rows),
  );
}

function jsonOf({ words, readings, values }: TextReading): object {
  return { success: true, words, readings, values };
}

function asText({ words, readings, values }: TextReading): string {
  const others = readings.slice(1).map((way) => `  or  ${way.join(' ')}\n`);
  const table = values.length === 0 ? '' : `\n${formatTable(COLUMNS, values.map(valueRow))}`;
  return `${words.join(' ')}\n${others.join('')}${table}`;
}

const COLUMNS = [{ heading: 'value' }, { heading: 'class' }, { heading: 'said' }];

function valueRow({ text, class: name, ways }: ReadValue): readonly string[] {
  return [text, name, ways[0]?.join(' ') ?? ''];
}

/** Limit of a line of JSON, in UTF-16 code units. */
const MAX_LINE = 1_000_000;
/** Lines that are written at once. */
const LINES_AT_ONCE = 500;

/** Reads lines of JSON and writes one line for each, in the same order. */
async function readLines(defaults: Defaults, io: Io): Promise<void> {
  const { readText } = await import('../../languages/read-text.ts');
  let output: string[] = [];
  for await (const line of linesOf(io.stdin())) {
    if (line.trim() === '') continue;
    output.push(`${JSON.stringify(await answer(line, defaults, readText))}\n`);
    if (output.length < LINES_AT_ONCE) continue;
    await io.stdout.write(output.join(''));
    output = [];
  }
  await io.stdout.write(output.join(''));
}

interface Defaults {
  readonly lang: string;
  readonly as: string | undefined;
}

type ReadText = (text: string, lang: string, as?: string) => Promise<TextReading>;

async function answer(line: string, defaults: Defaults, readText: ReadText): Promise<object> {
  try {
    const { text, lang, as } = parseLine(line, defaults);
    const { words, readings } = await readText(text, lang, as);
    return { words, readings };
  } catch (error) {
    if (!(error instanceof StitchError)) throw error;
    return { error: { code: error.code, message: error.message } };
  }
}

/** @throws StitchError usage/option for a line that is not an object with a text. */
function parseLine(line: string, defaults: Defaults) {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (error) {
    throw new StitchError('usage/option', `the line is not JSON: ${messageOf(error)}`);
  }
  const { text, lang = defaults.lang, as = defaults.as } = (value ?? {}) as Record<string, unknown>;
  const isGiven = (option: unknown) => option === undefined || typeof option === 'string';
  if (typeof text !== 'string' || typeof lang !== 'string' || !isGiven(as)) {
    const what = 'the line needs a "text", and may have a "lang" and an "as", all of them text';
    throw new StitchError('usage/option', what);
  }
  return { text, lang, as: as as string | undefined };
}

async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > MAX_LINE)
      throw new StitchError(
        'usage/option',
        `a line is longer than ${MAX_LINE} characters; split it`,
      );
    yield* lines;
  }
  yield rest + decoder.decode();
}
