// Optional features of a stage.

import { expect, it } from 'vitest';
import { list, resource, statementsOf, synthesise, variablesOf } from './stacks.ts';

const template = synthesise().template('all');

it('JWT: a function of the same zip verifies tokens, with permissions on its log only', () => {
  template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
  const { Properties } = resource(template, 'AWS::Lambda::Function', 'ApiAuthorizerFunction');
  const speaker = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction').Properties;
  expect(Properties).toMatchObject({ Handler: 'authorizer.handler', Code: speaker.Code });
  const actions = statementsOf(template, 'ApiAuthorizerRole').flatMap(({ Action }) => list(Action));
  expect(actions.filter((action) => !/^(logs|xray):/.test(action))).toEqual([]);
});

it('prompts: the function reads the names of a set, where a stage has one', () => {
  expect(variablesOf(template).STITCH_PROMPTS).toBe('asterisk');
  expect(variablesOf(synthesise().template('prod'))).not.toHaveProperty('STITCH_PROMPTS');
});

it('domain and CDN: links lead to the CDN, which caches by the whole query for 5 minutes', () => {
  template.hasResourceProperties('AWS::ApiGateway::DomainName', { SecurityPolicy: 'TLS_1_2' });
  template.hasResourceProperties('AWS::CloudFront::CachePolicy', {
    CachePolicyConfig: {
      MaxTTL: 300,
      ParametersInCacheKeyAndForwardedToOrigin: {
        QueryStringsConfig: { QueryStringBehavior: 'all' },
      },
    },
  });
  expect(variablesOf(template).STITCH_LINK_URL).toBe('https://audio.example.org');
});
