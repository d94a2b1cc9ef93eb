import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { inOrder, realWords, writeScene } from './fake-microphone.ts';
import { lacksBrowser, measured, open, Workshop } from './studio.ts';

const TEMPLATE = 'hello {name|farmer}, {amount} shillings are due {day}';

describe.skipIf(lacksBrowser !== null)(`the loop (${lacksBrowser ?? 'in Chromium'})`, () => {
  const workshop = new Workshop();
  afterAll(() => workshop.end());

  it('records what the fixture campaign lacks into an empty folder, and batch says it all', {
    timeout: 120_000,
  }, async () => {
    const roots = ['--root', workshop.path('new'), '--root', fixturePath('campaign/clips')];
    mkdirSync(workshop.path('new'));
    writeScene(workshop.path('mic.wav'), inOrder((await realWords()).slice(0, 4)));
    const { link } = await workshop.serve(...roots);
    const browser = await workshop.browser(workshop.path('mic.wav'));
    const { page, complaints } = await open(browser, link);

    await page.getByRole('link', { name: 'Campaign' }).click();
    await page.getByLabel(/^Template/).fill(TEMPLATE);
    await page.locator('input[type=file]').setInputFiles(fixturePath('campaign/people.csv'));
    await page.getByText('5 of 10 can be called').waitFor();
    await page.getByRole('button', { name: 'Record 4 words' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    await page.locator('[data-stage=done]').waitFor({ timeout: 30_000 });
    await page.locator('[data-reach="9"]').waitFor();
    await page.locator('[data-waiting="0"]').waitFor({ state: 'attached' });

    expect(readdirSync(workshop.path('new')).sort()).toEqual([
      '.takes',
      'eight.wav',
      'sixty.wav',
      'sunday.wav',
      'thirty.wav',
    ]);
    await page.getByRole('button', { name: 'Hear it in the message' }).click();
    await expect.poll(() => measured(page, 'message'), { timeout: 10_000 }).toHaveLength(1);
    const [heardMs] = await measured(page, 'message');
    console.log(
      `asked to hear it in the message: ${Math.round(heardMs!)} ms until its sound is here`,
    );
    expect(complaints).toEqual([]);

    const batch = spawnSync(
      process.execPath,
      [
        join(import.meta.dirname, '../../bin/stitch.js'),
        'batch',
        fixturePath('campaign/people.csv'),
        '--template',
        TEMPLATE,
        ...roots,
        '--out',
        workshop.path('calls'),
      ],
      { encoding: 'utf8' },
    );
    expect(batch.stdout + batch.stderr).toMatch(/10 rows, 9 said/);
  });
});
