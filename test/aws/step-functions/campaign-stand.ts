import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { campaignStates } from '../../../infra/campaign-states.ts';
import { STAGES, type Stage } from '../../../infra/stages.ts';
import type { Json } from '../../http/service.ts';
import { ownerOf } from '../../repo/buckets.ts';
import type { S3Service } from '../../servers/s3-server.ts';
import type { Lambda } from '../lambda/emulator.ts';
import { Stand } from '../lambda/stand.ts';
import { StateError, type Tasks } from './states-language.ts';
import { StepFunctions } from './step-functions.ts';

const FUNCTION = 'arn:aws:lambda:us-east-1:123456789012:function:stitch-dev:live';

/** The state machine of a stage with the function of the very zip behind it, as `infra/` puts them together. */
export class CampaignStand implements Tasks {
  readonly stand: Stand;
  readonly machine: StepFunctions;
  readonly deadLetters: Json[] = [];
  readonly notifications: { readonly subject: string; readonly message: Json }[] = [];
  /** Calls of the function that are answered "too many requests" before they reach it. */
  throttled = 0;
  /** Has calls fail so, that say so. */
  fails: ((event: Json) => StateError | null) | undefined;
  invocations = 0;
  private readonly lambdas: Lambda[];
  private readonly s3: S3Client;

  private constructor(stand: Stand, lambdas: Lambda[], stage: Stage) {
    this.stand = stand;
    this.lambdas = lambdas;
    this.s3 = ownerOf(stand.service);
    const parts = {
      functionArn: FUNCTION,
      outputBucket: stand.output,
      deadLettersUrl: 'https://sqs.example.org/dead',
      topicArn: 'arn:aws:sns:us-east-1:123456789012:campaigns',
    };
    this.machine = new StepFunctions(
      `stitch-${stage.name}-campaigns`,
      campaignStates(parts, stage),
      this,
    );
  }

  /** @param more of the stage. */
  static async open(service: S3Service, more: Partial<Stage> = {}): Promise<CampaignStand> {
    const stand = await Stand.open(service);
    const env = { STITCH_OUTPUT_PREFIX: '' };
    const lambdas = [await stand.start(env), await stand.start(env)];
    const opened = new CampaignStand(stand, lambdas, { ...STAGES[0]!, ...more });
    stand.ends(opened.machine);
    return opened;
  }

  stop(): Promise<void> {
    return this.stand.stop();
  }

  async run(resource: string, parameters: Json): Promise<Json> {
    switch (resource) {
      case 'arn:aws:states:::lambda:invoke':
        return this.invoke(parameters);
      case 'arn:aws:states:::sqs:sendMessage':
        this.deadLetters.push(parameters.MessageBody);
        return { MessageId: '1' };
      case 'arn:aws:states:::sns:publish':
        this.notifications.push({
          subject: parameters.Subject,
          message: JSON.parse(parameters.Message),
        });
        return { MessageId: '1' };
      case 'arn:aws:states:::aws-sdk:sfn:describeMapRun': {
        const { itemCounts, mapRunArn } = this.machine.mapRun(parameters.MapRunArn);
        return {
          MapRunArn: mapRunArn,
          ItemCounts: {
            Total: itemCounts.total,
            Succeeded: itemCounts.succeeded,
            Failed: itemCounts.failed,
          },
        };
      }
      default:
        throw new StateError('States.Runtime', `no task ${resource}`);
    }
  }

  private async invoke({ FunctionName, Payload }: Json): Promise<Json> {
    if (FunctionName !== FUNCTION)
      throw new StateError('Lambda.ResourceNotFoundException', FunctionName);
    if (this.throttled > 0) {
      this.throttled--;
      throw new StateError('Lambda.TooManyRequestsException', 'Rate exceeded');
    }
    const failure = this.fails?.(Payload);
    if (failure) throw failure;
    const lambda = this.lambdas[this.invocations++ % this.lambdas.length]!;
    const outcome = await lambda.invoke(Payload);
    if ('answer' in outcome) return { StatusCode: 200, Payload: outcome.answer };
    throw new StateError(outcome.error.errorType, JSON.stringify(outcome.error));
  }

  async getObject(bucket: string, key: string): Promise<Buffer> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    return Buffer.from(await Body!.transformToByteArray());
  }

  async putObject(bucket: string, key: string, body: string): Promise<void> {
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  }
}
