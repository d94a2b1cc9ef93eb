// Takes the pictures of docs/studio.md from the running page: `npm run studio:pictures`.
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { fixturePath } from '../fixtures.ts';
import { inOrder, realWords, writeScene } from './fake-microphone.ts';
import { open, Workshop } from './studio.ts';

const FOLDER = join(import.meta.dirname, '../../docs/pictures');
const VIEWPORT = { width: 1100, height: 760 };

const workshop = new Workshop();
try {
  await takePictures();
} finally {
  await workshop.end();
}

async function takePictures(): Promise<void> {
  const words = await realWords();
  const [first, second] = inOrder(words.slice(0, 2));
  writeScene(workshop.path('mic.wav'), [first!, second!], { tailSeconds: 20 });
  writeScene(workshop.path('long.wav'), inOrder(words.slice(2, 6), { startSeconds: 1 }));
  cpSync(fixturePath('campaign/clips'), workshop.path('clips'), { recursive: true });
  const { link, url } = await workshop.serve(
    '--root',
    workshop.path('clips'),
    '--rows',
    'fixtures/campaign/people.csv',
    '--template',
    'hello {name|farmer}, {amount} shillings are due {day}',
  );
  const browser = await workshop.browser(workshop.path('mic.wav'));
  const { page } = await open(browser, link);
  await page.setViewportSize(VIEWPORT);
  const show = (hash: string) => page.goto(`${url}/studio/${hash}`);

  await page.getByLabel('Message').fill('hello {who}, {amount} shillings are due Friday');
  await page.getByLabel('who').fill('Sara');
  await page.getByLabel('amount').fill('120');
  await page.getByRole('img', { name: /Waveform/ }).waitFor();
  await take(page, 'say');

  await show('#/library');
  await page
    .getByText(/level -?\d+ dB/)
    .first()
    .waitFor();
  await take(page, 'library');

  await show('#/campaign');
  await page.getByText('of 10 can be called').waitFor();
  await take(page, 'campaign');

  await show('#/record/long');
  await page.locator('input[type=file]').setInputFiles(workshop.path('long.wav'));
  await page.locator('[data-part]').nth(3).waitFor();
  await take(page, 'long-take');

  await show('#/record');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.locator('[data-takes="2"]').waitFor();
  await page.getByText('saved', { exact: false }).first().waitFor();
  await page.locator('[data-waiting="0"]').waitFor({ state: 'attached' });
  await page.evaluate('scrollTo(0, 0)');
  await take(page, 'record');
}

async function take(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(FOLDER, `studio-${name}.png`) });
}
