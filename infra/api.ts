import { STATUS_CODES } from 'node:http';
import { CfnOutput } from 'aws-cdk-lib';
import * as gateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { ErrorCode } from '../src/errors.ts';
import { authorizerOf } from './authorizer.ts';
import { logGroupOf } from './functions.ts';
import { accessLogFormat } from './links.ts';
import { accept } from './nag.ts';
import { ROUTES } from './routes.ts';
import type { SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

const field = gateway.AccessLogField;

/** REST API before the function: authorization and throttling. The function checks requests, with better errors. */
export class Api extends Construct {
  readonly rest: gateway.RestApi;
  readonly log: LogGroup;
  /** Id of the API key, where callers need one. */
  readonly keyId: string | undefined;

  constructor(scope: Construct, stage: Stage, speechFunction: SpeechFunction) {
    super(scope, 'Api');
    this.log = logGroupOf(this, `/aws/apigateway/stitch-${stage.name}`, stage);
    this.rest = new gateway.RestApi(this, 'Rest', {
      restApiName: `stitch-${stage.name}`,
      description: 'Says messages from recorded clips',
      // For callers whose Accept names one of them; signed links have an API of their own.
      binaryMediaTypes: ['audio/mpeg', 'audio/mp3', 'audio/wav', 'audio/wave', 'audio/x-wav'],
      cloudWatchRole: false, // one for all stages: account.ts
      endpointTypes: [gateway.EndpointType.REGIONAL],
      deployOptions: {
        stageName: stage.name,
        tracingEnabled: true,
        accessLogDestination: new gateway.LogGroupLogDestination(this.log),
        accessLogFormat: accessLogFormat({
          caller: field.contextIdentityUserArn(),
          apiKeyId: field.contextIdentityApiKeyId(),
          path: field.contextResourcePath(),
          waf: field.contextWafResponseCode(),
          error: field.contextErrorMessage(),
        }),
        throttlingRateLimit: stage.throttle.perSecond,
        throttlingBurstLimit: stage.throttle.burst,
      },
    });
    this.addRoutes(stage, speechFunction);
    this.addGatewayErrors();
    if (stage.auth === 'api-key' && !stage.jwt) this.keyId = this.addUsagePlan(stage);
    if (stage.domain) this.addDomain(stage.domain);
    accept(this.rest, {
      'AwsSolutions-APIG2':
        'bodies and queries are checked by the function, with errors that name the field',
      'AwsSolutions-APIG6':
        'the log of executions has whole bodies: the messages; the access log and the function tell what happened',
      'AwsSolutions-COG4':
        'callers are other services: they sign by AWS, bring an API key or a token of their own issuer; signed links are for anyone who has them',
      ...(!stage.firewall && {
        'AwsSolutions-APIG3': 'no firewall before stages that only we call',
      }),
    });
  }

  private addRoutes(stage: Stage, speechFunction: SpeechFunction): void {
    const integration = new gateway.LambdaIntegration(speechFunction.alias, {
      allowTestInvoke: false,
    });
    const authorizer = stage.jwt && authorizerOf(this, stage, stage.jwt);
    for (const { path, method } of ROUTES.filter(({ isOpen }) => !isOpen)) {
      const resource = this.rest.root.resourceForPath(path);
      resource.addMethod(method, integration, authorizationOf(stage, authorizer));
    }
  }

  /** Gives the gateway's own errors the format of the API's. */
  private addGatewayErrors(): void {
    for (const [name, status, code, detail] of GATEWAY_ERRORS) {
      const type = gateway.ResponseType[name];
      this.rest.addGatewayResponse(type.responseType, {
        type,
        statusCode: `${status}`,
        responseHeaders: { 'Content-Type': "'application/problem+json'" },
        templates: { 'application/json': problem(status, code, detail) },
      });
    }
  }

  private addUsagePlan(stage: Stage): string {
    const { perSecond: rateLimit, burst: burstLimit } = stage.throttle;
    const plan = this.rest.addUsagePlan('Plan', {
      name: `stitch-${stage.name}`,
      throttle: { rateLimit, burstLimit },
      apiStages: [{ stage: this.rest.deploymentStage }],
    });
    const key = this.rest.addApiKey('Key', { apiKeyName: `stitch-${stage.name}` });
    plan.addApiKey(key);
    const why = 'this stage asks for an API key, with a usage plan';
    accept(this.rest, { 'AwsSolutions-APIG4': why });
    return key.keyId;
  }

  private addDomain({ name, certificateArn }: NonNullable<Stage['domain']>): void {
    const domain = new gateway.DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: gateway.EndpointType.REGIONAL,
      securityPolicy: gateway.SecurityPolicy.TLS_1_2,
    });
    domain.addBasePathMapping(this.rest);
    new CfnOutput(this, 'Target', { value: domain.domainNameAliasDomainName });
  }
}

const NO_ROUTE = 'the request is not signed, or the route does not exist; see GET /openapi.json';
const TOO_LONG = 'the message took too long to render; try again, or split it';

/** Errors of the gateway, before the function is called. */
const GATEWAY_ERRORS = [
  ['UNAUTHORIZED', 401, 'request/unauthorized', 'the token is missing or wrong; send a valid one'],
  ['ACCESS_DENIED', 403, 'request/forbidden', 'these credentials lack permission; use others'],
  [
    'INVALID_API_KEY',
    403,
    'request/unauthorized',
    'x-api-key is missing or wrong; send a valid key',
  ],
  ['MISSING_AUTHENTICATION_TOKEN', 403, 'request/unauthorized', NO_ROUTE],
  ['THROTTLED', 429, 'request/busy', 'the rate limit is exceeded; try again later'],
  ['QUOTA_EXCEEDED', 429, 'request/busy', 'the quota is used up; try again later'],
  ['REQUEST_TOO_LARGE', 413, 'request/too-large', 'the body is too large; send less'],
  ['WAF_FILTERED', 403, 'request/forbidden', 'the firewall blocked the request; change it'],
  ['INTEGRATION_TIMEOUT', 504, 'request/deadline', TOO_LONG],
] as const;

/** Formats a problem as the function does. Of the gateway's variables only the request id cannot break JSON. */
function problem(status: number, code: ErrorCode, detail: string): string {
  const fields = { type: 'about:blank', title: STATUS_CODES[status], status, detail };
  return JSON.stringify({ ...fields, success: false, code, request_id: '$context.requestId' });
}

function authorizationOf(
  { auth }: Stage,
  authorizer: gateway.IAuthorizer | undefined,
): gateway.MethodOptions {
  const { CUSTOM, IAM, NONE } = gateway.AuthorizationType;
  if (authorizer) return { authorizationType: CUSTOM, authorizer };
  return auth === 'iam'
    ? { authorizationType: IAM }
    : { authorizationType: NONE, apiKeyRequired: true };
}
