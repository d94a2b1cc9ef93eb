// The entries to the function in every stage: the API, the API of links, the firewall.

import { describe, expect, it } from 'vitest';
import { HTTP_STATUS } from '../../src/http/problem.ts';
import { EVERY, propertiesOf, resource, synthesise, variablesOf } from './stacks.ts';

describe.each(EVERY)('stage $name', (stage) => {
  const template = synthesise().template(stage.name);

  it('authorizes every route, and has a separate API for signed links', () => {
    const methods = propertiesOf(template, 'AWS::ApiGateway::Method');
    expect(methods.length).toBeGreaterThanOrEqual(6);
    const kind = stage.jwt ? 'CUSTOM' : stage.auth === 'iam' ? 'AWS_IAM' : 'NONE';
    const asksForKey = stage.auth === 'api-key' && !stage.jwt;
    for (const { AuthorizationType, ApiKeyRequired = false } of methods)
      expect([AuthorizationType, ApiKeyRequired]).toEqual([kind, asksForKey]);
    template.resourceCountIs('AWS::ApiGateway::UsagePlan', asksForKey ? 1 : 0);
    const open = propertiesOf(template, 'AWS::ApiGatewayV2::Route');
    expect(open.map(({ RouteKey }) => RouteKey).sort()).toEqual(['GET /audio', 'HEAD /audio']);
    const linkUrl = JSON.stringify(variablesOf(template).STITCH_LINK_URL);
    expect(linkUrl).toContain(stage.audioCdn?.name ?? 'LinksHttp');
  });

  it('lets the API of links call the live version, once that exists', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    const ofLinks = permissions.filter((each) => JSON.stringify(each).includes('LinksHttp'));
    expect(ofLinks).toHaveLength(2);
    const name = `stitch-${stage.name}`;
    for (const { Properties, DependsOn } of ofLinks) {
      expect(JSON.stringify(Properties.FunctionName)).toContain(`:function:${name}:live`);
      expect(JSON.stringify(DependsOn)).toContain('SpeakerLive');
    }
    const { Name } = resource(template, 'AWS::Lambda::Alias', 'SpeakerLive').Properties;
    const speaker = resource(template, 'AWS::Lambda::Function', 'SpeakerFunction').Properties;
    expect([speaker.FunctionName, Name]).toEqual([name, 'live']);
  });

  it('throttles callers with 429, by key, and logs them without queries', () => {
    const { Properties } = resource(template, 'AWS::ApiGateway::Stage', 'ApiRestDeploymentStage');
    expect(Properties.MethodSettings).toEqual([
      expect.objectContaining({
        ThrottlingRateLimit: stage.throttle.perSecond,
        ThrottlingBurstLimit: stage.throttle.burst,
      }),
    ]);
    const text = JSON.stringify(template.toJSON());
    // Detailed metrics cost $12.60 a month, and no alarm reads them.
    expect(text).not.toMatch(/"(Detailed)?Metrics(Enabled)?":true/);
    expect(text).not.toMatch(/RateBasedStatement|\/test-invoke-stage\//);
    // The whole of what is asked is in none of these: links have the message in them.
    const links = resource(template, 'AWS::ApiGatewayV2::Stage', 'LinksStage').Properties;
    expect(links.DefaultRouteSettings.ThrottlingRateLimit).toBe(stage.throttle.perSecond);
    for (const log of [Properties.AccessLogSetting, links.AccessLogSettings])
      expect(log.Format).not.toMatch(/queryString|requestBody|\$context\.path"/);
    expect(Properties.TracingEnabled).toBe(true);
  });

  it('formats the gateway’s errors as the API does, whatever was sent', () => {
    const refusals = propertiesOf(template, 'AWS::ApiGateway::GatewayResponse');
    expect(refusals.length).toBeGreaterThanOrEqual(9);
    for (const { ResponseTemplates, StatusCode } of refusals) {
      const problem = JSON.parse(ResponseTemplates['application/json']);
      expect(problem).toMatchObject({ success: false, status: Number(StatusCode) });
      expect(Object.keys(HTTP_STATUS)).toContain(problem.code);
      expect(problem.title).toMatch(/\w/);
    }
  });

  it('has a firewall where it is enabled', () => {
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', stage.firewall ? 1 : 0);
  });
});
