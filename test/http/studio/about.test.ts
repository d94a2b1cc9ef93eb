import { expect, it } from 'vitest';
import { makeStudio } from './studio.ts';

it('names each root and the set of prompts, for commands that the page shows', async () => {
  const { get } = await makeStudio();
  expect(await get('/about')).toMatchObject({
    roots: ['audios', 's3://clips, more'],
    prompts: 'asterisk',
  });
});
