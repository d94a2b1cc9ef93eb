import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { lockCampaign } from '../../src/campaign/lock.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';

const CAMPAIGN = { input: 'people.csv', template: null, name: '{hash}' };
const { hostname } = os;

function onMachine(name: () => string): void {
  os.hostname = name;
  syncBuiltinESMExports();
}

afterEach(() => {
  vi.useRealTimers();
  onMachine(hostname);
});

const OWNER = { pid: process.pid, nowMs: () => Date.now() };

describe('lockCampaign', () => {
  it('keeps workers of other machines away for as long as the work lasts', async () => {
    vi.useFakeTimers();
    const repo = new MemoryRepo();
    const end = await lockCampaign(repo, CAMPAIGN, false, OWNER);
    onMachine(() => 'another');
    const lock = () => lockCampaign(repo, CAMPAIGN, false, OWNER);
    for (let seconds = 0; seconds < 300; seconds += 5) {
      await vi.advanceTimersByTimeAsync(5000);
      await expect(lock(), `after ${seconds} s`).rejects.toMatchObject({
        code: 'usage/option',
        message: expect.stringContaining('is at work on a campaign in memory'),
      });
    }
    onMachine(hostname);
    await end();
    onMachine(() => 'another');
    await (await lock())();
  });

  it('gives a worker up that has not been heard of for a minute', async () => {
    vi.useFakeTimers();
    const repo = new MemoryRepo();
    await lockCampaign(repo, CAMPAIGN, false, OWNER);
    vi.clearAllTimers(); // the worker is gone, and so are its timers
    onMachine(() => 'another');
    vi.setSystemTime(Date.now() + 59_000);
    await expect(lockCampaign(repo, CAMPAIGN, false, OWNER)).rejects.toMatchObject({
      code: 'usage/option',
    });
    vi.setSystemTime(Date.now() + 1000);
    await (await lockCampaign(repo, CAMPAIGN, false, OWNER))();
  });
});
