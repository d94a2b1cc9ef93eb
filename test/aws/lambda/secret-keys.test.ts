import { describe, expect, it } from 'vitest';
import { secretKeys } from '../../../src/aws/lambda/secret-keys.ts';

const [OLD, NEW] = ['a'.repeat(40), 'b'.repeat(40)] as const;

describe('secretKeys', () => {
  const versions = (given: { current: string; previous: string | null }) => {
    const fetched: string[] = [];
    const fetchVersion = async (_name: string, stage: string) => {
      fetched.push(stage);
      return stage === 'AWSCURRENT' ? given.current : given.previous;
    };
    return { fetched, fetchVersion };
  };

  it('fetches the keys once, and again after five minutes', async () => {
    let nowMs = 0;
    const given: { current: string; previous: string | null } = { current: OLD, previous: null };
    const { fetched, fetchVersion } = versions(given);
    const keys = secretKeys('stitch/key', { fetchVersion, nowMs: () => nowMs });
    expect(await keys()).toEqual([OLD]);
    expect(await keys()).toEqual([OLD]);
    expect(fetched).toHaveLength(2);
    Object.assign(given, { current: NEW, previous: OLD });
    nowMs = 301_000;
    expect(await keys()).toEqual([NEW, OLD]);
  });

  it('fetches the keys again for a link that does not verify, but not for every one', async () => {
    let nowMs = 0;
    const given: { current: string; previous: string | null } = { current: OLD, previous: null };
    const { fetched, fetchVersion } = versions(given);
    const keys = secretKeys('stitch/key', { fetchVersion, nowMs: () => nowMs });
    await keys();
    Object.assign(given, { current: NEW, previous: OLD });
    nowMs = 9000;
    expect(await keys('again')).toEqual([OLD]);
    nowMs = 11_000;
    expect(await keys('again')).toEqual([NEW, OLD]);
    for (let i = 0; i < 100; i++) await keys('again');
    expect(fetched).toHaveLength(4);
  });

  it('keeps the old keys while the secret cannot be read', async () => {
    let nowMs = 0;
    let isDown = true;
    const fetchVersion = async () => {
      if (isDown) throw new Error('denied');
      return OLD;
    };
    const keys = secretKeys('stitch/key', { fetchVersion, nowMs: () => nowMs });
    await expect(keys()).rejects.toMatchObject({
      code: 'repo/unavailable',
      message: expect.stringMatching(/stitch\/key.*denied.*secretsmanager:GetSecretValue/),
    });
    isDown = false;
    expect(await keys()).toEqual([OLD, OLD]);
    isDown = true;
    nowMs = 301_000;
    expect(await keys()).toEqual([OLD, OLD]);
  });
});
