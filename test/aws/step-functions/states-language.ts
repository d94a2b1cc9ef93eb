// Runs what a state machine's definition says, as the specification has it (https://states-language.net) and AWS
// documents the Distributed Map: of both what ours uses, by JSONPath. Time goes faster.
import { randomUUID } from 'node:crypto';
import { parse as parseCsv } from 'csv-parse/sync';
import { mapConcurrent } from '../../../src/util/concurrency.ts';
import type { Json } from '../../http/service.ts';

/** Implementation of tasks. */
export interface Tasks {
  /** By the task's Resource. @throws StateError. */
  run(resource: string, parameters: Json): Promise<Json>;
  getObject(bucket: string, key: string): Promise<Buffer>;
  putObject(bucket: string, key: string, body: string): Promise<void>;
}

/** An error with a name that retriers and catchers know. */
export class StateError extends Error {
  constructor(name: string, cause: string) {
    super(cause);
    this.name = name;
  }
}

/** State of a Distributed Map. */
export interface MapRun {
  readonly arn: string;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED';
  readonly items: { total: number; succeeded: number; failed: number };
  /** Batches that run at once, at the most so far. */
  mostAtOnce: number;
}

/** One execution: what its states may ask about it, and what it tells. */
export interface Execution {
  readonly name: string;
  readonly machineArn: string;
  readonly tasks: Tasks;
  /** Factor by which waits are shortened. */
  readonly speed: number;
  readonly mapRuns: MapRun[];
  /** Names of states, as they were entered; those of batches too. */
  readonly entered: string[];
  /** Waits before tries, in seconds. */
  readonly waits: number[];
}

/** Limit of a state's input or output. */
const MAX_BYTES = 262_144;

/** Runs states from the first to an end. @throws StateError of a Fail state, or that nothing caught. */
export async function runStates(machine: Json, input: Json, of: Execution): Promise<Json> {
  let name: string = machine.StartAt;
  let data = input;
  for (;;) {
    of.entered.push(name);
    const state = machine.States[name];
    const { next, output } = await enter(state, limited(data), of);
    data = limited(output);
    if (next === null) return data;
    name = next;
  }
}

type Step = { readonly next: string | null; readonly output: Json };

async function enter(state: Json, input: Json, of: Execution): Promise<Step> {
  const context = { Execution: { Name: of.name, StartTime: '2026-11-23T00:00:00Z' } };
  switch (state.Type) {
    case 'Succeed':
      return { next: null, output: input };
    case 'Fail':
      throw new StateError(
        state.Error,
        state.CausePath ? String(evaluate(state.CausePath, input, context)) : (state.Cause ?? ''),
      );
    case 'Choice': {
      const choice = state.Choices.find((rule: Json) => holds(rule, input));
      return { next: choice?.Next ?? state.Default, output: input };
    }
    case 'Pass':
    case 'Task':
    case 'Map':
      return work(state, input, context, of);
    default:
      throw new StateError('States.Runtime', `no state of type ${state.Type}`);
  }
}

/** A state that takes input through its paths, and puts its result into its output. */
async function work(state: Json, input: Json, context: Json, of: Execution): Promise<Step> {
  const next = state.End ? null : state.Next;
  const given = state.InputPath ? evaluate(state.InputPath, input, context) : input;
  const tries = new Map<Json, number>();
  for (;;) {
    try {
      const result = await once(state, given, context, of);
      const output = place(state.ResultPath, input, result);
      return { next, output: state.OutputPath ? evaluate(state.OutputPath, output, {}) : output };
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      const retrier = state.Retry?.find((each: Json) => names(each, error));
      const tried = tries.get(retrier) ?? 0;
      if (retrier !== undefined && tried < (retrier.MaxAttempts ?? 3)) {
        tries.set(retrier, tried + 1);
        await wait(retrier, tried, of);
        continue;
      }
      const catcher = state.Catch?.find((each: Json) => names(each, error));
      if (catcher === undefined) throw error;
      const failure = { Error: error.name, Cause: error.message };
      return { next: catcher.Next, output: place(catcher.ResultPath, input, failure) };
    }
  }
}

async function once(state: Json, input: Json, context: Json, of: Execution): Promise<Json> {
  if (state.Type === 'Map') return distribute(state, input, context, of);
  const parameters = state.Parameters ? fill(state.Parameters, input, context) : input;
  if (state.Type === 'Pass') return state.Result ?? parameters;
  const result = limited(await of.tasks.run(state.Resource, parameters));
  return state.ResultSelector ? fill(state.ResultSelector, result, context) : result;
}

/** The Distributed Map: reads a CSV, parts it into batches, runs each, and writes what came of them. */
async function distribute(state: Json, input: Json, context: Json, of: Execution): Promise<Json> {
  const id = randomUUID();
  const run: MapRun = {
    arn: `${of.machineArn.replace(':stateMachine:', ':mapRun:')}/${state.Label}:${id}`,
    status: 'RUNNING',
    items: { total: 0, succeeded: 0, failed: 0 },
    mostAtOnce: 0,
  };
  of.mapRuns.push(run);
  const { Bucket, Key } = fill(state.ItemReader.Parameters, input, context);
  const text = await of.tasks.getObject(Bucket, Key);
  const rows = rowsOf(text);
  run.items.total = rows.length;
  const items = rows.map((row, Index) =>
    fill(state.ItemSelector, input, { ...context, Map: { Item: { Index, Value: row } } }),
  );
  const batches = batchesOf(items, state.ItemBatcher, input, context);
  const [outputs, failures]: [Json[], Json[]] = [[], []];
  let atOnce = 0;
  await mapConcurrent(batches, state.MaxConcurrency, async (batch) => {
    if (run.status === 'FAILED') return;
    run.mostAtOnce = Math.max(run.mostAtOnce, ++atOnce);
    try {
      outputs.push(await runStates(state.ItemProcessor, batch, of));
      run.items.succeeded += batch.Items.length;
    } catch (error) {
      if (!(error instanceof StateError)) throw error;
      failures.push({ Error: error.name, Cause: error.message, Input: JSON.stringify(batch) });
      run.items.failed += batch.Items.length;
      const percent = (100 * run.items.failed) / run.items.total;
      if (percent > (state.ToleratedFailurePercentage ?? 0)) run.status = 'FAILED';
    } finally {
      atOnce--;
    }
  });
  const details = await writeResults(state.ResultWriter.Parameters, id, outputs, failures, of);
  if (run.status === 'FAILED') {
    const what = 'The specified tolerated failure threshold was exceeded';
    throw new StateError('States.ExceedToleratedFailureThreshold', what);
  }
  run.status = 'SUCCEEDED';
  return { MapRunArn: run.arn, ResultWriterDetails: details };
}

/** As Step Functions reads CSV: rows are filled up or cut off to the header, and backslashes are taken out. */
function rowsOf(text: Buffer): Json[] {
  const [header = [], ...rows]: string[][] = parseCsv(text, { relax_column_count: true });
  return rows.map((cells) =>
    Object.fromEntries(header.map((name, i) => [name, (cells[i] ?? '').replaceAll('\\', '')])),
  );
}

function batchesOf(items: Json[], batcher: Json, input: Json, context: Json): Json[] {
  const BatchInput = fill(batcher.BatchInput, input, context);
  const batches: Json[] = [];
  let bytes = 0;
  for (const item of items) {
    const own = Buffer.byteLength(JSON.stringify(item));
    const last = batches.at(-1);
    const isFull =
      last === undefined ||
      last.Items.length >= batcher.MaxItemsPerBatch ||
      bytes + own > batcher.MaxInputBytesPerBatch;
    if (isFull) {
      batches.push({ BatchInput, Items: [item] });
      bytes = own;
    } else {
      last.Items.push(item);
      bytes += own;
    }
  }
  return batches;
}

async function writeResults(
  { Bucket, Prefix }: Json,
  id: string,
  outputs: Json[],
  failures: Json[],
  { tasks }: Execution,
): Promise<Json> {
  const files: Record<string, Json[]> = { SUCCEEDED: [], FAILED: [], PENDING: [] };
  for (const [name, values] of [
    ['SUCCEEDED', outputs],
    ['FAILED', failures],
  ] as const) {
    if (values.length === 0) continue;
    const Key = `${Prefix}/${id}/${name}_0.json`;
    const body = JSON.stringify(values);
    await tasks.putObject(Bucket, Key, body);
    files[name]!.push({ Key, Size: body.length });
  }
  const Key = `${Prefix}/${id}/manifest.json`;
  await tasks.putObject(
    Bucket,
    Key,
    JSON.stringify({ DestinationBucket: Bucket, ResultFiles: files }),
  );
  return { Bucket, Key };
}

function holds(rule: Json, input: Json): boolean {
  const value = lookUp(rule.Variable, input);
  if ('IsPresent' in rule) return (value !== undefined) === rule.IsPresent;
  if ('NumericGreaterThan' in rule) return value > rule.NumericGreaterThan;
  throw new StateError('States.Runtime', `no such choice: ${JSON.stringify(rule)}`);
}

/** True where a retrier or catcher matches an error: States.ALL matches all but two. */
function names({ ErrorEquals }: Json, { name }: Error): boolean {
  const isAny = name !== 'States.DataLimitExceeded' && name !== 'States.Runtime';
  return ErrorEquals.includes(name) || (isAny && ErrorEquals.includes('States.ALL'));
}

async function wait(retrier: Json, tried: number, of: Execution): Promise<void> {
  const grown = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** tried;
  const most = Math.min(grown, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  const seconds = retrier.JitterStrategy === 'FULL' ? Math.random() * most : most;
  of.waits.push(seconds);
  await new Promise((done) => setTimeout(done, (seconds * 1000) / of.speed));
}

function limited(value: Json): Json {
  const bytes = Buffer.byteLength(JSON.stringify(value ?? null));
  if (bytes <= MAX_BYTES) return value;
  throw new StateError('States.DataLimitExceeded', `${bytes} bytes are more than a state takes`);
}

/** Puts a result into the input where ResultPath says. */
function place(path: string | null | undefined, input: Json, result: Json): Json {
  if (path === null) return input;
  if (path === undefined || path === '$') return result;
  const [first = '', ...rest] = path.replace(/^\$\./, '').split('.');
  const inner =
    rest.length === 0 ? result : place(`$.${rest.join('.')}`, input[first] ?? {}, result);
  return { ...input, [first]: inner };
}

/** A payload template: names that end with ".$" take what their path or function gives. */
function fill(template: Json, input: Json, context: Json): Json {
  if (Array.isArray(template)) return template.map((each) => fill(each, input, context));
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([name, value]) =>
      name.endsWith('.$')
        ? [name.slice(0, -2), evaluate(value as string, input, context)]
        : [name, fill(value, input, context)],
    ),
  );
}

/** A path ("$.a.b", "$$.Execution.Name") or an intrinsic function, in which others may stand. */
function evaluate(expression: string, input: Json, context: Json): Json {
  const call = /^States\.(\w+)\((.*)\)$/.exec(expression);
  if (call === null) {
    const value = expression.startsWith('$$')
      ? lookUp(expression.slice(1), context)
      : expression.startsWith('$')
        ? lookUp(expression, input)
        : /^'.*'$/.test(expression)
          ? expression.slice(1, -1)
          : Number(expression);
    if (value !== undefined) return value;
    throw new StateError('States.Runtime', `there is nothing at ${expression}`);
  }
  const [, name, given = ''] = call;
  const values = argumentsOf(given).map((each) => evaluate(each, input, context));
  if (name === 'ArrayGetItem') return values[0][values[1]];
  if (name === 'StringSplit')
    return values[0].split(values[1]).filter((part: string) => part !== '');
  if (name === 'ArrayLength') return values[0].length;
  if (name === 'MathAdd') return values[0] + values[1];
  if (name === 'Format') {
    let at = 1;
    return values[0].replaceAll('{}', () => String(values[at++]));
  }
  if (name === 'JsonToString') return JSON.stringify(values[0]);
  throw new StateError('States.Runtime', `no function ${name}`);
}

/** Parts arguments at commas that stand in no parentheses and no quotes. */
function argumentsOf(text: string): string[] {
  const parts: string[] = [''];
  let [depth, isQuoted] = [0, false];
  for (const c of text) {
    if (c === "'") isQuoted = !isQuoted;
    if (!isQuoted && c === '(') depth++;
    if (!isQuoted && c === ')') depth--;
    if (c === ',' && depth === 0 && !isQuoted) parts.push('');
    else parts[parts.length - 1] += c;
  }
  return parts.map((part) => part.trim());
}

function lookUp(path: string, data: Json): Json {
  if (path === '$') return data;
  return path
    .slice(2)
    .split('.')
    .reduce((value, name) => value?.[name], data);
}
