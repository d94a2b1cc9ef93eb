import { describe, expect, it } from 'vitest';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { OverlayRepo } from '../../../src/repo/overlay/overlay-repo.ts';
import { type Key, parseKey } from '../../../src/repo/repo.ts';
import { repoContract } from '../contract.ts';

repoContract('OverlayRepo', async () => new OverlayRepo([new MemoryRepo(), new MemoryRepo()]));

const repoOf = (files: Record<string, string>) =>
  new MemoryRepo(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [name, Buffer.from(text)])),
  );

describe('OverlayRepo', () => {
  const first = repoOf({ 'a.wav': 'first', 'sw/a.wav': 'sw', '@2/z.wav': 'own' });
  const second = repoOf({ 'a.wav': 'second', 'b/c.wav': 'deep' });
  const overlay = new OverlayRepo([first, second]);
  const list = async (prefix?: string) => {
    const keys: string[] = [];
    for await (const { key } of overlay.list(prefix)) keys.push(key);
    return keys;
  };
  const read = async (name: string) => {
    const object = await overlay.read(parseKey(name));
    return object && [object.key, Buffer.from(object.bytes).toString()];
  };

  it('lists the values of all repos under keys that tell them apart', async () => {
    expect(await list()).toEqual(['@1/@2/z.wav', '@2/a.wav', '@2/b/c.wav', 'a.wav', 'sw/a.wav']);
    expect(await list('@2/b')).toEqual(['@2/b/c.wav']);
    expect(await list('@')).toEqual(['@1/@2/z.wav', '@2/a.wav', '@2/b/c.wav']);
    expect(await list('@1/@2/')).toEqual(['@1/@2/z.wav']);
    expect(await list('sw/')).toEqual(['sw/a.wav']);
  });

  it('reads each value by its key, and finds nothing in a repo that there is not', async () => {
    expect(await read('a.wav')).toEqual(['a.wav', 'first']);
    expect(await read('@2/a.wav')).toEqual(['@2/a.wav', 'second']);
    expect(await read('@1/@2/z.wav')).toEqual(['@1/@2/z.wav', 'own']);
    expect(await read('@3/a.wav')).toBeNull();
    expect(await read('@0/a.wav')).toBeNull();
    expect(await overlay.stat('@2/b/c.wav' as Key)).toMatchObject({ key: '@2/b/c.wav' });
  });

  it('has an identity that changes with the repos and their order', () => {
    const { identity } = new OverlayRepo([second, first]);
    expect(identity).not.toBe(overlay.identity);
    expect(new OverlayRepo([first, second]).identity).toBe(overlay.identity);
  });
});
