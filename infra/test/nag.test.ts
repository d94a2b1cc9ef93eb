// cdk-nag's AWS Solutions over all stacks: no finding without a reason, no reason without a finding.

import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { beforeAll, expect, it } from 'vitest';
import { synthesise } from './stacks.ts';

interface Accepted {
  readonly construct: IConstruct;
  readonly rule: string;
  readonly reason: string;
}

const { app } = synthesise();
let accepted: Accepted[];

beforeAll(() => {
  accepted = app.node.findAll().flatMap((construct) =>
    construct.node.metadata
      .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
      .flatMap(({ data }) =>
        Object.entries(data as Record<string, string>).map(([rule, reason]) => ({
          construct,
          rule: rule.replace(/^annotation::/i, ''),
          reason,
        })),
      ),
  );
});

it('explains every finding', () => {
  expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
});

it('explains each finding in words', () => {
  expect(accepted.length).toBeGreaterThan(20);
  for (const { rule, reason } of accepted) expect(reason, rule).toMatch(/\w+ .*\w+/);
});

it('explains no absent finding', () => {
  const checks = new AwsSolutionsChecks(app);
  // As if nothing was explained: all that the rules find.
  Object.assign(checks, { isAcknowledged: () => false });
  const found = checks
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => ({ ruleName, path: constructPath ?? '' })),
    );
  expect(found.length).toBeGreaterThan(20);
  const idle = accepted.filter(
    ({ construct, rule }) =>
      !found.some(
        ({ ruleName, path }) => ruleName === rule && path.startsWith(construct.node.path),
      ),
  );
  expect(idle.map(({ construct, rule }) => `${construct.node.path} ${rule}`)).toEqual([]);
});
