import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountStack } from './account.ts';
import { StitchStack } from './stack.ts';
import { STAGES } from './stages.ts';

const app = new App();
const names = STAGES.map(({ name }) => name);
const oneName = `(${names.join('|')})`;
const owned = /^[\w.-]+(@\d+)?\/[\w.-]+(@\d+)?$/;
const repository = context('repository', owned, 'owner/name or owner@12/name@34');
const provider = /^arn:[\w-]+:iam::\d{12}:oidc-provider\/\S+$/;
const githubProvider = context('githubProvider', provider, 'an ARN of IAM');
const alarmEmail = context('alarmEmail', /^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'you@example.org');
const stages =
  context('stages', RegExp(`^${oneName}(,${oneName})*$`), names.join())?.split(',') ?? names;

new AccountStack(app, 'stitch-account', { repository, githubProvider, stages });
for (const stage of STAGES) {
  const isDeployedByGitHub = repository !== undefined && stages.includes(stage.name);
  new StitchStack(app, `stitch-${stage.name}`, { stage, alarmEmail, isDeployedByGitHub });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));

/** Context value; "" counts as unset, as infra/cdk.json lists every name. */
function context(name: string, pattern: RegExp, example: string): string | undefined {
  const value: string | undefined = app.node.tryGetContext(name) || undefined;
  if (value === undefined || pattern.test(value)) return value;
  process.stderr.write(`-c ${name}=${value} is not valid; give a value such as ${example}\n`);
  process.exit(1);
}
