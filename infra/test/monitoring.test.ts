// Alarms, budget and dashboard of every stage.

import { describe, expect, it } from 'vitest';
import { EVERY, type Json, propertiesOf, resource, synthesise } from './stacks.ts';

const text = (value: Json): string => JSON.stringify(value);

describe.each(EVERY)('stage $name', (stage) => {
  const template = synthesise().template(stage.name);
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');

  it('notifies once of each cause, and of its end', () => {
    const names = ['Campaigns', 'Failing', 'Refused', 'Slow', 'Throttled'];
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(
      names.map((name) => `stitch-${stage.name}-${name}`),
    );
    for (const { AlarmActions, OKActions } of alarms) {
      expect(AlarmActions).toHaveLength(1);
      expect(OKActions).toEqual(AlarmActions);
    }
    const policies = text(template.findResources('AWS::SNS::TopicPolicy'));
    for (const teller of ['cloudwatch', 'budgets'])
      expect(policies).toContain(`${teller}.amazonaws.com`);
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'a@example.org' });
    template.resourceCountIs('AWS::CloudWatch::Dashboard', stage.dashboard ? 1 : 0);
  });

  it('watches shares of API, links and batches, and shifts back on them', () => {
    const failing = alarms.find(({ AlarmName }) => AlarmName.endsWith('-Failing'))!;
    const metrics: Json[] = failing.Metrics;
    const [{ Expression }] = metrics.filter((metric) => 'Expression' in metric);
    const read = metrics.flatMap(({ MetricStat: stat }) => stat?.Metric.MetricName ?? []);
    expect(read.sort()).toEqual(
      ['5XXError', '5xx', 'Batches', 'Count', 'Count', 'Faults', 'Requests'].sort(),
    );
    // Two failing calls a minute, of any number up to 200, alarm in two minutes; one alone does not.
    expect(failing).toMatchObject({ Threshold: 1, DatapointsToAlarm: 2, EvaluationPeriods: 5 });
    const alarming = (failed: number, of: number, name: 'e1' | 'e2' | 'e3') => {
      const values = { e1: 0, e2: 0, e3: 0, n1: of, n2: of, n3: of, b3: 0, [name]: failed };
      const terms = {
        FILL: (value: number) => value,
        IF: (when: boolean, yes: number, no: number) => (when ? yes : no),
        MAX: (list: number[]) => Math.max(...list),
      };
      const all = { ...values, ...terms };
      return new Function(...Object.keys(all), `return ${Expression}`)(...Object.values(all)) > 1;
    };
    for (const name of ['e1', 'e2', 'e3'] as const) {
      expect(alarming(2, 2, name)).toBe(true);
      expect(alarming(2, 150, name)).toBe(true);
      expect(alarming(2, 1000, name)).toBe(false);
      expect(alarming(0, 1000, name)).toBe(false);
    }
    if (!stage.gradual) return;
    const group = resource(template, 'AWS::CodeDeploy::DeploymentGroup', 'ShiftGroup').Properties;
    expect(text(group.AlarmConfiguration)).toMatch(/WatchFailing.*WatchSlow/);
  });

  it('has a budget of a name of its own in regions that have budgets', () => {
    const budget = resource(template, 'AWS::Budgets::Budget', 'WatchBudget');
    expect(budget.Condition).toMatch(/HasBudgets/);
    expect(budget.Properties.Budget.BudgetLimit.Amount).toBe(stage.budgetDollars);
    const condition = text(template.toJSON().Conditions[budget.Condition]);
    for (const region of ['eu-west-1', 'ap-south-1']) expect(condition).toContain(`"${region}"`);
    expect(condition).not.toContain('af-south-1');
    const dashboards = propertiesOf(template, 'AWS::CloudWatch::Dashboard');
    for (const name of [
      budget.Properties.Budget.BudgetName,
      ...dashboards.map(({ DashboardName }) => DashboardName),
    ])
      expect(text(name)).toContain('AWS::Region');
  });
});
