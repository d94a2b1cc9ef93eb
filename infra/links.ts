import { ArnFormat, Stack } from 'aws-cdk-lib';
import { AccessLogFormat, AccessLogField as field } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { CfnPermission, Function as Lambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { logGroupOf } from './functions.ts';
import { accept } from './nag.ts';
import { ROUTES } from './routes.ts';
import { ALIAS, functionNameOf, type SpeechFunction } from './speech-function.ts';
import type { Stage } from './stages.ts';

/**
 * HTTP API for signed links alone, which anyone may fetch. The REST API would send binary audio only to callers that
 * accept `audio/mpeg`, and base64 to all others.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
 */
export class Links extends Construct {
  readonly api: gateway.HttpApi;

  constructor(scope: Construct, stage: Stage) {
    super(scope, 'Links');
    this.api = new gateway.HttpApi(this, 'Http', {
      apiName: `stitch-${stage.name}-links`,
      description: 'Says messages to whoever has a signed link',
      createDefaultStage: false,
    });
    const { perSecond: rateLimit, burst: burstLimit } = stage.throttle;
    const log = logGroupOf(this, `/aws/vendedlogs/apigateway/stitch-${stage.name}-links`, stage);
    new gateway.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit, burstLimit },
      accessLogSettings: {
        destination: new gateway.LogGroupLogDestination(log),
        format: accessLogFormat({ route: '$context.routeKey' }),
      },
    });
    // By name: the function itself depends on the URL of its links.
    const live = Lambda.fromFunctionAttributes(this, 'Live', {
      functionArn: Stack.of(this).formatArn({
        service: 'lambda',
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
        resource: 'function',
        resourceName: `${functionNameOf(stage)}:${ALIAS}`,
      }),
      sameEnvironment: true,
    });
    const integration = new HttpLambdaIntegration('Speaker', live);
    for (const { path, method } of ROUTES.filter(({ isOpen }) => isOpen)) {
      const [route] = this.api.addRoutes({
        path,
        methods: [method as gateway.HttpMethod],
        integration,
      });
      const why = 'signed links are for anyone who has them; the function checks the signature';
      accept(route!, { 'AwsSolutions-APIG4': why });
    }
  }

  /** Creates the API's permissions to call the function only after its alias. */
  dependOn({ alias }: SpeechFunction): void {
    for (const child of this.node.findAll()) {
      if (child instanceof CfnPermission) child.node.addDependency(alias);
    }
  }
}

/**
 * Format of an access log: caller, request and result, without query (links contain messages) and body.
 * @param more fields of the kind of API.
 */
export function accessLogFormat(more: Readonly<Record<string, string>>): AccessLogFormat {
  return AccessLogFormat.custom(
    JSON.stringify({
      requestId: field.contextRequestId(),
      time: field.contextRequestTime(),
      ip: field.contextIdentitySourceIp(),
      method: field.contextHttpMethod(),
      status: field.contextStatus(),
      tookMs: field.contextResponseLatency(),
      bytes: field.contextResponseLength(),
      ...more,
    }),
  );
}
