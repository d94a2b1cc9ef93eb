// The state machine of the template is the one that test/aws runs; and what is dropped starts it as it wants.

import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { campaignStates } from '../campaign-states.ts';
import { STAGES } from '../stages.ts';
import { type Json, resource, synthesise } from './stacks.ts';

const PARTS = {
  functionArn: '<SpeakerLive>',
  outputBucket: '<BucketsOutput>',
  deadLettersUrl: '<CampaignsDeadLetters>',
  topicArn: '<CampaignsTopic>',
};

describe.each(STAGES)('stage $name', (stage) => {
  it('has the states that the tests run', () => {
    const template = synthesise().template(stage.name);
    const { Properties } = resource(
      template,
      'AWS::StepFunctions::StateMachine',
      'CampaignsMachine',
    );
    const text: string = Properties.DefinitionString['Fn::Join'][1]
      .map((part: Json) =>
        typeof part === 'string' ? part : `<${part.Ref.replace(/[0-9A-F]{8}$/, '')}>`,
      )
      .join('');
    expect(JSON.parse(text)).toEqual(campaignStates(PARTS, stage));
    expect(Properties.StateMachineName).toBe(`stitch-${stage.name}-campaigns`);
    expect(Properties.LoggingConfiguration).toMatchObject({ IncludeExecutionData: false });
    expect(Properties.TracingConfiguration).toEqual({ Enabled: true });
  });

  it('has states that pass a validator of the language', () => {
    const parts = {
      ...PARTS,
      functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:f:live',
    };
    const definition = campaignStates(parts, stage);
    expect(validate(definition, { checkPaths: true, checkArn: true }).errors).toEqual([]);
  });

  it('limits failures, batch size and concurrency', () => {
    const map = (campaignStates(PARTS, stage) as Json).States['Say the rows'];
    expect(map).toMatchObject({
      ToleratedFailurePercentage: stage.toleratedFailurePercent,
      MaxConcurrency: stage.batchesAtOnce,
      ItemBatcher: { MaxItemsPerBatch: stage.rowsPerBatch },
    });
    expect(map.ItemBatcher.MaxInputBytesPerBatch).toBeLessThan(262_144 - 64_000);
  });
});

it('starts for a CSV in campaigns/, with its bucket and key', () => {
  const { Properties } = resource(
    synthesise().template('dev'),
    'AWS::Events::Rule',
    'CampaignsDropped',
  );
  expect(Properties.EventPattern).toMatchObject({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: { object: { key: [{ wildcard: 'campaigns/*.csv' }] } },
  });
  const [target] = Properties.Targets;
  expect(target.InputTransformer).toEqual({
    InputPathsMap: {
      'detail-bucket-name': '$.detail.bucket.name',
      'detail-object-key': '$.detail.object.key',
    },
    InputTemplate: '{"csv":{"bucket":<detail-bucket-name>,"key":<detail-object-key>}}',
  });
  expect(target.DeadLetterConfig).toBeDefined();
});
