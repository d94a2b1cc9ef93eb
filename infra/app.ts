import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { AccountStack } from './account.ts';
import { StitchStack } from './stack.ts';
import { STAGES } from './stages.ts';

const app = new App();
/** "" is as good as nothing: infra/cdk.json has a place for each. */
const context = (name: string): string | undefined => app.node.tryGetContext(name) || undefined;
new AccountStack(app, 'stitch-account', {
  repository: context('repository'),
  githubProvider: context('githubProvider'),
  stages: context('stages')?.split(','),
});
for (const stage of STAGES) {
  new StitchStack(app, `stitch-${stage.name}`, { stage, alarmEmail: context('alarmEmail') });
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
