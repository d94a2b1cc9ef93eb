// Optional features of a stage.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Json, resource, statementsOf, synthesise } from './stacks.ts';

let stacks: ReturnType<typeof synthesise>;
beforeAll(() => {
  stacks = synthesise();
});

const list = (value: Json): Json[] => (Array.isArray(value) ? value : [value]);

describe('optional features', () => {
  it('JWT: a function of the same zip verifies tokens, with permissions on its log only', () => {
    const template = stacks.template('all');
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    const { Properties } = resource(template, 'AWS::Lambda::Function', 'ApiAuthorizerFunction');
    const speaker = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction').Properties;
    expect(Properties).toMatchObject({ Handler: 'authorizer.handler', Code: speaker.Code });
    const actions = statementsOf(template, 'ApiAuthorizerRole').flatMap(({ Action }) =>
      list(Action),
    );
    expect(actions.filter((action) => !/^(logs|xray):/.test(action))).toEqual([]);
  });

  it('prompts: the function reads the names of a set, where a stage has one', () => {
    const variables = (stage: string) =>
      resource(stacks.template(stage), 'AWS::Lambda::Function', 'SpeakerFunction').Properties
        .Environment.Variables;
    expect(variables('all').STITCH_PROMPTS).toBe('asterisk');
    expect(variables('prod')).not.toHaveProperty('STITCH_PROMPTS');
  });

  it('domain and CDN: links lead to the CDN, which caches by the whole query for 5 minutes', () => {
    const template = stacks.template('all');
    template.hasResourceProperties('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' });
    template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
      CachePolicyConfig: {
        MaxTTL: 300,
        ParametersInCacheKeyAndForwardedToOrigin: {
          QueryStringsConfig: { QueryStringBehavior: 'all' },
        },
      },
    });
    const { Environment } = resource(
      template,
      'AWS::Lambda::Function',
      'SpeakerFunction',
    ).Properties;
    expect(Environment.Variables.STITCH_LINK_URL).toBe('https://audio.example.org');
  });
});
