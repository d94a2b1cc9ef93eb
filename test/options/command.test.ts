import { describe, expect, it } from 'vitest';
import { COMMAND_OPTIONS, parseCommandOptions } from '../../src/options/command.ts';

describe('parseCommandOptions', () => {
  it('fills in the defaults', () => {
    expect(parseCommandOptions({})).toEqual({
      roots: ['./audios'],
      name: '{hash}',
      strict: false,
      restart: false,
      s3TimeoutSeconds: 20,
      dryRun: false,
      aws: false,
      stage: 'dev',
      wait: true,
      explain: false,
      json: false,
      quiet: false,
      verbose: false,
    });
  });

  it.each([
    ['roots', 'a', ['a']],
    ['roots', ' audios/{lang}\n\ns3://clips/common ', ['audios/{lang}', 's3://clips/common']],
    ['roots', ['a', 'b'], ['a', 'b']],
    ['cache', 'off', false],
    ['cache', false, false],
    ['cache', './cache', './cache'],
    ['urlSeconds', true, 3600],
    ['urlSeconds', 'true', 3600],
    ['urlSeconds', '60', 60],
    ['maxSizeBytes', '500M', 500e6],
    ['olderThanMs', '1.5h', 5_400_000],
    ['olderThanMs', '2w', 1_209_600_000],
    ['wait', 'no', false],
    ['jobs', '4', 4],
  ])('parses %s %j to %j', (name, given, value) => {
    expect(parseCommandOptions({ [name]: given })).toMatchObject({ [name]: value });
  });

  it.each([
    ['roots', ''],
    ['roots', []],
    ['roots', '\n'],
    ['jobs', 0],
    ['urlSeconds', 604_801],
    ['s3Endpoint', 'localhost:9000'],
    ['maxSizeBytes', 'much'],
    ['olderThanMs', '30'],
    ['stage', 'Prod'],
    ['campaign', '_runs'],
    ['run', 'a.b'],
  ])('refuses %s %j', (name, given) => {
    const { expects } = COMMAND_OPTIONS.find((option) => option.name === name)!;
    expect(() => parseCommandOptions({ [name]: given })).toThrow(`${name} takes ${expects}, not `);
  });
});
