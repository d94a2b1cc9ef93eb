// The one file that imports the client of Step Functions.
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { messageOf, StitchError } from '../../errors.ts';
import { credentialsProblem } from '../../repo/bucket/errors.ts';

/** State of a run. */
export interface RunState {
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'stopped';
  /** Input as JSON. */
  readonly input: string;
  /** Output as JSON; null without one. */
  readonly output: string | null;
  /** Error that ended it; null without one. */
  readonly error: { readonly name: string; readonly cause: string } | null;
}

/** Progress of a run, in rows. */
export interface RunProgress {
  readonly rows: number;
  readonly done: number;
  /** Rows done in batches that failed as a whole. */
  readonly failed: number;
}

/** State machine of a stage (infra/), which runs campaigns in AWS. */
export class StateMachine {
  private readonly client: SFNClient;
  private readonly arn: string;

  private constructor(client: SFNClient, arn: string) {
    this.client = client;
    this.arn = arn;
  }

  /** The state machine of an ARN, with the credentials of the environment; it may not exist. */
  static at(arn: string): StateMachine {
    return new StateMachine(new SFNClient({ maxAttempts: 4 }), arn);
  }

  /**
   * Finds a stage's state machine by its name, `stitch-<stage>-campaigns`, with the credentials and region of the
   * environment.
   * @throws StitchError repo/not-found, repo/forbidden, repo/unavailable.
   */
  static async find(stage: string): Promise<StateMachine> {
    const client = new SFNClient({ maxAttempts: 4 });
    const wanted = `stitch-${stage}-campaigns`;
    let nextToken: string | undefined;
    do {
      const page = await attempt('states:ListStateMachines', wanted, () =>
        client.send(new ListStateMachinesCommand({ nextToken })),
      );
      const found = page.stateMachines?.find(({ name }) => name === wanted);
      if (found?.stateMachineArn !== undefined) {
        return new StateMachine(client, found.stateMachineArn);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    throw new StitchError(
      'repo/not-found',
      `there is no state machine ${wanted} in this account and region; check the stage and AWS_REGION, or deploy the stage (docs/deploy.md)`,
      { details: { option: 'stage' } },
    );
  }

  /** Starts a run. @param run a new, unique name. @throws StitchError repo/…. */
  async start(run: string, input: object): Promise<void> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.arn,
      name: run,
      input: JSON.stringify(input),
    });
    await attempt('states:StartExecution', this.arn, () => this.client.send(command));
  }

  /** Returns a run's state; null where there is no run of that name. @throws StitchError repo/…. */
  async describe(run: string): Promise<RunState | null> {
    const executionArn = this.executionArn(run);
    const command = new DescribeExecutionCommand({ executionArn });
    const found = await attempt('states:DescribeExecution', executionArn, () =>
      this.client.send(command).catch((error) => {
        if (error.name === 'ExecutionDoesNotExist') return null;
        throw error;
      }),
    );
    if (found === null) return null;
    const { status = '', input = '', output = null, error, cause = '' } = found;
    return {
      status: RUN_STATUS[status] ?? 'running',
      input,
      output,
      error: error === undefined ? null : { name: error, cause },
    };
  }

  /** Returns a run's progress; null while its rows have not started. @throws StitchError repo/…. */
  async progress(run: string): Promise<RunProgress | null> {
    const executionArn = this.executionArn(run);
    const { mapRuns } = await attempt('states:ListMapRuns', executionArn, () =>
      this.client.send(new ListMapRunsCommand({ executionArn })),
    );
    const mapRunArn = mapRuns?.[0]?.mapRunArn;
    if (mapRunArn === undefined) return null;
    const { itemCounts } = await attempt('states:DescribeMapRun', mapRunArn, () =>
      this.client.send(new DescribeMapRunCommand({ mapRunArn })),
    );
    const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts ?? {};
    const lost = failed + timedOut + aborted;
    return { rows: total, done: succeeded + lost, failed: lost };
  }

  private executionArn(run: string): string {
    return `${this.arn.replace(':stateMachine:', ':execution:')}:${run}`;
  }
}

const RUN_STATUS: Readonly<Record<string, RunState['status']>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'stopped',
};

/** Sends a request. @param resource named in errors. @throws StitchError repo/…. */
async function attempt<T>(
  permission: string,
  resource: string,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    const problem = credentialsProblem(error);
    if (problem !== null) {
      throw new StitchError(problem[0], `${resource}: ${problem[1]}`, { cause: error });
    }
    if ((error as Error).name === 'AccessDeniedException') {
      const denied = `${resource}: access is denied; give the credentials in use the permission ${permission}`;
      throw new StitchError('repo/forbidden', denied, { cause: error });
    }
    const failed = `${resource}: AWS failed at ${permission} (${messageOf(error)}); try again`;
    throw new StitchError('repo/unavailable', failed, { cause: error });
  }
}
