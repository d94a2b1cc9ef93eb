import { describe, expect, it } from 'vitest';
import { recordingList } from '../../src/campaign/recording-list.ts';
import { check, library, SOUND } from './check-campaign.ts';

describe('recordingList', () => {
  it('suggests file names that say their words, in any script', async () => {
    const words = [
      'well-known',
      'ሰላም',
      "don't",
      'नमस्ते',
      '你好',
      '3/4',
      '%',
      'a_b',
      'tamiru',
      'con',
    ];
    const repo = await library('zzz');
    const csv = ['message', ...words.map((word) => `zzz ${word}`)].join('\n');
    const report = await check(repo, csv);
    const files = recordingList(report)
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').at(-1)!);
    expect(files).toContain('ሰላም.wav');
    expect(files).toContain("don't.wav");
    expect(files).not.toContain('con.wav');
    for (const file of files) {
      expect(file).toMatch(/^[\p{L}\p{M}\p{N}'_.-]+\.wav$/u);
      if (!file.startsWith('clip-')) await repo.write(file as never, SOUND);
    }
    const left = await check(repo, csv);
    const unnamed = files.filter((file) => file.startsWith('clip-')).length;
    expect(left.missing.length).toBe(unnamed);
    expect(unnamed).toBeGreaterThan(0);
    expect(unnamed).toBeLessThan(5);
  });

  it('has no cell that a spreadsheet runs', async () => {
    const report = await check(await library('hello'), 'message\n@SUM(1)*cmd hello\n=1+x hello\n');
    for (const line of recordingList(report).split('\n')) {
      expect(line).not.toMatch(/(^|,)"?[=+@-]/);
    }
    expect(recordingList(report)).toContain("'@SUM(1)*cmd hello");
  });
});
