import { expect, inject, it } from 'vitest';
import { wav16 } from '../../../src/audio/wav16.ts';
import { rootOf } from '../../../src/library/roots.ts';
import { tone } from '../../fixtures.ts';
import { bucketRepo } from '../../repo/buckets.ts';
import { makeStudio } from './studio.ts';

it('records into a bucket as into a folder', async () => {
  const repo = await bucketRepo(inject('s3Services')[0]!);
  const { put, post, get } = await makeStudio({ roots: rootOf(repo) });
  const samples = new Float32Array(24_000);
  samples.set(tone(0.5, 16_000, 220, 0.3).channels[0]!, 6000);
  for (const words of ['hello', '50 %']) {
    const path = `/takes?lang=en&words=${encodeURIComponent(words)}`;
    expect((await put(path, wav16(samples, 16_000))).status).toBe(200);
  }
  const said = await (await post('/check', { message: 'hello 50 %' })).json();
  expect(said.can_be_said).toBe(true);
  const { clips } = await get('/clips');
  expect(clips).toHaveLength(2);
  const [{ key, tag }] = clips.filter(({ says }: { says: string[] }) => says[0] === 'hello');
  const { hidden } = await (await post('/clips/remove', { key, tag })).json();
  expect((await get('/clips')).clips).toHaveLength(1);
  expect((await post('/clips/restore', { hidden })).status).toBe(200);
  expect((await get('/clips')).clips).toHaveLength(2);
});
