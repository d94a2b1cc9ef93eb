// Every stage in three regions, by the validator that synth uses: its schemas know what each region has.

import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { STAGES } from '../stages.ts';
import { ALL, type Json, synthesise } from './stacks.ts';

const inCdk = createRequire(createRequire(import.meta.url).resolve('aws-cdk-lib'));
const { SchemaValidator, TemplateContent } = inCdk('@aws/cloudformation-validate');

let validator: Json;
beforeAll(() => {
  validator = new SchemaValidator();
});

function faultsOf(template: Json, region: string): string[] {
  const found = validator.validate(new TemplateContent(JSON.stringify(template)), region);
  return found
    .filter(({ severity }: Json) => ['ERROR', 'FATAL'].includes(severity))
    .map(({ message }: Json) => message);
}

describe.each(['eu-west-1', 'ap-south-1', 'af-south-1'])('%s', (region) => {
  it.each([...STAGES, ALL].map(({ name }) => name))('has all that %s needs', (stage) => {
    expect(faultsOf(synthesise().template(stage).toJSON(), region)).toEqual([]);
  });
});

it('is told of a budget in a region without budgets', () => {
  const template = structuredClone(synthesise().template('dev').toJSON());
  for (const resource of Object.values(template.Resources) as Json[]) delete resource.Condition;
  expect(faultsOf(template, 'eu-west-1')).toEqual([]);
  expect(faultsOf(template, 'af-south-1')).toEqual([
    "Resource type 'AWS::Budgets::Budget' does not exist in 'af-south-1'",
  ]);
});
