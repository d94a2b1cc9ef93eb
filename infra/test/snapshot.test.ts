// Permissions, removal policies and access, which change only on purpose. A change shows up here as
// a line to be looked at, and is taken over by `npm run infra:test -- -u`.

import { expect, it } from 'vitest';
import { type Json, synthesise } from './stacks.ts';

/** Resolves a value, with names in place of what AWS generates, and without CDK's hashes after names. */
function shown(value: Json): string {
  if (typeof value === 'string') return value.replace(/[0-9a-f]{32,64}/g, '…');
  if (Array.isArray(value)) return value.map(shown).join(', ');
  if (typeof value !== 'object' || value === null) return String(value);
  if ('Ref' in value) return `<${named(value.Ref)}>`;
  if ('Fn::GetAtt' in value) return `<${named(value['Fn::GetAtt'][0])}>`;
  if ('Fn::Join' in value) return value['Fn::Join'][1].map(shown).join('');
  const entries = Object.entries(value).map(([name, of]) => `${name}: ${shown(of)}`);
  return entries.length === 1 ? entries[0]! : `{ ${entries.join(', ')} }`;
}

function named(id: string): string {
  return id.replace(/[0-9A-F]{8}$|(?<=CurrentVersion|Deployment(?!Stage)).*$/, '');
}

function statements(who: string, document: Json): string[] {
  return document.Statement.map(({ Effect, Action, Resource, Condition, Principal }: Json) => {
    const subject = Principal === undefined ? '' : ` by ${shown(Principal)}`;
    const object = Resource === undefined ? '' : ` on ${shown(Resource)}`;
    const when = Condition === undefined ? '' : ` when ${shown(Condition)}`;
    return `${who}: ${Effect} ${shown(Action)}${subject}${object}${when}`;
  });
}

function policyOf(holder: string) {
  return (_: string, properties: Json) =>
    statements(shown(properties[holder]), properties.PolicyDocument);
}

const TOLD: Readonly<Record<string, (id: string, properties: Json, all: Json) => string[]>> = {
  'AWS::IAM::Role': (id, { AssumeRolePolicyDocument, ManagedPolicyArns = [] }) => [
    ...statements(`${id} is taken on`, AssumeRolePolicyDocument),
    ...ManagedPolicyArns.map((arn: Json) => `${id} has ${shown(arn)}`),
  ],
  'AWS::IAM::Policy': policyOf('Roles'),
  'AWS::S3::BucketPolicy': policyOf('Bucket'),
  'AWS::SQS::QueuePolicy': policyOf('Queues'),
  'AWS::SNS::TopicPolicy': policyOf('Topics'),
  'AWS::Lambda::Permission': (_, { FunctionName, Principal, SourceArn }) => [
    `${shown(FunctionName)}: called by ${shown(Principal)} for ${shown(SourceArn)}`,
  ],
  'AWS::S3::Bucket': (id, { LifecycleConfiguration, VersioningConfiguration }) => [
    `${id}: versions ${shown(VersioningConfiguration)}`,
    ...LifecycleConfiguration.Rules.map((rule: Json) => `${id}: ${shown(rule)}`),
  ],
  'AWS::ApiGateway::Method': (
    _,
    { HttpMethod, ResourceId, AuthorizationType, ApiKeyRequired },
    all,
  ) => [
    `${HttpMethod} /${all[ResourceId.Ref]?.Properties.PathPart ?? ''}: ${AuthorizationType}${ApiKeyRequired ? ' with an API key' : ''}`,
  ],
};

it.each(['dev', 'test', 'stage', 'prod', 'all', 'account'])('%s', (name) => {
  const stacks = synthesise();
  const template = name === 'account' ? stacks.account : stacks.template(name);
  const all = template.toJSON().Resources as Record<string, Json>;
  const lines = Object.entries(all).flatMap(([id, { Type, Properties, DeletionPolicy }]) => {
    const kept = DeletionPolicy === undefined ? [] : [`${named(id)} is deleted: ${DeletionPolicy}`];
    return [...(TOLD[Type]?.(named(id), Properties, all) ?? []), ...kept];
  });
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
});
