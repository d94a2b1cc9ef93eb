import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { lockCampaign } from '../../src/campaign/lock.ts';
import { LocalRepo } from '../../src/repo/local/local-repo.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { parseKey, type Repo } from '../../src/repo/repo.ts';

const CAMPAIGN = { input: 'people.csv', template: null, name: '{hash}' };
const OTHER = { ...CAMPAIGN, input: 'others.csv' };
const HERE = { machine: 'here', pid: 7 };
const THERE = { machine: 'there', pid: 8 };

const KEY = parseKey('.stitch-campaign.json');
const MINUTES = 60_000;

const scratch = mkdtempSync(join(tmpdir(), 'stitch-lock-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  vi.useRealTimers();
});

/** A repo whose operations take random times, so that those of several processes come in any order. */
function slowed(repo: Repo): Repo {
  return new Proxy(repo, {
    get(target, name) {
      const value = target[name as keyof Repo];
      if (typeof value !== 'function') return value;
      return async (...given: unknown[]) => {
        await new Promise((done) => setTimeout(done, 4 * Math.random()));
        return (value as (...args: unknown[]) => unknown).apply(target, given);
      };
    },
  });
}

/** Lets many processes lock a location at once. @returns how many got in. */
async function race(repo: Repo, replace = false, campaign = CAMPAIGN): Promise<number> {
  const isRunning = (pid: number) => pid >= 100;
  const starts = Array.from({ length: 20 }, (_, i) =>
    lockCampaign(slowed(repo), campaign, replace, { machine: 'here', pid: 100 + i, isRunning }),
  );
  const results = await Promise.allSettled(starts);
  for (const result of results) {
    if (result.status === 'rejected') {
      expect(result.reason.message).toMatch(/is locked by process 1\d\d on here; wait for it/);
    }
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

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

  it('refuses a lock of another machine, whatever runs on this one', async () => {
    const repo = new MemoryRepo();
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    const isRunning = () => false;
    await expect(
      lockCampaign(repo, CAMPAIGN, false, { ...THERE, isRunning }),
    ).rejects.toMatchObject({ code: 'usage/option' });
  });

  it('deletes the manifest of a campaign that it replaces', async () => {
    const repo = new MemoryRepo();
    const manifests = ['manifest.jsonl', 'manifest/00001.jsonl'].map(parseKey);
    for (const key of manifests) await repo.write(key, Buffer.from('{}'));
    await (await lockCampaign(repo, CAMPAIGN, false, HERE))();
    expect(await Promise.all(manifests.map((key) => repo.stat(key)))).not.toContain(null);
    await (await lockCampaign(repo, OTHER, true, HERE))();
    expect(await Promise.all(manifests.map((key) => repo.stat(key)))).toEqual([null, null]);
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

  const repos: [string, () => Repo][] = [
    ['memory', () => new MemoryRepo()],
    ['a folder', () => new LocalRepo(mkdtempSync(join(scratch, 'out-')))],
  ];
  describe.each(repos)('with 20 processes that start at once, in %s', (_, open) => {
    it('lets one in where there is no lock', async () => {
      expect(await race(open())).toBe(1);
    });

    it('lets one in where an earlier run has ended', async () => {
      const repo = open();
      await (await lockCampaign(repo, CAMPAIGN, false, HERE))();
      expect(await race(repo)).toBe(1);
    });

    it('lets one take over from a process that died', async () => {
      const repo = open();
      await lockCampaign(repo, CAMPAIGN, false, HERE);
      expect(await race(repo)).toBe(1);
    });

    it('lets one replace another campaign', async () => {
      const repo = open();
      await (await lockCampaign(repo, OTHER, false, HERE))();
      expect(await race(repo, true)).toBe(1);
    });

    it('lets one in where the lock is damaged', async () => {
      const repo = open();
      await repo.write(KEY, Buffer.from('{"camp'));
      expect(await race(repo)).toBe(1);
    });
  });

  it('goes on where a process died while it took a lock over, and leaves nothing behind', async () => {
    const repo = new LocalRepo(mkdtempSync(join(scratch, 'out-')));
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    for (const pid of [8, 9]) {
      const dies = new Proxy(repo, {
        get: (target, name) =>
          name === 'write'
            ? async (key: never, bytes: never, options: never) => {
                if (key === KEY) throw new Error('killed');
                return target.write(key, bytes, options);
              }
            : (Reflect.get(target, name).bind?.(target) ?? Reflect.get(target, name)),
      });
      const system = { machine: 'here', pid, isRunning: () => false };
      await expect(lockCampaign(dies, CAMPAIGN, false, system)).rejects.toThrow('killed');
    }
    expect(readdirSync(repo.address)).toHaveLength(3);
    expect(await race(repo)).toBe(1);
    expect(readdirSync(repo.address)).toEqual(['.stitch-campaign.json']);
  });

  it('refuses a lock that another process took over since it was read', async () => {
    const repo = new MemoryRepo();
    await (await lockCampaign(repo, CAMPAIGN, false, HERE))();
    let isFirst = true;
    const write: Repo['write'] = async (...given) => {
      if (isFirst) {
        isFirst = false;
        await lockCampaign(repo, CAMPAIGN, false, HERE);
      }
      return repo.write(...given);
    };
    const late = Object.create(repo, { write: { value: write } }) as Repo;
    await expect(lockCampaign(late, CAMPAIGN, false, THERE)).rejects.toThrow(
      'is locked by process 7 on here',
    );
  });

  it('refuses a second run of the same process', async () => {
    const repo = new MemoryRepo();
    const isRunning = () => true;
    const unlock = await lockCampaign(repo, CAMPAIGN, false, { ...HERE, isRunning });
    await expect(lockCampaign(repo, CAMPAIGN, false, { ...HERE, isRunning })).rejects.toThrow(
      'is locked by process 7 on here',
    );
    await unlock();
    await (await lockCampaign(repo, CAMPAIGN, false, HERE))();
  });

  it('refuses a lock whose time is in the future, unless it is to be replaced', async () => {
    let aheadMs = 10 * MINUTES;
    const repo = new MemoryRepo({}, { nowMs: () => Date.now() + aheadMs });
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    await expect(lockCampaign(repo, CAMPAIGN, false, THERE)).rejects.toMatchObject({
      message:
        'memory is locked by process 7 on here at a time that is in the future here; check the clocks, restart to take it over, or choose another location',
      details: { option: 'restart' },
    });
    aheadMs = 0;
    await (await lockCampaign(repo, CAMPAIGN, true, THERE))();
  });

  it('does not let --restart take over a lock that is renewed', async () => {
    const repo = new MemoryRepo();
    await lockCampaign(repo, CAMPAIGN, false, HERE);
    await expect(lockCampaign(repo, CAMPAIGN, true, THERE)).rejects.toThrow('is locked by');
  });

  it('leaves the lock of a process that took over as it is', async () => {
    vi.useFakeTimers();
    const repo = new MemoryRepo();
    const unlock = await lockCampaign(repo, CAMPAIGN, false, HERE);
    vi.setSystemTime(Date.now() + 2 * MINUTES); // stopped for so long, timers too
    await lockCampaign(repo, CAMPAIGN, false, THERE);
    const taken = Buffer.from((await repo.read(KEY))!.bytes).toString();
    await vi.advanceTimersByTimeAsync(MINUTES);
    await unlock();
    expect(Buffer.from((await repo.read(KEY))!.bytes).toString()).toBe(taken);
  });
});
