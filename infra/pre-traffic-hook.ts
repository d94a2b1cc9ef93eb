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

const HOST = 'pre-traffic.example.org';
const lambda = new LambdaClient({ maxAttempts: 3 });

/** Tells CodeDeploy whether the version in the environment may take traffic. */
export async function handler(event: HookEvent): Promise<string> {
  const status = await check().then(
    () => 'Succeeded' as const,
    (error: Error) => {
      console.error(JSON.stringify({ level: 'ERROR', message: error.message }));
      return 'Failed' as const;
    },
  );
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
  expect(await ask('GET', '/health'), 200, '/health');
  let listed = await ask('GET', '/clips', { query: { limit: '1' } });
  // A first listing of many clips takes longer than a request may, and goes on in the next.
  for (let i = 0; i < 5 && listed?.statusCode === 504; i++)
    listed = await ask('GET', '/clips', { query: { limit: '1' } });
  const { clips } = expect(listed, 200, '/clips');
  // A new stage has no clips yet: then nothing can be said.
  if (clips.length === 0) return;
  const batch = await invoke({ Items: [{ message: '{' }] });
  if (batch.rows !== 1) throw new Error(`a batch of one row was answered ${shown(batch)}`);
  expect(await ask('GET', '/health', { query: { deep: 'true' } }), 200, '/health?deep=true');
  const body = { audio_files: [clips[0].clip] };
  expect(await ask('POST', '/stitch', { body }), 200, '/stitch');
  const { audio_url } = expect(await ask('POST', '/sign', { body }), 200, '/sign');
  const { search } = new URL(audio_url);
  const sound = await link(search);
  if (sound.statusCode !== 200 || !sound.isBase64Encoded)
    throw new Error(`a signed link was answered ${shown(sound)}`);
  const forged = await link(
    search.replace(/sig=./, (sig) => (sig === 'sig=A' ? 'sig=B' : 'sig=A')),
  );
  if (forged.statusCode !== 403) throw new Error(`a forged link was answered ${shown(forged)}`);
}

/** Sends a request as the REST API does. */
function ask(
  httpMethod: string,
  path: string,
  { query = null, body }: { readonly query?: object | null; readonly body?: object } = {},
): Promise<Json> {
  return invoke({
    httpMethod,
    path,
    resource: path,
    headers: { Host: HOST, 'Content-Type': 'application/json' },
    queryStringParameters: query,
    body: body === undefined ? null : JSON.stringify(body),
    requestContext: { domainName: HOST, path },
  });
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

function expect(answer: Json, status: number, what: string): Json {
  if (answer?.statusCode === status) return JSON.parse(answer.body);
  throw new Error(`${what} was answered ${shown(answer)}, not ${status}`);
}

function shown(answer: Json): string {
  return JSON.stringify(answer).slice(0, 300);
}
