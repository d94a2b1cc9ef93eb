// A server with Step Functions' own API, for one state machine.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Json } from '../../http/service.ts';
import { type Execution, runStates, StateError, type Tasks } from './states-language.ts';

interface Running extends Execution {
  readonly arn: string;
  readonly input: string;
  readonly startedMs: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  output?: string;
  error?: string;
  cause?: string;
}

const ACCOUNT = 'us-east-1:123456789012';

/** One state machine behind its API. */
export class StepFunctions {
  readonly machineArn: string;
  readonly executions = new Map<string, Running>();
  /** Allowed actions; others are denied. */
  denied: readonly string[] = [];
  /** Number of requests after a start that the service fails. */
  failing = 0;
  private readonly name: string;
  private readonly definition: Json;
  private readonly tasks: Tasks;
  private server: Server | undefined;

  constructor(name: string, definition: Json, tasks: Tasks) {
    this.name = name;
    this.definition = definition;
    this.tasks = tasks;
    this.machineArn = `arn:aws:states:${ACCOUNT}:stateMachine:${name}`;
  }

  /** Starts the server. @returns its address. */
  async listen(): Promise<string> {
    this.server = createServer(async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const action = String(request.headers['x-amz-target']).replace('AWSStepFunctions.', '');
      const [status, answer] = this.answer(action, JSON.parse(Buffer.concat(pieces).toString()));
      response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify(answer));
    });
    await new Promise<void>((done) => this.server!.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const { server } = this;
    if (server === undefined) return;
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }

  /** Starts an execution. @returns it, and when it has ended. */
  start(
    name: string,
    input: Json,
  ): { readonly execution: Running; readonly ended: Promise<Running> } {
    const execution: Running = {
      name,
      arn: `arn:aws:states:${ACCOUNT}:execution:${this.name}:${name}`,
      machineArn: this.machineArn,
      input: JSON.stringify(input),
      startedMs: Date.now(),
      tasks: this.tasks,
      speed: 500,
      mapRuns: [],
      entered: [],
      waits: [],
      status: 'RUNNING',
    };
    this.executions.set(execution.arn, execution);
    const ended = runStates(this.definition, input, execution)
      .then((output) =>
        Object.assign(execution, { status: 'SUCCEEDED', output: JSON.stringify(output) }),
      )
      .catch((error) => {
        if (!(error instanceof StateError)) throw error;
        const { name: code, message: cause } = error;
        return Object.assign(execution, { status: 'FAILED', error: code, cause });
      });
    return { execution, ended: ended as Promise<Running> };
  }

  private answer(action: string, asked: Json): [status: number, answer: Json] {
    if (this.denied.includes(action)) return refusal('AccessDeniedException', `not ${action}`);
    if (
      action === 'DescribeExecution' &&
      this.executions.has(asked.executionArn) &&
      this.failing-- > 0
    ) {
      return [503, { __type: 'ServiceUnavailable', message: 'later' }];
    }
    const execution = this.executions.get(asked.executionArn);
    switch (action) {
      case 'ListStateMachines': {
        const one = {
          name: this.name,
          stateMachineArn: this.machineArn,
          type: 'STANDARD',
          creationDate: 0,
        };
        // Page by page, of which the first is another's.
        return asked.nextToken === undefined
          ? [200, { stateMachines: [{ ...one, name: 'other' }], nextToken: 'more' }]
          : [200, { stateMachines: [one] }];
      }
      case 'StartExecution': {
        if (asked.stateMachineArn !== this.machineArn) {
          return refusal('StateMachineDoesNotExist', `no ${asked.stateMachineArn}`);
        }
        const started = this.start(asked.name, JSON.parse(asked.input));
        return [200, { executionArn: started.execution.arn, startDate: Date.now() / 1000 }];
      }
      case 'DescribeExecution':
        return execution === undefined
          ? refusal('ExecutionDoesNotExist', `no ${asked.executionArn}`)
          : [200, describe(execution)];
      case 'StopExecution':
        Object.assign(execution!, { status: 'ABORTED' });
        return [200, { stopDate: Date.now() / 1000 }];
      case 'ListMapRuns': {
        const mapRuns = execution!.mapRuns.map(({ arn }) => {
          const { arn: executionArn, machineArn: stateMachineArn, startedMs } = execution!;
          return { mapRunArn: arn, executionArn, stateMachineArn, startDate: startedMs / 1000 };
        });
        return [200, { mapRuns }];
      }
      case 'DescribeMapRun':
        return [200, this.mapRun(asked.mapRunArn)];
      default:
        return refusal('UnknownOperationException', action);
    }
  }

  /** Description of a map run, for the API and the task that calls it. */
  mapRun(arn: string): Json {
    const runs = [...this.executions.values()].flatMap(({ mapRuns }) => mapRuns);
    const { status, items } = runs.find((run) => run.arn === arn)!;
    const { total, succeeded, failed } = items;
    const itemCounts = {
      total,
      succeeded,
      failed,
      running: 0,
      pending: total - succeeded - failed,
    };
    return {
      mapRunArn: arn,
      status,
      itemCounts: { ...itemCounts, aborted: 0, timedOut: 0, resultsWritten: succeeded },
    };
  }
}

function describe({
  arn,
  input,
  machineArn,
  name,
  status,
  startedMs,
  output,
  error,
  cause,
}: Running): Json {
  const startDate = startedMs / 1000;
  return {
    executionArn: arn,
    stateMachineArn: machineArn,
    name,
    status,
    startDate,
    input,
    output,
    error,
    cause,
  };
}

function refusal(type: string, message: string): [number, Json] {
  return [400, { __type: type, message }];
}
