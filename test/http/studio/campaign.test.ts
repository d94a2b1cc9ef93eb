import { describe, expect, it } from 'vitest';
import { recordingOrder } from '../../../src/campaign/recording-order.ts';
import { makeStudio } from './studio.ts';

const ROWS = 'id,name\n1,shreeshail\n2,amina\n3,amina\n4,juma\n5,\n';
const TEMPLATE = 'hello {name|shreeshail}, welcome';

async function load(rows = ROWS, template: unknown = 'hello {name}') {
  const made = await makeStudio();
  const answer = await made.post('/campaign', { rows, name: 'people.csv', template });
  return { ...made, answer, campaign: (await answer.json()).campaign };
}

describe('a campaign in the studio', () => {
  it('tells who can be told, and what the others lack', async () => {
    const { campaign } = await load();
    expect(campaign).toMatchObject({
      name: 'people.csv',
      rows: 5,
      full: 1,
      missing: 3,
      refused: 1,
    });
    const words = campaign.words.map(({ word }: { word: string }) => word);
    expect(words).toEqual(['amina', 'juma']);
    expect(campaign.sets).toEqual([
      [2, [0]],
      [1, [1]],
    ]);
    expect(campaign.words[0]).toMatchObject({
      example: 'hello amina',
      place: { start: 6, end: 11 },
    });
    expect(campaign.samples.map(({ state }: { state: string }) => state)).toEqual([
      'full',
      'missing',
      'missing',
      'missing',
      'refused',
    ]);
  });

  it('gives the page what it needs for the order of the recordings', async () => {
    const { campaign } = await load(ROWS, TEMPLATE);
    const sets = campaign.sets.map(([recipients, at]: [number, number[]]) => ({
      recipients,
      words: at.map((i) => campaign.words[i].word),
    }));
    expect(recordingOrder(sets)).toEqual([{ word: 'welcome', blocks: 5, unblocks: 5 }]);
  });

  it('plays a row, with a gap for what is missing', async () => {
    const { post } = await load();
    const answer = await post('/campaign/audio', { row: 2 });
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([200, 'audio/wav']);
    expect((await post('/campaign/audio', { row: 77 })).status).toBe(404);
  });

  it('exports the recording list', async () => {
    const { ask } = await load();
    const list = await (await ask('/campaign/recording-list.csv')).text();
    expect(list.split('\n')[1]).toMatch(/^amina,2,3,2,hello amina,en,.*amina\.wav$/);
  });

  it('refuses audio, the list and another template once another campaign was opened', async () => {
    const { post, ask, campaign } = await load();
    const mine = campaign.id;
    const asks = (id: number) =>
      Promise.all([
        post('/campaign/audio', { row: 2, campaign: id }),
        ask(`/campaign/recording-list.csv?campaign=${id}`),
        post('/campaign', { template: 'hello', campaign: id }),
      ]);
    const other = await (await post('/campaign', { rows: ROWS, template: TEMPLATE })).json();
    expect(other.campaign.id).not.toBe(mine);
    for (const answer of await asks(mine)) {
      expect(answer.status).toBe(404);
      expect((await answer.json()).detail).toBe(
        'another campaign was opened in the meantime; open the rows again',
      );
    }
    for (const answer of await asks(other.campaign.id)) expect(answer.status).toBe(200);
  });

  it('says what is wrong with rows or a template, and keeps the campaign that was open', async () => {
    const { post, get } = await load();
    const wrong = await post('/campaign', { rows: 'id,x\n1,2\n', template: 'hello {name}' });
    expect(wrong.status).toBe(400);
    expect((await wrong.json()).detail).toContain('{name}');
    expect((await get('/campaign')).campaign.name).toBe('people.csv');
  });
});
