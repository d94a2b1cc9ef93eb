// Function that CodeDeploy calls before a new version takes traffic: it calls that version as API Gateway, links and
// campaigns do. traffic-shift.ts deploys this file alone; the clients are those of Lambda's runtime.
import {
  CodeDeployClient,
  PutLifecycleEventHookExecutionStatusCommand,
} from '@aws-sdk/client-codedeploy';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';

interface HookEvent {
  readonly DeploymentId: string;
  readonly LifecycleEventHookExecutionId: string;
}

// biome-ignore lint/suspicious/noExplicitAny: the checks themselves verify the shape of answers
type Json = any;

/** A first listing of many clips takes longer than a request may, and goes on in the next. */
const LISTINGS = 6;
const HOST = 'pre-traffic.example.org';
const lambda = new LambdaClient({ maxAttempts: 3 });

/** Tells CodeDeploy whether the version in the environment may take traffic. */
export async function handler(event: HookEvent): Promise<string> {
  let status: 'Succeeded' | 'Failed' = 'Succeeded';
  await check().catch((error: Error) => {
    console.error(JSON.stringify({ level: 'ERROR', message: error.message }));
    status = 'Failed';
  });
  await new CodeDeployClient({}).send(
    new PutLifecycleEventHookExecutionStatusCommand({
      deploymentId: event.DeploymentId,
      lifecycleEventHookExecutionId: event.LifecycleEventHookExecutionId,
      status,
    }),
  );
  return status;
}

/** @throws Error that says what the version did wrong. */
async function check(): Promise<void> {
  await ask('/health');
  const { clips } = await ask('/clips?limit=1', undefined, LISTINGS);
  // A new stage has no clips yet: then nothing can be said.
  if (clips.length === 0) return;
  const batch = await invoke({ Items: [{ message: '{' }] });
  if (batch.rows !== 1) throw new Error(`a batch of one row was answered ${shown(batch)}`);
  await ask('/health?deep=true');
  const body = { audio_files: [clips[0].clip] };
  await ask('/stitch', body);
  const { audio_url } = await ask('/sign', body);
  const { search } = new URL(audio_url);
  const sound = await link(search);
  if (sound.statusCode !== 200 || !sound.isBase64Encoded)
    throw new Error(`a signed link was answered ${shown(sound)}`);
  const forged = await link(
    search.replace(/sig=./, (sig) => (sig === 'sig=A' ? 'sig=B' : 'sig=A')),
  );
  if (forged.statusCode !== 403) throw new Error(`a forged link was answered ${shown(forged)}`);
}

/**
 * Sends a request as the REST API does. @param attempts requests in all, where answers come too late.
 * @throws Error for another answer than 200.
 */
async function ask(route: string, body?: object, attempts = 1): Promise<Json> {
  const { pathname: path, search, searchParams } = new URL(route, `https://${HOST}`);
  const answer = await invoke({
    httpMethod: body === undefined ? 'GET' : 'POST',
    path,
    resource: path,
    headers: { Host: HOST, 'Content-Type': 'application/json' },
    queryStringParameters: search === '' ? null : Object.fromEntries(searchParams),
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: { domainName: HOST, path },
  });
  if (answer?.statusCode === 200) return JSON.parse(answer.body);
  if (answer?.statusCode === 504 && attempts > 1) return ask(route, body, attempts - 1);
  throw new Error(`${route} was answered ${shown(answer)}, not 200`);
}

/** Fetches a link as the HTTP API does. */
function link(search: string): Promise<Json> {
  return invoke({
    version: '2.0',
    rawPath: '/audio',
    rawQueryString: search.slice(1),
    headers: { host: HOST },
    requestContext: {
      domainName: HOST,
      stage: '$default',
      http: { method: 'GET', path: '/audio' },
    },
  });
}

/** Calls the new version. @throws Error where it fails. */
async function invoke(event: object): Promise<Json> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: process.env.FUNCTION_NAME,
      Qualifier: process.env.FUNCTION_VERSION,
      Payload: JSON.stringify(event),
    }),
  );
  const text = Payload?.transformToString() ?? 'null';
  if (FunctionError !== undefined) throw new Error(`it failed: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

function shown(answer: Json): string {
  return JSON.stringify(answer).slice(0, 300);
}
