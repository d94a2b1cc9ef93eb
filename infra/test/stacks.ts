import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { AccountStack } from '../account.ts';
import { StitchStack } from '../stack.ts';
import { STAGES, type Stage } from '../stages.ts';

const CDK = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

/** Stage with every optional feature, and all stages with it. */
const ALL: Stage = {
  ...STAGES.at(-1)!,
  name: 'all',
  dropCampaigns: true,
  prompts: 'asterisk',
  jwt: { issuer: 'https://login.example.org/', audiences: ['voice'] },
  domain: {
    name: 'voice.example.org',
    certificateArn: 'arn:aws:acm:eu-west-1:123456789012:certificate/api',
  },
  audioCdn: {
    name: 'audio.example.org',
    certificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/audio',
  },
};

export const EVERY: readonly Stage[] = [...STAGES, ALL];

// biome-ignore lint/suspicious/noExplicitAny: a template's resources have a shape for each of their types
export type Json = any;

/** Creates an app whose output is deleted after the tests of a file. */
export function newApp(): App {
  const outdir = mkdtempSync(join(tmpdir(), 'stitch-cdk-'));
  folders.push(outdir);
  return new App({ context: CDK.context, outdir });
}
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** All stacks in one app, as `app.ts` has them, and one with every optional feature: made once in a process. */
export function synthesise() {
  made ??= synthesiseAll();
  return made;
}
let made: ReturnType<typeof synthesiseAll> | undefined;

function synthesiseAll() {
  const app = newApp();
  const stacks = EVERY.map(
    (stage) =>
      new StitchStack(app, `stitch-${stage.name}`, {
        stage,
        alarmEmail: 'a@example.org',
        isDeployedByGitHub: true,
      }),
  );
  const account = new AccountStack(app, 'stitch-account', {
    repository: 'owner/name',
    stages: STAGES.map(({ name }) => name),
  });
  const templates = new Map(stacks.map((stack) => [stack.stackName, Template.fromStack(stack)]));
  return {
    app,
    /** Returns the template of a stage. */
    template: (stage: string): Template => templates.get(`stitch-${stage}`)!,
    account: Template.fromStack(account),
  };
}

/** Faults of a template in a region, by the validator that synth uses: its schemas know what each region has. */
export function faultsOf(template: string, region: string): string[] {
  const found: Json[] = validator.validate(new TemplateContent(template), region);
  const faults = found.filter(({ severity }) => ['ERROR', 'FATAL'].includes(severity));
  return faults.map(({ message }) => message);
}
const inCdk = createRequire(createRequire(import.meta.url).resolve('aws-cdk-lib'));
const { SchemaValidator, TemplateContent } = inCdk('@aws/cloudformation-validate');
const validator = new SchemaValidator();

/** Finds the only resource of a type whose logical id begins so. */
export function resource(template: Template, type: string, begins: string): Json {
  const found = Object.entries(template.findResources(type)).filter(([id]) =>
    id.startsWith(begins),
  );
  if (found.length !== 1) throw new Error(`${found.length} of ${type} begin with ${begins}`);
  return { id: found[0]![0], ...(found[0]![1] as object) };
}

/** Properties of all resources of a type. */
export function propertiesOf(template: Template, type: string): Json[] {
  return Object.values(template.findResources(type)).map(({ Properties }) => Properties);
}

/** Environment of the function that renders messages. */
export function variablesOf(template: Template): Json {
  const { Properties } = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction');
  return Properties.Environment.Variables;
}

/** The one or more values of a policy's field. */
export function list(value: Json): Json[] {
  return Array.isArray(value) ? value : [value];
}

/** Statements of a role's own policy. */
export function statementsOf(template: Template, role: string): Json[] {
  const { Properties } = resource(template, 'AWS::IAM::Policy', `${role}DefaultPolicy`);
  return Properties.PolicyDocument.Statement;
}

/** Replaces references in a statement by names. */
export function resolved(value: Json, names: Readonly<Record<string, string>>): Json {
  if (Array.isArray(value)) return value.map((each) => resolved(each, names));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return nameOf(value.Ref, names);
  if ('Fn::GetAtt' in value) return nameOf(value['Fn::GetAtt'][0], names);
  if ('Fn::Join' in value)
    return value['Fn::Join'][1].map((each: Json) => resolved(each, names)).join('');
  return Object.fromEntries(Object.entries(value).map(([key, of]) => [key, resolved(of, names)]));
}

function nameOf(id: string, names: Readonly<Record<string, string>>): string {
  return Object.entries(names).find(([begins]) => id.startsWith(begins))?.[1] ?? id;
}
