// Damaged entries of the cache: each is a miss, or what was put there.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Cache } from '../../src/cache/cache.ts';
import { MemoryRepo } from '../../src/repo/memory.ts';
import { type Key, parseKey } from '../../src/repo/repo.ts';
import { cacheKeys, FILES, soundOf, stitchCached, stitchPlain } from '../cached-stitcher.ts';
import { fuzzed } from '../fuzz.ts';

const [ID, OTHER_ID] = [Cache.idOf('this'), Cache.idOf('other')];
const AT = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const place = (bytes: Uint8Array, at: number) => Math.floor(at * bytes.length);

type Damage = (bytes: Uint8Array, other: Uint8Array) => Uint8Array;
/** What disks, copies and people do to files. */
const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.tuple(AT, fc.integer({ min: 1, max: 255 })).map(
    ([at, bits]): Damage =>
      (bytes) => {
        const changed = bytes.slice();
        if (bytes.length > 0) changed[place(bytes, at)]! ^= bits;
        return changed;
      },
  ),
  AT.map(
    (at): Damage =>
      (bytes) =>
        bytes.slice(0, place(bytes, at)),
  ),
  AT.map(
    (at): Damage =>
      (bytes) =>
        bytes.slice(place(bytes, at)),
  ),
  AT.map(
    (at): Damage =>
      (bytes) =>
        bytes.slice().fill(0, place(bytes, at)),
  ),
  fc.tuple(AT, AT).map(
    ([from, to]): Damage =>
      (bytes) => {
        const [start, end] = [place(bytes, from), place(bytes, to)];
        return Buffer.concat([bytes.subarray(0, start), bytes.subarray(end)]);
      },
  ),
  AT.map(
    (at): Damage =>
      (bytes, other) =>
        Buffer.concat([bytes.subarray(0, place(bytes, at)), other.subarray(place(other, at))]),
  ),
  fc.uint8Array({ maxLength: 200 }).map(
    (noise): Damage =>
      () =>
        noise,
  ),
  fc.uint8Array({ minLength: 1, maxLength: 20 }).map(
    (noise): Damage =>
      (bytes) =>
        Buffer.concat([bytes, noise]),
  ),
  fc.constant<Damage>((_, other) => other),
  fc.constantFrom('stitch-cache-1', 'stitch-cache-1 x 2\n', 'stitch-cache-1  NaN\n{}', '{}').map(
    (text): Damage =>
      () =>
        Buffer.from(text),
  ),
);

async function damageIn(repo: MemoryRepo, key: Key, other: Key, change: Damage): Promise<void> {
  const [bytes, another] = [(await repo.read(key))!.bytes, (await repo.read(other))!.bytes];
  await repo.write(key, change(bytes, another));
}

const plainly = ({ facts, bytes }: { readonly facts: unknown; readonly bytes: Uint8Array }) => {
  return { facts, bytes: [...bytes] };
};

describe('Cache', () => {
  const content = fc.record({ facts: fc.jsonValue(), bytes: fc.uint8Array({ maxLength: 500 }) });

  it('returns a damaged entry never, or as it was', async () => {
    await fc.assert(
      fc.asyncProperty(content, content, damage, async (mine, others, change) => {
        const repo = new MemoryRepo();
        const cache = new Cache(repo);
        await cache.put('blocks', ID, mine);
        await cache.put('blocks', OTHER_ID, others);
        const [key, other] = [ID, OTHER_ID].map((id) => parseKey(`cache/blocks/${id}`));
        const whole = (await cache.get('blocks', ID))!;
        await damageIn(repo, key!, other!, change);
        const found = await cache.get('blocks', ID);
        if (found !== null) expect(plainly(found)).toEqual(plainly(whole!));
      }),
      fuzzed(500),
    );
  });

  it('returns a damaged render never, or as it was', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        content,
        damage,
        fc.constantFrom('mp3', 'json'),
        async (mine, others, change, ending) => {
          const repo = new MemoryRepo();
          const cache = new Cache(repo);
          await cache.putRender(ID, 'mp3', mine);
          await cache.putRender(OTHER_ID, 'mp3', others);
          const [key, other] = [ID, OTHER_ID].map((id) => parseKey(`cache/${id}.${ending}`));
          const whole = await cache.getRender(ID, 'mp3');
          expect(whole).not.toBe(null);
          await damageIn(repo, key!, other!, change);
          const found = await cache.getRender(ID, 'mp3');
          if (found !== null) expect(plainly(found)).toEqual(plainly(whole!));
        },
      ),
      fuzzed(500),
    );
  });

  it('never says a wrong sound from a damaged cache', { timeout: 120_000 }, async () => {
    const plain = soundOf(await stitchPlain(new MemoryRepo(FILES), 'hello, shreeshail'));
    const cache = new MemoryRepo();
    await stitchCached(new MemoryRepo(FILES), cache, 'hello, shreeshail');
    const keys = await cacheKeys(cache);
    const values = await Promise.all(
      keys.map(async (key) => [key, (await cache.read(parseKey(key)))!.bytes] as const),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(), damage), { minLength: 1, maxLength: 8 }),
        async (damages) => {
          const damaged = new MemoryRepo(Object.fromEntries(values));
          for (const [i, change] of damages) {
            const [key, other] = [i, i + 1].map((n) => parseKey(keys[n % keys.length]!));
            await damageIn(damaged, key!, other!, change);
          }
          const said = await stitchCached(new MemoryRepo(FILES), damaged, 'hello, shreeshail');
          expect(soundOf(said)).toEqual(plain);
        },
      ),
      fuzzed(100),
    );
  });
});
