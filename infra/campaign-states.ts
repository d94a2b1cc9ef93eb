import type { Stage } from './stages.ts';

/** Resources that a campaign's states use. */
export interface CampaignParts {
  readonly functionArn: string;
  readonly outputBucket: string;
  readonly deadLettersUrl: string;
  readonly topicArn: string;
}

type State = Readonly<Record<string, unknown>>;

/** Prefix of the results that Step Functions writes: not a valid campaign name. */
export const RUNS_PREFIX = 'batch/_runs';
/** Rows per batch in bytes. A state's input is limited to 256 KiB, with the template and a dead letter's error. */
const MAX_BATCH_BYTES = 180_000;
/** Time limit of a batch, above the function's own. */
const BATCH_SECONDS = 150;

/** File name of the CSV, without its folders. */
const PATH_PARTS = "States.StringSplit($.csv.key, '/')";
const LAST_PART = `States.ArrayGetItem(${PATH_PARTS}, States.MathAdd(States.ArrayLength(${PATH_PARTS}), -1))`;

/** Retries throttled calls at growing, spread intervals for a quarter of an hour. */
const RETRY_THROTTLED = {
  ErrorEquals: ['Lambda.TooManyRequestsException'],
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxDelaySeconds: 120,
  MaxAttempts: 14,
  JitterStrategy: 'FULL',
};
/** Retries transient failures, of the function and of AWS. */
const RETRY_TRANSIENT = {
  ...RETRY_THROTTLED,
  ErrorEquals: [
    ...['Storage', 'Deadline', 'Sandbox.Timedout', 'States.Timeout', 'Lambda.Unknown'],
    ...['Lambda.ServiceException', 'Lambda.AWSLambdaException'],
    ...['Lambda.SdkClientException', 'Lambda.ClientExecutionTimeoutException'],
  ],
  IntervalSeconds: 3,
  MaxDelaySeconds: 60,
  MaxAttempts: 5,
};
const RETRY_INVOKE = [RETRY_THROTTLED, RETRY_TRANSIENT];
const ALL = { ErrorEquals: ['States.ALL'] };
const RETRY_ALL = [{ ...ALL, MaxAttempts: 5, JitterStrategy: 'FULL' }];
const CATCH_ALL = [{ ...ALL, ResultPath: '$.error', Next: 'Tell it broke' }];

/**
 * Defines a campaign in Amazon States Language. Its input is `{ csv: { bucket, key }, batch: { campaign, template, … } }`,
 * where `batch` is the `BatchInput` of the function (docs/api.md); without it, `message` is a column and the CSV's
 * name is the campaign's.
 * https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html
 */
export function campaignStates(parts: CampaignParts, stage: Stage): State {
  const tell = (what: string, message: string, next: string) =>
    notify(parts.topicArn, `stitch ${stage.name}: a campaign ${what}`, message, next);
  const tally = 'States.JsonToString($.tally)';
  return {
    Comment: 'Says the rows of a CSV',
    TimeoutSeconds: stage.campaignHours * 3600,
    StartAt: 'Begin',
    States: {
      Begin: {
        Type: 'Choice',
        Choices: [{ Variable: '$.batch.campaign', IsPresent: true, Next: 'Name the run' }],
        Default: 'Name the campaign',
      },
      'Name the campaign': {
        Type: 'Pass',
        Parameters: { 'csv.$': '$.csv', batch: { 'campaign.$': LAST_PART } },
        Next: 'Name the run',
      },
      'Name the run': {
        Type: 'Pass',
        InputPath: '$$.Execution.Name',
        ResultPath: '$.batch.run',
        Next: 'Say the rows',
      },
      'Say the rows': rows(parts, stage),
      'Count the batches': {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:sfn:describeMapRun',
        Parameters: { 'MapRunArn.$': '$.map.MapRunArn' },
        ResultSelector: { 'total.$': '$.ItemCounts.Total' },
        ResultPath: '$.counts',
        Retry: RETRY_ALL,
        Catch: CATCH_ALL,
        Next: 'Look for rows',
      },
      'Look for rows': {
        Type: 'Choice',
        Choices: [{ Variable: '$.counts.total', NumericGreaterThan: 0, Next: 'Count the rows' }],
        Default: 'Tell it is empty', // without rows there are no results to count
      },
      'Tell it is empty': tell('has no rows', 'States.JsonToString($.csv)', 'Empty'),
      Empty: { Type: 'Fail', Error: 'NoRows', Cause: 'the CSV has a header and no rows; add rows' },
      'Count the rows': {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: {
          FunctionName: parts.functionArn,
          Payload: {
            Tally: {
              'campaign.$': '$.batch.campaign',
              'run.$': '$.batch.run',
              'results.$': '$.map.ResultWriterDetails.Key',
              'rows.$': '$.counts',
            },
          },
        },
        ResultSelector: { 'tally.$': '$.Payload' },
        Retry: RETRY_INVOKE,
        Catch: CATCH_ALL,
        Next: 'Judge',
      },
      Judge: {
        Type: 'Choice',
        Choices: [
          {
            Variable: '$.tally.failed_percent',
            NumericGreaterThan: stage.toleratedFailurePercent,
            Next: 'Tell of too many',
          },
        ],
        Default: 'Tell it is done',
      },
      'Tell it is done': tell('is done', tally, 'Done'),
      Done: { Type: 'Pass', OutputPath: '$.tally', End: true },
      'Tell of too many': tell('has too many failed rows', tally, 'Too many'),
      'Too many': { Type: 'Fail', Error: 'TooManyRowsFailed', CausePath: tally },
      'Tell it broke': tell('broke', 'States.JsonToString($)', 'Broken'),
      Broken: {
        Type: 'Fail',
        Error: 'CampaignBroke', // own errors may not begin with "States."
        // Address of the manifest of finished batches, which `stitch batch --aws` fetches.
        CausePath: `States.Format('{}: {} (s3://${parts.outputBucket}/batch/{}/manifest/{}/)', $.error.Error, $.error.Cause, $.batch.campaign, $.batch.run)`,
      },
    },
  };
}

/** Map state: splits the rows of the CSV into batches, and renders each. */
function rows(parts: CampaignParts, stage: Stage): State {
  return {
    Type: 'Map',
    Label: 'rows',
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' },
      Parameters: { 'Bucket.$': '$.csv.bucket', 'Key.$': '$.csv.key' },
    },
    ItemSelector: { 'index.$': '$$.Map.Item.Index', 'row.$': '$$.Map.Item.Value' },
    ItemBatcher: {
      MaxItemsPerBatch: stage.rowsPerBatch,
      MaxInputBytesPerBatch: MAX_BATCH_BYTES,
      BatchInput: { 'campaign.$': '$.batch' },
    },
    MaxConcurrency: stage.batchesAtOnce,
    ToleratedFailurePercentage: stage.toleratedFailurePercent,
    ItemProcessor: {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Say a batch',
      States: batch(parts),
    },
    ResultWriter: {
      Resource: 'arn:aws:states:::s3:putObject',
      Parameters: { Bucket: parts.outputBucket, Prefix: RUNS_PREFIX },
      WriterConfig: { OutputType: 'JSON', Transformation: 'COMPACT' },
    },
    ResultPath: '$.map',
    Catch: CATCH_ALL,
    Next: 'Count the batches',
  };
}

function batch({ functionArn, deadLettersUrl }: CampaignParts): Readonly<Record<string, State>> {
  return {
    'Say a batch': {
      Type: 'Task',
      Resource: 'arn:aws:states:::lambda:invoke',
      Parameters: {
        FunctionName: functionArn,
        Payload: { 'BatchInput.$': '$.BatchInput.campaign', 'Items.$': '$.Items' },
      },
      ResultSelector: {
        'rows.$': '$.Payload.rows',
        'said.$': '$.Payload.said',
        'failed.$': '$.Payload.failed',
      },
      TimeoutSeconds: BATCH_SECONDS,
      Retry: RETRY_INVOKE,
      Catch: [{ ...ALL, ResultPath: '$.error', Next: 'Put it by' }],
      End: true,
    },
    'Put it by': {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage',
      Parameters: { QueueUrl: deadLettersUrl, 'MessageBody.$': '$' },
      ResultPath: null,
      Retry: RETRY_ALL,
      Next: 'Not said',
    },
    'Not said': {
      Type: 'Fail',
      Error: 'BatchNotSaid',
      CausePath: "States.Format('{}: {}', $.error.Error, $.error.Cause)",
    },
  };
}

/** Task that notifies subscribers; its failure does not fail the campaign. */
function notify(topicArn: string, Subject: string, message: string, Next: string): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::sns:publish',
    Parameters: { TopicArn: topicArn, Subject, 'Message.$': message },
    ResultPath: null,
    Retry: [{ ...ALL, MaxAttempts: 3, JitterStrategy: 'FULL' }],
    Catch: [{ ...ALL, ResultPath: '$.untold', Next }],
    Next,
  };
}
