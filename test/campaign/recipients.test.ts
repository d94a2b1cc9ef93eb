import { expect, it } from 'vitest';
import { rowOf } from '../../src/campaign/json-rows.ts';
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

it('gives no row of JSON lines the id of another', async () => {
  const stitcher = createStitcher(await library('hello'));
  const source = { template: 'hello', lang: 'en' };
  const made = new RecipientReader(stitcher, source, { columns: null });
  const rows = [{ id: 4, amount: 1e21 }, { amount: 1e21, id: 3 }, { id: 1e21 }, { name: 'a' }];
  const read = await made.read(rows.map((given, i) => rowOf(given, i + 1, i + 1)));
  expect(read.map(({ id }) => id)).toEqual(['4', '3', '', '4']);
});
