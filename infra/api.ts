import { STATUS_CODES } from 'node:http';
import { CfnOutput } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  AuthorizationType,
  DomainName,
  EndpointType,
  type IAuthorizer,
  type JsonSchema,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodOptions,
  type Model,
  RequestValidator,
  ResponseType,
  RestApi,
  SecurityPolicy,
} from 'aws-cdk-lib/aws-apigateway';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Construct } from 'constructs';
import type { ErrorCode } from '../src/errors.ts';
import { authorizerOf } from './authorizer.ts';
import { accept } from './nag.ts';
import { type Route, routes } from './request-model.ts';
import { logGroupOf, type Speaker } from './speaker.ts';
import type { Stage } from './stages.ts';

/** The REST API before the function: who may call, how often, and with what. */
export class Api extends Construct {
  readonly rest: RestApi;

  constructor(scope: Construct, stage: Stage, speaker: Speaker) {
    super(scope, 'Api');
    const log = logGroupOf(this, `/aws/apigateway/stitch-${stage.name}`, stage);
    this.rest = new RestApi(this, 'Rest', {
      restApiName: `stitch-${stage.name}`,
      description: 'Says messages from recorded clips',
      // To who asks for one of them; signed links are for anyone, and have an API of their own.
      binaryMediaTypes: ['audio/mpeg', 'audio/mp3', 'audio/wav', 'audio/wave', 'audio/x-wav'],
      cloudWatchRole: false, // one for all stages: account.ts
      endpointTypes: [EndpointType.REGIONAL],
      deployOptions: {
        stageName: stage.name,
        tracingEnabled: true,
        metricsEnabled: true,
        accessLogDestination: new LogGroupLogDestination(log),
        accessLogFormat: accessLogFormat(),
        throttlingRateLimit: stage.throttle.perSecond,
        throttlingBurstLimit: stage.throttle.burst,
      },
    });
    this.addRoutes(stage, speaker);
    this.addRefusals();
    if (stage.auth === 'api-key' && !stage.jwt) this.addUsagePlan(stage);
    if (stage.domain) this.addDomain(stage.domain);
    const why = 'bodies and queries are checked by the function, with errors that name the field';
    accept(this.rest, 'AwsSolutions-APIG2', why);
    if (!stage.firewall) {
      accept(this.rest, 'AwsSolutions-APIG3', 'no firewall before stages that only we call');
    }
    accept(
      this.rest,
      'AwsSolutions-APIG6',
      'the log of executions has whole bodies: the messages; the access log and the function tell what happened',
    );
    accept(
      this.rest,
      'AwsSolutions-COG4',
      'callers are other services: they sign by AWS, bring an API key or a token of their own issuer; signed links are for anyone who has them',
    );
  }

  private addRoutes(stage: Stage, speaker: Speaker): void {
    const integration = new LambdaIntegration(speaker.alias, { proxy: true });
    const validator = new RequestValidator(this, 'Bodies', {
      restApi: this.rest,
      validateRequestBody: true,
    });
    const authorizer = stage.jwt && authorizerOf(this, stage, stage.jwt);
    const resources = new Map<string, ReturnType<RestApi['root']['addResource']>>();
    for (const route of routes().filter(({ isOpen }) => !isOpen)) {
      const path = route.path.slice(1);
      const resource = resources.get(path) ?? this.rest.root.addResource(path);
      resources.set(path, resource);
      resource.addMethod(route.method, integration, {
        ...authorisationOf(stage, authorizer),
        ...(route.model && {
          requestValidator: validator,
          requestModels: { 'application/json': this.modelOf(route.model) },
        }),
      });
    }
    if (stage.auth !== 'api-key' || stage.jwt) return;
    const why = 'this stage asks for an API key, with a usage plan';
    accept(this.rest, 'AwsSolutions-APIG4', why);
  }

  private modelOf({ name, schema }: NonNullable<Route['model']>): Model {
    return this.rest.addModel(name, {
      modelName: name,
      contentType: 'application/json',
      schema: { title: name, ...(schema as JsonSchema) },
    });
  }

  /** What the gateway itself refuses has the form of the API's own errors. */
  private addRefusals(): void {
    for (const [type, status, code, detail] of REFUSALS) {
      this.rest.addGatewayResponse(`${type.responseType}`, {
        type,
        statusCode: `${status}`,
        responseHeaders: { 'Content-Type': "'application/problem+json'" },
        templates: { 'application/json': problem(status, code, detail) },
      });
    }
  }

  private addUsagePlan(stage: Stage): void {
    const { perSecond: rateLimit, burst: burstLimit } = stage.throttle;
    const plan = this.rest.addUsagePlan('Plan', {
      name: `stitch-${stage.name}`,
      throttle: { rateLimit, burstLimit },
      apiStages: [{ stage: this.rest.deploymentStage }],
    });
    plan.addApiKey(this.rest.addApiKey('Key', { apiKeyName: `stitch-${stage.name}` }));
  }

  private addDomain({ name, certificateArn }: NonNullable<Stage['domain']>): void {
    const domain = new DomainName(this, 'Domain', {
      domainName: name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', certificateArn),
      endpointType: EndpointType.REGIONAL,
      securityPolicy: SecurityPolicy.TLS_1_2,
    });
    domain.addBasePathMapping(this.rest);
    new CfnOutput(this, 'Target', { value: domain.domainNameAliasDomainName });
  }
}

/** What the gateway refuses before the function sees it. */
const REFUSALS = [
  [
    ResponseType.BAD_REQUEST_BODY,
    400,
    'request/malformed',
    'the body is not what this route takes; GET /openapi.json tells what that is',
  ],
  [ResponseType.UNAUTHORIZED, 401, 'request/unauthorized', 'the token is missing or wrong'],
  [ResponseType.ACCESS_DENIED, 403, 'request/forbidden', 'these credentials may not do this'],
  [ResponseType.INVALID_API_KEY, 403, 'request/unauthorized', 'x-api-key is missing or wrong'],
  [
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    403,
    'request/unauthorized',
    'the request is not signed, or there is no such route; GET /openapi.json tells what there is',
  ],
  [ResponseType.THROTTLED, 429, 'request/busy', 'more is asked than is allowed; try again later'],
  [ResponseType.QUOTA_EXCEEDED, 429, 'request/busy', 'more was asked than is allowed'],
  [ResponseType.REQUEST_TOO_LARGE, 413, 'request/too-large', 'the body is larger than is taken'],
  [ResponseType.WAF_FILTERED, 403, 'request/forbidden', 'the firewall held the request up'],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    504,
    'request/deadline',
    'the message took too long to make; try again, or part it',
  ],
] as const;

/** A problem as the function would tell it. Of what the gateway knows, only the request's number cannot break JSON. */
function problem(status: number, code: ErrorCode, detail: string): string {
  const told = { type: 'about:blank', title: STATUS_CODES[status], status, detail };
  return JSON.stringify({ ...told, success: false, code, request_id: '$context.requestId' });
}

function authorisationOf({ auth }: Stage, authorizer: IAuthorizer | undefined): MethodOptions {
  if (authorizer) return { authorizationType: AuthorizationType.CUSTOM, authorizer };
  return auth === 'iam'
    ? { authorizationType: AuthorizationType.IAM }
    : { authorizationType: AuthorizationType.NONE, apiKeyRequired: true };
}

/** Who asked for what, and what came of it; no query (links have messages in them) and no body. */
function accessLogFormat(): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: AccessLogField.contextRequestId(),
      time: AccessLogField.contextRequestTime(),
      ip: AccessLogField.contextIdentitySourceIp(),
      caller: AccessLogField.contextIdentityUserArn(),
      apiKeyId: AccessLogField.contextIdentityApiKeyId(),
      method: AccessLogField.contextHttpMethod(),
      path: AccessLogField.contextResourcePath(),
      status: AccessLogField.contextStatus(),
      tookMs: AccessLogField.contextResponseLatency(),
      bytes: AccessLogField.contextResponseLength(),
      waf: AccessLogField.contextWafResponseCode(),
      error: AccessLogField.contextErrorMessage(),
    }),
  );
}
