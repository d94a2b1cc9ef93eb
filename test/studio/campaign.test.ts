import { cpSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { lacksBrowser, open, Workshop } from './studio.ts';

const TEMPLATE = 'hello {name|farmer}, {amount} shillings are due {day}';

describe.skipIf(lacksBrowser !== null)(`a campaign (${lacksBrowser ?? 'in Chromium'})`, () => {
  let workshop: Workshop;
  afterEach(() => workshop.end());

  async function started(...args: readonly string[]) {
    workshop = new Workshop();
    cpSync(fixturePath('campaign/clips'), workshop.path('a, b'), { recursive: true });
    const served = await workshop.serve('--root', workshop.path('a, b'), ...args);
    const browser = await workshop.browser();
    const { page } = await open(browser, served.link);
    await page.getByRole('link', { name: 'Campaign' }).click();
    return { page, served };
  }

  const drop = (page: Page, name: string, text?: string) =>
    page
      .locator('input[type=file]')
      .setInputFiles(
        text === undefined
          ? fixturePath(`campaign/${name}`)
          : { name, mimeType: 'text/csv', buffer: Buffer.from(text) },
      );
  const error = (page: Page) => page.locator('.notice.error');

  it('asks for the template, and keeps the name of what is open when a file is refused', async () => {
    const { page } = await started('--prompts', 'asterisk');
    await drop(page, 'people.csv');
    await page.getByText('Now type the template for people.csv').waitFor();
    await page.getByText('people.csv, not checked yet').waitFor();
    expect(await error(page).count()).toBe(0);
    await page.getByLabel(/^Template/).fill(TEMPLATE);
    await page.getByRole('button', { name: 'Check', exact: true }).click();
    await page.getByText('of 10 can be called').waitFor();
    const command = await page.locator('pre').textContent();
    expect(command).toContain(`--root '${workshop.path('a, b')}' `);
    expect(command).toContain(' --prompts asterisk ');

    await drop(page, 'wrong.csv', 'a,b\n1,2\n');
    await error(page).waitFor();
    await page.locator('.drop').getByText('people.csv', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('heading', { name: 'Clips' }).waitFor();
    expect(await error(page).count()).toBe(0);
  });

  it('of another tab is not taken for the one that is shown', async () => {
    const given = ['--rows', fixturePath('campaign/people.csv'), '--template', TEMPLATE];
    const { page, served } = await started(...given);
    await page.getByText('of 10 can be called').waitFor();
    // As another tab asks.
    const opened = await page.request.post(`${served.url}/studio/api/campaign`, {
      headers: { 'X-Stitch-Studio': '1', Origin: served.url },
      data: { rows: 'name,amount,day\nabebe,5,tomorrow\n', name: 'other.csv', template: TEMPLATE },
    });
    expect(opened.status()).toBe(200);

    // Exact: the name of the file, with its folder, is a button too, and a folder may be called "check".
    for (const name of [/^Play row/, 'Recording list (CSV)', 'Check']) {
      await page.getByRole('button', { name, exact: true }).first().click();
      await error(page).getByText('another campaign was opened in the meantime').waitFor();
      await error(page).getByRole('button', { name: 'Close' }).click();
    }
    await drop(page, 'people.csv');
    await page.getByText('10 rows were checked.').waitFor();
  });

  it('breaks no word of its table at 360 px', async () => {
    const given = ['--rows', fixturePath('campaign/people.csv'), '--template', TEMPLATE];
    const { page } = await started(...given);
    await page.setViewportSize({ width: 360, height: 740 });
    const cells = page.locator('.scroll').first().locator('th, td:not([dir])');
    await cells.first().waitFor();
    // A word that is broken needs more lines than there are words.
    const broken = await cells.evaluateAll((all) =>
      all
        .filter((cell) => {
          const range = cell.ownerDocument.createRange();
          range.selectNodeContents(cell);
          const lines = new Set([...range.getClientRects()].map(({ top }) => top)).size;
          return lines > (cell.textContent ?? '').split(' ').length;
        })
        .map((cell) => cell.textContent),
    );
    expect(broken).toEqual([]);
  });

  it('gives way to words that are typed, which survive a reload', async () => {
    const given = ['--rows', fixturePath('campaign/people.csv'), '--template', TEMPLATE];
    const { page } = await started(...given);
    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByText(/words? to record for/).click();
    await page.getByLabel(/Words or phrases/).fill('one\ntwo words');
    await page.getByRole('button', { name: 'Record these' }).click();
    await page.getByText('2 words to record').waitFor();
    await page.reload();
    await page.getByText('2 words to record').waitFor();
    await page.locator('[data-word="one"]').waitFor();
    expect(await page.getByLabel(/Words or phrases/).inputValue()).toBe('one\ntwo words');
  });
});
