import { afterEach, describe, expect, it, vi } from 'vitest';
import { lockCampaign } from '../../src/campaign/lock.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';

const CAMPAIGN = { input: 'people.csv', template: null, name: '{hash}' };
const OTHER = { ...CAMPAIGN, input: 'others.csv' };
const HERE = { machine: 'here', pid: 7 };
const THERE = { machine: 'there', pid: 8 };

afterEach(() => {
  vi.useRealTimers();
});

describe('lockCampaign', () => {
  it('refuses processes of other machines for as long as the work lasts', async () => {
    vi.useFakeTimers();
    const repo = new MemoryRepo();
    const unlock = await lockCampaign(repo, CAMPAIGN, false, HERE);
    const lock = () => lockCampaign(repo, CAMPAIGN, false, THERE);
    for (let seconds = 0; seconds < 300; seconds += 5) {
      await vi.advanceTimersByTimeAsync(5000);
      await expect(lock(), `after ${seconds} s`).rejects.toMatchObject({
        code: 'usage/option',
        message:
          'memory is locked by process 7 on here; wait for it to finish (a minute, if it was killed), or choose another location',
        details: { option: 'out' },
      });
    }
    await unlock();
    await (await lock())();
  });

  it('takes over a lock that was not renewed for a minute', async () => {
    vi.useFakeTimers();
    const repo = new MemoryRepo();
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    vi.clearAllTimers(); // the process is gone, and so are its timers
    vi.setSystemTime(Date.now() + 59_000);
    await expect(lockCampaign(repo, CAMPAIGN, false, THERE)).rejects.toMatchObject({
      code: 'usage/option',
    });
    vi.setSystemTime(Date.now() + 1000);
    await (await lockCampaign(repo, CAMPAIGN, false, THERE))();
  });

  it('takes over the lock of a process that no longer runs on this machine', async () => {
    const repo = new MemoryRepo();
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    const lock = (running: boolean) =>
      lockCampaign(repo, CAMPAIGN, false, { ...HERE, pid: 9, isRunning: () => running });
    await expect(lock(true)).rejects.toMatchObject({ code: 'usage/option' });
    await (await lock(false))();
  });

  it('refuses the location of another campaign, unless it is to be replaced', async () => {
    const repo = new MemoryRepo();
    await (await lockCampaign(repo, CAMPAIGN, false, HERE))();
    await expect(lockCampaign(repo, OTHER, false, HERE)).rejects.toMatchObject({
      code: 'usage/option',
      message:
        'memory has the files of another campaign, of people.csv; choose another location, or restart to replace its manifest',
      details: { option: 'restart' },
    });
    await (await lockCampaign(repo, OTHER, true, HERE))();
  });
});
