// Verifies the pages about AWS: commands, names, the table of stages, permissions, links.

import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { STAGES } from '../stages.ts';
import { type Json, propertiesOf, statementsOf, synthesise } from './stacks.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const PAGES = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];
const deploy = read('docs/deploy.md');

describe.each(PAGES)('%s', (page) => {
  const text = read(page);

  it('links to existing targets', () => {
    for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = '', anchor] = target.split('#');
      const file = path === '' ? page : join(dirname(page), path);
      expect(existsSync(join(ROOT, file)), target).toBe(true);
      if (anchor === undefined) continue;
      const anchors = [...read(file).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
        title
          .toLowerCase()
          .replace(/[^\w\s-]/g, '')
          .replace(/\s/g, '-'),
      );
      expect(anchors, target).toContain(anchor);
    }
  });

  it('names existing scripts, files and tests', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const own = JSON.parse(read('infra/package.json')).scripts;
    for (const [, inInfra, script = ''] of text.matchAll(
      /npm run (?:--silent )?(--prefix infra )?([\w:]+)/g,
    ))
      expect(inInfra === undefined ? scripts : own).toHaveProperty([script]);
    for (const [, path = ''] of text.matchAll(
      /`((?:infra|test|bench|src|docs|\.github)\/[\w./-]+\.\w+)`/g,
    )) {
      const isMade = path === 'infra/cdk.out'; // by npm run infra:synth
      expect(isMade || existsSync(join(ROOT, path)), path).toBe(true);
    }
  });
});

describe('docs/deploy.md', () => {
  it('lists the stages with their values', () => {
    const rows = STAGES.map((stage) => {
      const cells = [
        `\`${stage.name}\``,
        stage.auth === 'iam' ? 'AWS signature' : 'API key',
        stage.firewall ? 'yes' : 'no',
        stage.gradual ? 'a tenth each minute' : 'at once',
        `${stage.cacheDays} d`,
        stage.keepsData ? 'kept' : 'deleted',
        stage.dropCampaigns ? 'said' : 'no',
      ];
      return cells.join('|');
    });
    const table = deploy.split('\n').map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim())
        .filter(Boolean)
        .join('|'),
    );
    for (const row of rows) expect(table).toContain(row);
  });

  it('uses existing stack outputs', () => {
    const outputs = Object.keys(synthesise().template('dev').toJSON().Outputs);
    for (const [, name] of deploy.matchAll(/\$\(output (\w+)\)/g)) expect(outputs).toContain(name);
    const roles = Object.keys(synthesise().account.toJSON().Outputs);
    for (const name of ['Roledev', 'Roletest']) expect(roles).toContain(name);
  });

  // npm run infra:synth makes them.
  it.skipIf(!existsSync(join(ROOT, 'infra/cdk.out/manifest.json')))(
    'lists the stacks that there are',
    () => {
      const cdk = join(ROOT, 'infra/node_modules/.bin/cdk');
      const listed = execFileSync(cdk, ['list', '--app', 'cdk.out'], {
        cwd: join(ROOT, 'infra'),
        encoding: 'utf8',
      });
      expect(listed.trim().split('\n')).toEqual([
        'stitch-account',
        ...STAGES.map(({ name }) => `stitch-${name}`),
      ]);
    },
  );

  it('grants campaign senders the permissions that the program needs', () => {
    const policy = JSON.parse(/```json\n([\s\S]*?)```/.exec(deploy)![1]!);
    const given: string[] = policy.Statement.flatMap(({ Action }: Json) => Action);
    const asked = [
      ...read('src/aws/step-functions/state-machine.ts').matchAll(/'(states:\w+)'/g),
    ].map(([, name]) => name!);
    expect(given.filter((action) => action.startsWith('states:')).sort()).toEqual(
      [...new Set(asked)].sort(),
    );
  });
});

it.each(STAGES)('docs/scale.md has what $name costs at rest', (stage) => {
  const template = synthesise().template(stage.name);
  const alarms = propertiesOf(template, 'AWS::CloudWatch::Alarm');
  const metrics = alarms.flatMap(({ Metrics = [{ MetricStat: {} }] }) =>
    Metrics.filter((metric: object) => 'MetricStat' in metric),
  );
  const acls = propertiesOf(template, 'AWS::WAFv2::WebACL');
  const firewall = acls.reduce((sum, { Rules }) => sum + 5 + Rules.length, 0);
  const dashboard = 3 * propertiesOf(template, 'AWS::CloudWatch::Dashboard').length;
  const total = (0.4 + metrics.length / 10 + firewall + dashboard).toFixed(2);
  const row = read('docs/scale.md')
    .split('\n')
    .find((line) => line.startsWith(`| \`${stage.name}\``));
  expect(row).toContain(`(${metrics.length})`);
  expect(row!.split('|').map((cell) => cell.trim())[6]).toBe(total);
});

it('docs/security.md names every role', () => {
  const security = read('docs/security.md');
  const template = synthesise().template('all');
  for (const role of ['SpeakerRole', 'CampaignsRole', 'ApiAuthorizerRole', 'ShiftHookRole'])
    expect(statementsOf(template, role).length).toBeGreaterThan(0);
  const ours = ['Speaker/Role', 'Campaigns/Role', 'Shift/HookRole', 'authorizer'];
  for (const name of [...ours, 'CodeDeploy', 'EventBridge', 'stitch-deploy-<stage>-<region>'])
    expect(security).toContain(name);
  // Speaker, its deployments and their hook, authorizer, campaigns, their start by EventBridge.
  template.resourceCountIs('AWS::IAM::Role', 6);
});
