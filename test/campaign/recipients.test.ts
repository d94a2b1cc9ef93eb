import { expect, it } from 'vitest';
import { RecipientReader } from '../../src/campaign/recipients.ts';
import { createStitcher } from '../../src/index.ts';
import { library } from './check-campaign.ts';

async function reader() {
  const source = { template: null, lang: 'en' };
  const columns = ['lang', 'message'];
  const made = new RecipientReader(createStitcher(await library('hello')), source, { columns });
  return async (...langs: readonly string[]) => {
    const rows = langs.map((lang, i) => {
      const values = { lang, message: 'hello' };
      return { row: i + 1, line: i + 2, values };
    });
    const read = await made.read(rows);
    return read.map(({ plan }) => ('steps' in plan ? 'said' : plan.message));
  };
}

it('names the nearest language for the first 200 unknown ones, and reads known ones after any number', async () => {
  const read = await reader();
  const junk = await read(...Array.from({ length: 202 }, (_, i) => `Swahili${i % 99}x${i}`));
  expect(junk.every((what) => what.includes('is not the tag of a language'))).toBe(true);
  const before = await read('Swahili');
  expect(before[0]).toMatch(/write a tag such as en, sw or hi-IN$/);
  expect(await read('sw', 'en', '')).toEqual(['said', 'said', 'said']);

  const fresh = await reader();
  expect((await fresh('Swahili'))[0]).toMatch(/did you mean sw\?$/);
});
