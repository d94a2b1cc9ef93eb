// Smoke test of a deployed service, which cleans up after itself: npm run smoke -- --url … --stage …
import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type Place, parsePlace } from '../../src/repo/open-repo.ts';
import { STAGES } from '../stages.ts';
import { Caller, type Credentials } from './caller.ts';
import { checksOf, type Subject } from './checks.ts';
import { Skipped } from './skipped.ts';
import { stackOutputs } from './stack-outputs.ts';

const USAGE = `usage: npm run smoke -- [--url <address>] [--stage <name>] [--clips <where>] [--renders <where>]

Smoke test of a service of stitch: uploads two recordings, renders a message of them, checks the audio, the cache and
signed links, says three rows of a campaign, sends requests without credentials, with missing words and malformed ones,
and deletes what it uploaded.
Exit code 0 when all checks pass, 1 when one fails, 2 for wrong usage.

  --url <address>      URL of the API, as in http://127.0.0.1:8080 (default: from the stack)
  --stage <name>       dev, test, stage or prod: sets the kind of credentials, and the stack for other defaults;
                       local (the default) for \`stitch serve\`
  --clips <where>      location of its clips: a folder or s3://bucket/prefix (default: from the stack)
  --renders <where>    location of its cache, to clean up there (default: from the stack)
  --s3-endpoint <url>  an S3 service that is not AWS
  --patience <seconds> time limit until new recordings are known (default: 120)
  --any-version        allow another version than this checkout, which may render other bytes

Credentials: STITCH_API_KEY for stages with API keys, AWS's own (and AWS_REGION) for stages with signatures,
STITCH_TOKEN for a service with a token.
`;

const PROGRESS_MS = 15_000;

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

class UsageError extends Error {}

async function main(): Promise<number> {
  const values = read();
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const stop = new AbortController();
  const subject = await subjectOf(values, stop.signal);
  const { checks, cleanUp } = checksOf(subject);
  process.stdout.write(`${subject.caller.url} (${values.stage})\n`);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Repeated signals do not interrupt the clean-up.
    process.on(signal, () => {
      if (!stop.signal.aborted) process.stderr.write('stopping; deleting the uploads\n');
      stop.abort();
    });
  }
  const passed = new Set<string>();
  let [failed, skipped] = [0, 0];
  const report = (mark: string, name: string, detail: string) =>
    process.stdout.write(`${mark} ${name}${detail === '' ? '' : ` (${detail.split('\n')[0]})`}\n`);
  const attempt = async (name: string, work: () => Promise<string>) => {
    try {
      report('ok  ', name, await withProgress(name, work()));
      passed.add(name);
    } catch (error) {
      const isSkip = error instanceof Skipped;
      report(isSkip ? 'skip' : 'FAIL', name, (error as Error).message);
      if (isSkip) skipped++;
      else failed++;
    }
  };
  for (const { name, after, run } of checks) {
    await attempt(name, async () => {
      try {
        stop.signal.throwIfAborted();
        if (after !== null && !passed.has(after)) throw new Skipped(`needs "${after}"`);
        return await run();
      } catch (error) {
        throw stop.signal.aborted ? new Skipped('stopped') : error;
      }
    });
  }
  await attempt('leaves nothing behind', cleanUp);
  process.stdout.write(`${passed.size} passed, ${failed} failed, ${skipped} skipped\n`);
  return failed > 0 || stop.signal.aborted ? 1 : 0;
}

/** Reports slow work every 15 seconds. */
async function withProgress<T>(name: string, work: Promise<T>): Promise<T> {
  const startedMs = Date.now();
  const timer = setInterval(() => {
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    process.stderr.write(`...  ${name}: still running after ${seconds} s\n`);
  }, PROGRESS_MS);
  return work.finally(() => clearInterval(timer));
}

/** @throws TypeError for wrong options. */
function read() {
  return parseArgs({
    options: {
      url: { type: 'string' },
      stage: { type: 'string', default: 'local' },
      clips: { type: 'string' },
      renders: { type: 'string' },
      's3-endpoint': { type: 'string' },
      patience: { type: 'string', default: '120' },
      'any-version': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  }).values;
}

async function subjectOf(values: ReturnType<typeof read>, stop: AbortSignal): Promise<Subject> {
  const stage = STAGES.find(({ name }) => name === values.stage);
  if (stage === undefined && values.stage !== 'local') {
    const known = STAGES.map(({ name }) => name).join(', ');
    throw new UsageError(`--stage ${values.stage} is not known; give one of local, ${known}`);
  }
  const patience = Number(values.patience);
  if (!(patience > 0))
    throw new UsageError(`--patience ${values.patience} is not a number of seconds above 0`);
  const isGiven = values.url !== undefined && values.clips !== undefined;
  const outputs = stage !== undefined && !isGiven ? await stackOutputs(stage.name) : {};
  const { InputBucket, OutputBucket, Url, StateMachine } = outputs;
  const url = values.url ?? Url;
  const clips = values.clips ?? (InputBucket && `s3://${InputBucket}/clips`);
  if (url === undefined || !URL.canParse(url) || !/^https?:\/\//.test(url)) {
    throw new UsageError('--url takes the URL of the API, as in http://127.0.0.1:8080');
  }
  if (clips === undefined)
    throw new UsageError("--clips takes the location of the service's clips");
  const renders = values.renders ?? (OutputBucket ? `s3://${OutputBucket}` : null);
  const place = placeOf('--clips', clips);
  if (renders !== null) placeOf('--renders', renders);
  if (place.kind === 'folder' && !statSync(place.path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`--clips ${clips} is not a folder`);
  }
  return {
    caller: new Caller(url, credentialsOf(stage, url), stop),
    clips,
    renders,
    campaigns: StateMachine && InputBucket ? { machine: StateMachine, bucket: InputBucket } : null,
    stop,
    s3Endpoint: values['s3-endpoint'],
    patienceMs: patience * 1000,
    anyVersion: values['any-version'],
  };
}

function placeOf(flag: string, address: string): Place {
  try {
    return parsePlace(address);
  } catch (error) {
    throw new UsageError(`${flag}: ${(error as Error).message}`);
  }
}

/** Reads the credentials that a stage requires from the environment. */
function credentialsOf(stage: (typeof STAGES)[number] | undefined, url: string): Credentials {
  const { STITCH_TOKEN: token, STITCH_API_KEY: key, AWS_REGION } = process.env;
  if (stage === undefined || stage.jwt) {
    if (token) return { kind: 'token', token };
    if (stage === undefined) return { kind: 'none' };
    throw new UsageError(`the stage ${stage.name} requires a token; set STITCH_TOKEN`);
  }
  if (stage.auth === 'api-key') {
    if (key) return { kind: 'api-key', key };
    throw new UsageError(`the stage ${stage.name} requires an API key; set STITCH_API_KEY`);
  }
  const region = AWS_REGION ?? /\.execute-api\.([\w-]+)\./.exec(url)?.[1];
  if (region) return { kind: 'iam', region };
  throw new UsageError(`the stage ${stage.name} requires signed requests; set AWS_REGION`);
}

try {
  process.exitCode = await main();
} catch (error) {
  const { message, code } = error as NodeJS.ErrnoException;
  const isUsage = error instanceof UsageError || code?.startsWith('ERR_PARSE_ARGS');
  process.stderr.write(`smoke: ${message}${isUsage ? `\n\n${USAGE}` : '\n'}`);
  process.exitCode = isUsage ? 2 : 1;
}
