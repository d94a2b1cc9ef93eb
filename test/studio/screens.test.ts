import { readFileSync } from 'node:fs';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixturePath } from '../fixtures.ts';
import { inOrder, madeWord, writeScene } from './fake-microphone.ts';
import { freePort, lacksBrowser, open, type Served, Workshop } from './studio.ts';

const SIZES = [
  { width: 360, height: 740 },
  { width: 1280, height: 800 },
];
const SCHEMES = ['light', 'dark'] as const;

/** Each screen, with what brings it to show all that it has. */
const SCREENS: readonly (readonly [
  name: string,
  hash: string,
  show: (page: Page) => Promise<void>,
])[] = [
  [
    'say',
    '#/say',
    async (page) => {
      await page.getByLabel('Message').fill('hello {name}, shillings are due tomorrow');
      await page.getByLabel('name').fill('Abebe');
      await page.getByText('1 word has no clip').waitFor();
      await page.getByRole('img', { name: /Waveform/ }).waitFor();
    },
  ],
  [
    'library',
    '#/library',
    async (page) => {
      await page
        .getByText(/level -?\d+ dB/)
        .first()
        .waitFor();
    },
  ],
  [
    'a clip',
    '#/library',
    async (page) => {
      await page.getByRole('button', { name: 'Change “abebe”' }).click();
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'campaign',
    '#/campaign',
    async (page) => {
      await page.getByText('5 of 10 can be called').waitFor();
    },
  ],
  [
    'record',
    '#/record',
    async (page) => {
      await page.getByRole('button', { name: 'Start' }).click();
      await page.locator('[data-fault=clipped]').waitFor();
    },
  ],
  [
    'a long take',
    '#/record/long',
    async (page) => {
      await page.locator('input[type=file]').setInputFiles(fixturePath('audios/hello.wav'));
      await page.locator('[data-part]').first().waitFor();
    },
  ],
  [
    'on your phone',
    '#/record/phone',
    async (page) => {
      await page.getByRole('button', { name: 'Make a code' }).click();
      await page.getByRole('img', { name: /QR code/ }).waitFor();
    },
  ],
];

/** Findings of axe, by rule, and the elements. */
async function findings(page: Page): Promise<readonly string[]> {
  return page.evaluate(`axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
    .then(({ violations }) => violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ': ' + target + ' ' + failureSummary)))`);
}

describe.skipIf(lacksBrowser !== null)(`the screens (${lacksBrowser ?? 'in Chromium'})`, () => {
  const workshop = new Workshop();
  let served: Served;
  beforeAll(async () => {
    const clipped = madeWord(0.6, 6);
    writeScene(workshop.path('mic.wav'), inOrder([clipped]), { tailSeconds: 20 });
    served = await workshop.serve(
      '--root',
      fixturePath('campaign/clips'),
      '--rows',
      fixturePath('campaign/people.csv'),
      '--template',
      'hello {name|farmer}, {amount} shillings are due {day}',
    );
  });
  afterAll(() => workshop.end());

  it.for(SIZES)('have no finding of axe and no error at $width px', async (viewport) => {
    const browser = await workshop.browser(workshop.path('mic.wav'));
    const { page, complaints } = await open(browser, served.link);
    await page.setViewportSize(viewport);
    for (const [name, hash, show] of SCREENS) {
      await page.goto(`${served.url}/studio/${hash}`);
      await page.reload();
      await show(page);
      await page.evaluate(axe.source);
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        expect(await findings(page), `${name}, ${colorScheme}`).toEqual([]);
      }
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, `${name} is wider than the screen`).toBe(0);
    }
    expect(complaints).toEqual([]);
  });

  it('speak Swahili, every text of them', async () => {
    const browser = await workshop.browser();
    const { page } = await open(browser, served.link);
    await page.getByLabel('Page in').selectOption('sw');
    await page.getByRole('heading', { name: 'Sema ujumbe' }).waitFor();
    const texts = ['en', 'sw'].map((code) =>
      JSON.parse(readFileSync(`${import.meta.dirname}/../../studio/text/${code}.json`, 'utf8')),
    );
    const slots = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    expect(Object.keys(texts[1])).toEqual(Object.keys(texts[0]));
    for (const [name, text] of Object.entries<string>(texts[0])) {
      expect(slots(texts[1][name]), name).toEqual(slots(text));
    }
  });

  it('offer a long take where the address is neither HTTPS nor this machine', async () => {
    const port = await freePort();
    const other = await workshop.serve(
      '--port',
      port,
      '--root',
      fixturePath('campaign/clips'),
      '--public-url',
      'http://studio.test',
    );
    const browser = await workshop.browser(
      undefined,
      `--host-resolver-rules=MAP studio.test 127.0.0.1:${port}`,
    );
    const { page } = await open(browser, other.link);
    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByText('The browser gives this page no microphone').waitFor();
    await page.getByRole('main').getByRole('link', { name: 'A long take' }).last().click();
    await page.getByText('Drop a recording here').waitFor();
  });
});
