import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { stitch } from '../command-line.ts';

describe('stitch completion', () => {
  it('completes commands and their flags in bash', async () => {
    const { stdout } = await stitch(['completion', 'bash']);
    const complete = (words: string, at: number) => {
      const script = `${stdout}\nCOMP_WORDS=(${words}); COMP_CWORD=${at}; _stitch; echo "\${COMPREPLY[@]}"`;
      return spawnSync('bash', ['-c', script], { encoding: 'utf8' }).stdout.trim();
    };
    expect(complete('stitch ch', 1)).toBe('check');
    expect(complete('stitch check --recording', 2)).toBe('--recording-list');
    expect(complete('stitch serve --public', 2)).toBe('--public-url');
    expect(complete('stitch --expl', 1)).toBe('--explain');
    expect(complete('stitch hello --format wav-', 3)).toBe('wav-ulaw wav-alaw');
    expect(complete('stitch --missing ""', 2)).toBe('fail skip silence');
    expect(complete('stitch --root ""', 2)).toBe('');
  });

  it.each(['zsh', 'fish'])('names every command and flag in %s', async (shell) => {
    const { stdout } = await stitch(['completion', shell]);
    for (const name of ['check', 'batch', 'config', 'recording-list', 'public-url']) {
      expect(stdout).toContain(name);
    }
    expect(stdout).toMatch(/format.*wav-ulaw/);
    // The descriptions hold colons and quotes, which end strings.
    expect((stdout.match(/(?<!\\)'/g) ?? []).length % 2).toBe(0);
  });

  it('throws for another shell', async () => {
    const { code, stderr } = await stitch(['completion', 'toString']);
    expect([code, stderr]).toEqual([
      2,
      'stitch: `stitch completion` takes bash, zsh or fish, not "toString"\n',
    ]);
  });
});
