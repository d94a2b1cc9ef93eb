// The hook before a new version takes traffic: its place in the templates, and itself on the very zip.

import { createRequire } from 'node:module';
import { Match } from 'aws-cdk-lib/assertions';
import { afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { bodyOf, listen, urlOf } from '../../test/aws/lambda/emulator.ts';
import { Stand } from '../../test/aws/lambda/stand.ts';
import { EVERY, type Json, resource, statementsOf, synthesise } from './stacks.ts';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

it.each(EVERY)('shifts the traffic of $name only where that is enabled', ({ name, gradual }) => {
  synthesise()
    .template(name)
    .resourceCountIs(GROUP, gradual ? 1 : 0);
});

describe.each(EVERY.filter(({ gradual }) => gradual))('stage $name', ({ name }) => {
  it('rolls back on failure, on request and on alarms', () => {
    synthesise()
      .template(name)
      .hasResourceProperties(GROUP, {
        AlarmConfiguration: { Enabled: true, Alarms: Match.anyValue() },
        AutoRollbackConfiguration: {
          Enabled: true,
          Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
        },
      });
  });

  it('tries a version before it takes traffic, with few permissions', () => {
    const template = synthesise().template(name);
    const alias = resource(template, 'AWS::Lambda::Alias', 'SpeakerLive');
    const hook = resource(template, 'AWS::Lambda::Function', 'ShiftHook');
    expect(alias.UpdatePolicy.CodeDeployLambdaAliasUpdate.BeforeAllowTrafficHook).toEqual({
      Ref: hook.id,
    });
    expect(alias.DependsOn).toContain(hook.id);
    const { Environment, FunctionName, Handler } = hook.Properties;
    expect([FunctionName, Handler]).toEqual([`CodeDeployHook_stitch-${name}`, 'index.handler']);
    // By the same expression, which infra/go-back.sh replaces by a number.
    expect(Environment.Variables.FUNCTION_VERSION).toEqual(alias.Properties.FunctionVersion);
    expect(statementsOf(template, 'ShiftHookRole').flatMap(({ Action }) => Action)).toEqual([
      'lambda:InvokeFunction',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
      'codedeploy:PutLifecycleEventHookExecutionStatus',
    ]);
    expect(hook.Properties.Code.ZipFile.length).toBeLessThan(4096);
  });
});

describe('the hook', () => {
  const ends: (() => unknown)[] = [];
  afterEach(async () => {
    vi.unstubAllEnvs();
    for (const end of ends.splice(0).reverse()) await end();
  });
  let code: string;
  beforeAll(() => {
    const template = synthesise().template('prod');
    code = resource(template, 'AWS::Lambda::Function', 'ShiftHook').Properties.Code.ZipFile;
  });

  /** Runs the hook on a function. @returns its status, as CodeDeploy gets it, and what it asked. */
  async function judge(invoke: (event: Json) => Promise<Json>) {
    const [events, versions]: [Json[], string[]] = [[], []];
    let told: Json;
    const server = await listen(async (request, response) => {
      const body = JSON.parse((await bodyOf(request)).toString());
      if (String(request.headers['x-amz-target']).endsWith('HookExecutionStatus')) {
        told = body;
        response.end('{}');
        return;
      }
      events.push(body);
      versions.push(request.url!);
      const { answer, error } = await invoke(body);
      if (error) response.setHeader('X-Amz-Function-Error', 'Unhandled');
      response.end(JSON.stringify(error ?? answer));
    });
    ends.push(() => server.close());
    for (const [name, value] of Object.entries({
      AWS_ENDPOINT_URL: urlOf(server),
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'key',
      AWS_SECRET_ACCESS_KEY: 'secret',
      FUNCTION_NAME: 'stitch-prod',
      FUNCTION_VERSION: '12',
    })) {
      vi.stubEnv(name, value);
    }
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    await loadInline(code)({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'e-1' });
    expect(new Set(versions)).toEqual(
      new Set(['/2015-03-31/functions/stitch-prod/invocations?Qualifier=12']),
    );
    expect(told).toMatchObject({ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'e-1' });
    const reason = error.mock.calls.join();
    error.mockRestore();
    return { status: told.status, reason, events };
  }

  it('passes the zip by API, links and batches, and an empty library', async () => {
    const stand = await Stand.open(inject('s3Services')[0]!);
    ends.push(() => stand.stop());
    const lambda = await stand.start({ STITCH_LINK_URL: 'https://links.example.org' });
    const { status, reason, events } = await judge((event) => lambda.invoke(event));
    expect([status, reason]).toEqual(['Succeeded', '']);
    expect(events.map(({ path, rawPath, Items }) => path ?? rawPath ?? Items.length)).toEqual([
      ...['/health', '/clips', 1, '/health', '/stitch', '/sign', '/audio', '/audio'],
    ]);
    const empty = await stand.start({ STITCH_INPUT_PREFIX: 'nothing' });
    expect(await judge((event) => empty.invoke(event))).toMatchObject({ status: 'Succeeded' });
  });

  it('fails a version that crashes, answers 500 or forges links, and waits for its clips', async () => {
    const crashed = { error: { errorType: 'Runtime.ExitError', errorMessage: 'exit 1' } };
    const first = await judge(async () => crashed);
    expect(first).toMatchObject({ status: 'Failed', reason: expect.stringContaining('ExitError') });
    const faulty = await judge(async () => ({ answer: { statusCode: 500, body: '{}' } }));
    expect(faulty.reason).toContain('/health was answered');
    let late = 2; // a first listing of many clips
    const lenient = await judge(async ({ path, Items }) => ({
      answer: Items
        ? { rows: 1 }
        : {
            statusCode: path === '/clips' && late-- > 0 ? 504 : 200,
            isBase64Encoded: path === undefined,
            body: '{"clips":[{"clip":"a.wav"}],"audio_url":"https://x.example/audio?sig=A"}',
          },
    }));
    expect([late, lenient.reason]).toEqual([-1, expect.stringContaining('a forged link')]);
  });
});

/** Loads code as Lambda does, which starts its clients. */
function loadInline(code: string): (event: Json) => Promise<string> {
  const module: Json = { exports: {} };
  const require = createRequire(import.meta.url);
  new Function('require', 'module', 'exports', code)(require, module, module.exports);
  return module.exports.handler;
}
