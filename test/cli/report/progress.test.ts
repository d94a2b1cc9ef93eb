import { describe, expect, it } from 'vitest';
import { ProgressBar } from '../../../src/cli/report/progress.ts';

async function* noInput() {}

describe('ProgressBar', () => {
  const draw = async (tty: boolean, elapsedMs: number) => {
    let [now, text] = [0, ''];
    const stderr = {
      isTty: tty,
      write: async (data: string | Uint8Array) => {
        text += data;
        return true;
      },
    };
    const bar = new ProgressBar(
      {
        stdout: stderr,
        stderr,
        stdin: noInput,
        onStop: () => () => {},
        env: {},
        workingFolder: '.',
        docsFolder: () => 'docs',
        cacheFolder: async () => '',
        nowMs: () => 0,
        pid: process.pid,
        now: () => now,
      },
      true,
    );
    now = elapsedMs;
    bar.update({ stage: 'encode', done: 1, total: 2 });
    await bar.clear();
    return text;
  };

  it('draws on a terminal after half a second, and nowhere else', async () => {
    expect(await draw(true, 600)).toBe('\r\x1b[K██████████░░░░░░░░░░ encode 1/2 clips\r\x1b[K');
    expect(await draw(true, 400)).toBe('');
    expect(await draw(false, 600)).toBe('');
  });
});
