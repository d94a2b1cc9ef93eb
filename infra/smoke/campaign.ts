import { StateMachine } from '../../src/aws/step-functions/state-machine.ts';
import type { Subject } from './checks.ts';
import type { Leftovers } from './leftovers.ts';
import { Skipped } from './skipped.ts';

const ROWS = 3;

/**
 * Says a message three times by the state machine. Repeats it until the function's instances know the words.
 * @param pause waits between two requests. @returns a detail for the report.
 */
export async function sayRows(
  { campaigns, patienceMs }: Subject,
  leftovers: Leftovers,
  message: string,
  pause: () => Promise<void>,
): Promise<string> {
  if (campaigns === null) throw new Skipped('no state machine is known; give --stage alone');
  const { machine: arn, bucket } = campaigns;
  const machine = StateMachine.at(arn);
  const campaign = message.replaceAll(' ', '-');
  const rows = Array.from({ length: ROWS }, (_, i) => `${i},${message}`);
  const text = ['id,words', ...rows, ''].join('\n');
  await leftovers.put(`${campaign}.csv`, Buffer.from(text), `s3://${bucket}/rows`);
  leftovers.campaigns.push(campaign);
  const csv = { bucket, key: `rows/${campaign}.csv` };
  const batch = { campaign, template: '{words}', name: '{id}.mp3' };
  for (const startedMs = Date.now(); ; await pause()) {
    const run = `${campaign}-${Date.now()}`;
    await machine.start(run, { csv, batch });
    let state = await machine.describe(run);
    while (state === null || state.status === 'running') {
      await pause();
      state = await machine.describe(run);
    }
    const { said } = JSON.parse(state.output ?? '{}');
    if (said === ROWS) return `${ROWS} rows in ${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
    const isUnknown = state.error?.name === 'TooManyRowsFailed';
    if (!isUnknown || Date.now() - startedMs > patienceMs)
      throw new Error(`run ${run} ${state.status}: ${state.error?.cause ?? state.output}`);
  }
}
