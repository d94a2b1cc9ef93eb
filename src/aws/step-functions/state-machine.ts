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

/** How a run stands. */
export interface RunState {
  readonly status: 'running' | 'succeeded' | 'failed' | 'timed-out' | 'stopped';
  /** What it was started with, as JSON. */
  readonly input: string;
  /** What it gave at its end, as JSON; null where it gave nothing. */
  readonly output: string | null;
  /** Why it failed: a name, and more; null where it did not. */
  readonly error: { readonly name: string; readonly cause: string } | null;
}

/** How many rows a run has come to. */
export interface RunProgress {
  readonly rows: number;
  readonly done: number;
  /** Of those done, rows of batches that failed as a whole. */
  readonly failed: number;
}

/** The state machine of a stage (infra/), which says campaigns in AWS. */
export class StateMachine {
  private readonly client: SFNClient;
  private readonly arn: string;

  private constructor(client: SFNClient, arn: string) {
    this.client = client;
    this.arn = arn;
  }

  /**
   * Finds that of a stage by its name, `stitch-<stage>-campaigns`, with the credentials and region of the environment.
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
    const what = `there is no state machine ${wanted} in this account and region; give --stage or AWS_REGION another value, or deploy the stage (docs/deploy.md)`;
    throw new StitchError('repo/not-found', what);
  }

  /** Starts a run of a name that no other has. @throws StitchError repo/…. */
  async start(run: string, input: object): Promise<void> {
    const command = new StartExecutionCommand({
      stateMachineArn: this.arn,
      name: run,
      input: JSON.stringify(input),
    });
    await attempt('states:StartExecution', this.arn, () => this.client.send(command));
  }

  /** How a run stands; null where there is none of that name. @throws StitchError repo/…. */
  async look(run: string): Promise<RunState | null> {
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
      status: HTTP_STATUS[status] ?? 'running',
      input,
      output,
      error: error === undefined ? null : { name: error, cause },
    };
  }

  /** How far a run is; null while its rows are not being said yet. @throws StitchError repo/…. */
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

const HTTP_STATUS: Readonly<Record<string, RunState['status']>> = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  TIMED_OUT: 'timed-out',
  ABORTED: 'stopped',
};

/** @throws StitchError that names the thing and what helps. */
async function attempt<T>(permission: string, what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const account = credentialsProblem(error);
    if (account !== null)
      throw new StitchError(account[0], `${what}: ${account[1]}`, { cause: error });
    if ((error as Error).name === 'AccessDeniedException') {
      const denied = `${what}: access is denied; give the credentials in use the permission ${permission}`;
      throw new StitchError('repo/forbidden', denied, { cause: error });
    }
    const failed = `${what}: AWS failed at ${permission} (${messageOf(error)}); try again`;
    throw new StitchError('repo/unavailable', failed, { cause: error });
  }
}
