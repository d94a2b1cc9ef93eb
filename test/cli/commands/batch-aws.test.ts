import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  it,
  vi,
} from 'vitest';
import { parseKey } from '../../../src/repo/repo.ts';
import { CampaignStand } from '../../aws/step-functions/campaign-stand.ts';
import { StateError } from '../../aws/step-functions/states-language.ts';
import { stitch, type World } from '../command-line.ts';

const service = inject('s3Services')[0]!;
let stand: CampaignStand;
let endpoint: string;
let out: string;

beforeAll(async () => {
  stand = await CampaignStand.open(service, { rowsPerBatch: 50 });
  endpoint = await stand.machine.listen();
});
afterAll(() => stand.stop());
beforeEach(() => {
  out = mkdtempSync(join(tmpdir(), 'stitch-aws-'));
  vi.stubEnv('AWS_ENDPOINT_URL_SFN', endpoint);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', service.owner.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', service.owner.secretAccessKey);
});
afterEach(() => {
  stand.machine.denied = [];
  stand.fails = undefined;
  stand.throttled = 0;
  vi.unstubAllEnvs();
  rmSync(out, { recursive: true, force: true });
});

function csv(rows: number, bad: readonly number[] = []): string {
  const line = (_: unknown, i: number) =>
    `r${i + 1},${bad.includes(i + 1) ? 'nobody' : 'shreeshail'}\n`;
  return `id,name\n${Array.from({ length: rows }, line).join('')}`;
}

async function batch(text: string | null, args: readonly string[] = [], world: World = {}) {
  const { input } = stand.stand;
  if (text !== null) await stand.putObject(input, 'rows/march.csv', text);
  const rows = `s3://${input}/rows/march.csv`;
  const common = ['--aws', '--s3-endpoint', service.endpoint, '--out', out];
  const template = ['--template', 'hello {name}', '--name', '{id}.mp3'];
  return stitch(['batch', rows, ...common, ...template, ...args], world);
}

describe('stitch batch --aws', () => {
  it('starts a run, waits, and fetches the manifest in row order', async () => {
    const { code, stdout, stderr } = await batch(csv(220, [7, 201]), ['--gap', '0.2']);
    expect(stderr).toMatch(
      /^220 rows can be read\nstarted run march-\d{8}T\d{6}Z-[0-9a-f]{4} of campaign march on stage dev\n$/,
    );
    expect(stdout).toContain(`s3://${stand.stand.output}/batch/march/: 220 rows, 218 said; took`);
    expect(stdout).toContain(`2 not said; see ${out}/manifest.csv`);
    expect(code).toBe(3);
    expect(readdirSync(out).sort()).toEqual(['manifest.csv', 'manifest.jsonl']);
    const lines = readFileSync(join(out, 'manifest.jsonl'), 'utf8').trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line));
    expect(entries.map(({ row }) => row)).toEqual(Array.from({ length: 220 }, (_, i) => i + 1));
    expect(entries[6]).toMatchObject({ id: 'r7', success: false, missing: ['nobody'] });
    expect(entries[7]).toMatchObject({ id: 'r8', success: true, file: 'r8.mp3' });
    const table = readFileSync(join(out, 'manifest.csv'), 'utf8').trim().split('\n');
    expect(table).toHaveLength(221);
    expect(table.filter((line) => line.startsWith('row,'))).toHaveLength(1);
    const [execution] = [...stand.machine.executions.values()].slice(-1);
    expect(JSON.parse(execution!.input)).toEqual({
      csv: { bucket: stand.stand.input, key: 'rows/march.csv' },
      batch: {
        campaign: 'march',
        template: 'hello {name}',
        name: '{id}.mp3',
        gap_seconds: '0.2',
        format: 'mp3',
      },
    });
  });

  it('prints JSON with --json, and waits for a run that exists', async () => {
    const first = await batch(csv(3), [
      '--json',
      '--no-wait',
      '--run',
      'one',
      '--campaign',
      'april',
    ]);
    expect(JSON.parse(first.stdout)).toEqual({
      success: true,
      run: 'one',
      campaign: 'april',
      stage: 'dev',
    });
    const { code, stdout, stderr } = await batch(null, [
      '--json',
      '--run',
      'one',
      '--campaign',
      'april',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('found run one of campaign april');
    expect(JSON.parse(stdout)).toMatchObject({
      success: true,
      run: 'one',
      campaign: 'april',
      rows: 3,
      said: 3,
      failed: 0,
      rows_of_failed_batches: 0,
      files: `s3://${stand.stand.output}/batch/april`,
      out,
    });
  });

  it('fetches the manifest of a run with too many failed rows', async () => {
    const { code, stdout } = await batch(csv(4, [1, 2]));
    expect(code).toBe(3);
    expect(stdout).toContain('2 not said');
    expect(stdout).toContain('more than stage dev tolerates');
    expect(readFileSync(join(out, 'manifest.csv'), 'utf8').trim().split('\n')).toHaveLength(5);
  });

  it('prints the cause of a failed run', async () => {
    stand.throttled = 1000;
    const { code, stderr } = await batch(csv(2), ['--run', 'broken']);
    expect(code).toBe(5);
    expect(stderr).toContain('run broken of campaign march on stage dev has failed');
    expect(stderr).toContain('States.ExceedToleratedFailureThreshold');
  });

  it.each([
    ['TIMED_OUT', 'has exceeded the time limit of the stage; see docs/troubleshooting.md'],
    ['ABORTED', 'has been stopped; see docs/troubleshooting.md'],
  ] as const)('prints the end of a run that is %s', async (status, told) => {
    const run = `ended-${status.replace('_', '-')}`;
    await batch(csv(1), ['--run', run, '--no-wait']);
    const execution = [...stand.machine.executions.values()].find(({ name }) => name === run)!;
    await expect.poll(() => execution.status).toBe('SUCCEEDED');
    Object.assign(execution, { status, output: undefined });
    const { code, stderr } = await batch(null, ['--run', run]);
    expect(stderr).toContain(told);
    expect(code).toBe(5);
  });

  it('warns that links expire with the session of the function', async () => {
    const { code, stderr } = await batch(csv(1), ['--url', '604800']);
    expect(stderr).toContain('warning: links of campaigns in AWS expire with the session');
    expect(code).toBe(0);
  });

  it('fetches the entries of rows done before too many batches failed', async () => {
    stand.fails = ({ Items }) =>
      Items?.[0].index >= 50 ? new StateError('Refused', 'usage/option: no') : null;
    const { code, stderr } = await batch(csv(400));
    stand.fails = undefined;
    expect(code).toBe(5);
    expect(stderr).toContain(`${out}/manifest.csv has the rows done before that`);
    const lines = readFileSync(join(out, 'manifest.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).id)).toContain('r50');
  });

  it('throws for a run that was started with other options', async () => {
    expect((await batch(csv(1), ['--run', 'mine'])).code).toBe(0);
    const other = await batch(csv(1), ['--run', 'mine', '--gap', '0.9']);
    expect(other.stderr).toContain('run mine exists with other rows, template, names or options');
    expect(other.code).toBe(2);
  });

  it('waits on while progress is denied or AWS is unavailable for a moment', async () => {
    stand.machine.denied = ['ListMapRuns'];
    stand.machine.failing = 6; // more than the client tries
    expect((await batch(csv(3), ['--run', 'patient'])).code).toBe(0);
  });

  it('stops waiting on Ctrl-C, and leaves the run alone', async () => {
    stand.throttled = 3;
    const stopper = (stop: () => void) => void setTimeout(stop, 20);
    const { code, stderr } = await batch(csv(2), ['--run', 'long'], { stopper });
    expect(code).toBe(130);
    expect(stderr).toContain('it continues; to wait for it again, add --run long');
    expect((await batch(null, ['--run', 'long'])).code).toBe(0);
  });

  it.each([
    [['--stage', 'prod'], 5, 'there is no state machine stitch-prod-campaigns'],
    [['--root', 'x'], 2, '--root has no effect with --aws'],
    [['--out', 's3://bucket/p'], 2, '--out s3://bucket/p is not a local folder'],
    [['--template', 'hello {nick}'], 2, 'the template has {nick}, which is not a column'],
    [['--bitrate', 'loud'], 2, '--bitrate takes'],
    [
      ['--stage', 'prod', '--name', '{foo'],
      2,
      'the name pattern {foo has a brace that names no column',
    ],
    [['--name', '{nope}.mp3'], 2, 'the name pattern {nope}.mp3 has {nope}, which is not a column'],
    [['--out', 'package.json'], 5, 'package.json'],
    [['--campaign', '../x'], 2, '--campaign'],
    [['--run', 'a b'], 2, '--run'],
  ] as const)('throws for %j before a run is started', async (args, exit, what) => {
    const before = stand.machine.executions.size;
    const { code, stderr } = await batch(csv(1), args);
    expect(stderr).toContain(what);
    expect(code).toBe(exit);
    expect(stand.machine.executions.size).toBe(before);
  });

  it('creates no folder for a run that is not started, or not waited for', async () => {
    const nested = join(out, 'new/deep');
    for (const args of [['--stage', 'prod'], ['--no-wait']]) {
      await batch(csv(1), ['--out', nested, ...args]);
      expect(readdirSync(out)).toEqual([]);
    }
  });

  it.each([
    ['id;name\nr1;shreeshail\n', 'Step Functions needs CSV separated by commas'],
    ['{"name": "shreeshail"}\n', 'holds JSON lines'],
    ['', 'is empty'],
    ['id,name\nr1,shreeshail,more\n', 'it has 3 fields, the header 2'],
    ['id,name\nr1,a\\b\n', 'line 2 has a backslash in "name"'],
    [
      'id,name\nr1,hello\nr1,shreeshail\n',
      'line 3: the file name r1.mp3 belongs to row 1, which has',
    ],
    ['id,name\n,hello\n', 'line 2: {id} has no letter or digit'],
    ['id,name\n', 'has a header but no rows'],
  ])('throws for the rows %j', async (text, what) => {
    const before = stand.machine.executions.size;
    const { code, stderr } = await batch(text);
    expect(stderr).toContain(what);
    expect([2, 3]).toContain(code);
    expect(stand.machine.executions.size).toBe(before);
  });

  it('throws for UTF-16, which Step Functions cannot read', async () => {
    const { input } = stand.stand;
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from('id,name\nr,hello\n', 'utf16le'),
    ]);
    await stand.stand.repo(input, 'rows').write(parseKey('wide.csv'), bytes);
    const args = ['batch', `s3://${input}/rows/wide.csv`, '--aws', '--template', 'hello {name}'];
    const { code, stderr } = await stitch([
      ...args,
      '--s3-endpoint',
      service.endpoint,
      '--out',
      out,
    ]);
    expect(stderr).toContain('is in UTF-16');
    expect(code).toBe(2);
  });

  it('throws for options of --aws without it', async () => {
    for (const flag of [['--stage', 'prod'], ['--campaign', 'x'], ['--run', 'x'], ['--no-wait']]) {
      const { code, stderr } = await stitch(['batch', 'people.csv', ...flag]);
      expect(stderr).toContain(`${flag[0]} needs --aws; add it`);
      expect(code).toBe(2);
    }
  });

  it('throws for rows outside the bucket of the stage, and for absent ones', async () => {
    const elsewhere = await stitch(['batch', 's3://bucket/people.csv', '--aws']);
    expect(elsewhere).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("upload the rows to the stage's bucket"),
    });
    const local = await stitch(['batch', 'people.csv', '--aws']);
    expect(local).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("upload the rows to the stage's bucket"),
    });
    const gone = [
      `s3://${stand.stand.input}/rows/gone.csv`,
      '--aws',
      '--s3-endpoint',
      service.endpoint,
    ];
    expect(await stitch(['batch', ...gone])).toMatchObject({
      code: 5,
      stderr: expect.stringContaining('there is no'),
    });
  });

  it('names a permission that is denied', async () => {
    stand.machine.denied = ['StartExecution'];
    const { code, stderr } = await batch(csv(1));
    expect(code).toBe(5);
    expect(stderr).toContain(
      'access is denied; give the credentials in use the permission states:StartExecution',
    );
  });
});
