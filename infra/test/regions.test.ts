// Every stage in three regions, by the validator that synth uses: its schemas know what each region has.

import { describe, expect, it } from 'vitest';
import { EVERY, faultsOf, type Json, synthesise } from './stacks.ts';

const textOf = (template: object) => JSON.stringify(template);

describe.each(['eu-west-1', 'ap-south-1', 'af-south-1'])('%s', (region) => {
  it.each(EVERY)('has all that $name needs', ({ name }) => {
    expect(faultsOf(textOf(synthesise().template(name).toJSON()), region)).toEqual([]);
  });
});

it('is told of a budget in a region without budgets', () => {
  const template = structuredClone(synthesise().template('dev').toJSON());
  for (const resource of Object.values(template.Resources) as Json[]) delete resource.Condition;
  expect(faultsOf(textOf(template), 'eu-west-1')).toEqual([]);
  expect(faultsOf(textOf(template), 'af-south-1')).toEqual([
    "Resource type 'AWS::Budgets::Budget' does not exist in 'af-south-1'",
  ]);
});
