// The policy of `cdk bootstrap` covers what the stacks are made of, and is less than AdministratorAccess.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Json, propertiesOf, synthesise } from './stacks.ts';

const text = readFileSync(new URL('../bootstrap-policy.json', import.meta.url), 'utf8');
const policy: Json = JSON.parse(text);
/** Prefixes of actions, where they are not the type's service. */
const SERVICES: Readonly<Record<string, string>> = {
  ApiGatewayV2: 'apigateway',
  StepFunctions: 'states',
};

it('allows each service of the stacks, and fits into a managed policy', () => {
  const { app: _, template, account } = synthesise();
  const types = ['stage', 'prod', 'all'].flatMap((stage) =>
    Object.values(template(stage).toJSON().Resources as Record<string, Json>),
  );
  types.push(...(Object.values(account.toJSON().Resources) as Json[]));
  const needed = types.map(({ Type }) => {
    const service = Type.split('::')[1];
    return SERVICES[service] ?? service.toLowerCase();
  });
  const allowed = policy.Statement.flatMap(({ Action }: Json) => Action).map(
    (action: string) => action.split(':')[0],
  );
  expect([...new Set(needed)].filter((service) => !allowed.includes(service))).toEqual([]);
  expect(text.replace(/\s/g, '').length).toBeLessThan(6144);
});

it('creates no role and reads no bucket but those of stitch', () => {
  expect(text).not.toMatch(/"(\*|iam:\*|s3:\*)",?\s*"Resource": "\*"/);
  for (const { Action, Resource } of policy.Statement) {
    if (JSON.stringify(Action).match(/"(iam|s3|lambda):/))
      expect(JSON.stringify(Resource)).not.toContain('"*"');
  }
  // Roles and buckets get their names from their stacks, which begin with stitch-.
  for (const role of propertiesOf(synthesise().template('prod'), 'AWS::IAM::Role'))
    expect(role).not.toHaveProperty('RoleName');
});
