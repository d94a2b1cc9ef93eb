import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountStack } from './account.ts';
import { StitchStack } from './stack.ts';
import { STAGES } from './stages.ts';

const app = new App();
/** Context value; "" counts as unset, as infra/cdk.json lists every name. */
const context = (name: string): string | undefined => app.node.tryGetContext(name) || undefined;
/** Context values, with their syntax. */
const CONTEXT: readonly (readonly [name: string, pattern: RegExp, example: string])[] = [
  ['repository', /^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/, 'owner/name or owner@12/name@34'],
  ['githubProvider', /^arn:[\w-]+:iam::\d{12}:oidc-provider\/\S+$/, 'an ARN of IAM'],
  ['alarmEmail', /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'you@example.org'],
  ['stages', manyOf(STAGES.map(({ name }) => name)), STAGES.map(({ name }) => name).join()],
];

for (const [name, pattern, example] of CONTEXT) {
  const value = context(name);
  if (value === undefined || pattern.test(value)) continue;
  process.stderr.write(`-c ${name}=${value} is not valid; give a value such as ${example}\n`);
  process.exit(1);
}

const repository = context('repository');
const alarmEmail = context('alarmEmail');
const stages = context('stages')?.split(',') ?? STAGES.map(({ name }) => name);
const githubProvider = context('githubProvider');
new AccountStack(app, 'stitch-account', { repository, githubProvider, stages });
for (const stage of STAGES) {
  const isDeployedByGitHub = repository !== undefined && stages.includes(stage.name);
  new StitchStack(app, `stitch-${stage.name}`, { stage, alarmEmail, isDeployedByGitHub });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

function manyOf(names: readonly string[]): RegExp {
  const one = `(${names.join('|')})`;
  return new RegExp(`^${one}(,${one})*$`);
}
