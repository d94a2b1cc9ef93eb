import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { decodeWav } from '../../src/decode/wav.ts';
import { fixture } from '../fixtures.ts';
import { inOrder, madeWord, type Said, writeScene } from './fake-microphone.ts';
import { lacksBrowser, open, type Served, Workshop } from './studio.ts';

/** A fault is shown until the next word: long enough for a busy machine to see it. */
const GAP_SECONDS = 3;

describe.skipIf(lacksBrowser !== null)(`takes (${lacksBrowser ?? 'in Chromium'})`, () => {
  let workshop: Workshop;
  afterEach(() => workshop.end());

  /** A page that is about to record words, with what its microphone hears. */
  async function recording(words: readonly string[], said: readonly Said[], roomDb = -65) {
    workshop = new Workshop();
    mkdirSync(workshop.path('clips'));
    writeScene(workshop.path('mic.wav'), said, { roomDb, tailSeconds: 20 });
    const served = await workshop.serve('--root', workshop.path('clips'));
    const browser = await workshop.browser(workshop.path('mic.wav'));
    // Pages of one context share what waits.
    const context = await browser.newContext({ permissions: ['microphone'] });
    const { page, complaints } = await open(context, served.link);
    await typeWords(page, words);
    return { page, complaints, served, context };
  }

  async function typeWords(page: Page, words: readonly string[]): Promise<void> {
    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByLabel(/Words or phrases/).fill(words.join('\n'));
    await page.getByRole('button', { name: 'Record these' }).click();
    await page.getByRole('button', { name: 'Start' }).waitFor();
  }

  const clips = () =>
    readdirSync(workshop.path('clips'))
      .filter((name) => name.endsWith('.wav'))
      .sort();
  const start = (page: Page) => page.getByRole('button', { name: 'Start' }).click();
  const word = (page: Page, name: string) => page.locator(`[data-word="${name}"]`).waitFor();
  const waits = (page: Page, n: number) =>
    page.locator(`[data-waiting="${n}"]`).waitFor({ state: 'attached' });

  it('are asked for again where they are clipped, soft or short, and kept if one insists', async () => {
    const said = [
      madeWord(0.6, 8),
      madeWord(0.6, -42),
      madeWord(0.6),
      madeWord(0.12),
      madeWord(0.6),
    ];
    const { page, complaints } = await recording(
      ['first', 'constantinople', 'third'],
      inOrder(said, { gapSeconds: GAP_SECONDS }),
      -72,
    );
    await start(page);
    await page.locator('[data-fault=clipped]').waitFor();
    await page.locator('[data-fault=soft]').waitFor();
    await word(page, 'constantinople');
    expect(clips()).not.toContain('constantinople.wav');
    await page.locator('[data-fault=short]').waitFor();
    await page.keyboard.press('k');
    await page.locator('[data-stage=done]').waitFor();
    await waits(page, 0);
    expect(clips()).toEqual(['constantinople.wav', 'first.wav', 'third.wav']);
    expect(complaints).toEqual([]);
  });

  it.for([-65, -52])(
    'are taken at three levels in a room of %d dBFS, each whole',
    async (roomDb) => {
      const said = inOrder(
        [-12, -20, -28].map((peakDb) => madeWord(0.6, peakDb)),
        { gapSeconds: 1 },
      );
      const names = ['loud', 'medium', 'low'];
      const { page } = await recording(names, said, roomDb);
      await start(page);
      await page.locator('[data-stage=done]').waitFor();
      await waits(page, 0);
      expect(clips()).toEqual(names.map((name) => `${name}.wav`).sort());
      for (const name of names) {
        const { pcm } = await decodeWav(readFileSync(workshop.path(`clips/${name}.wav`)), name);
        const seconds = pcm.channels[0]!.length / pcm.sampleRateHz;
        // 0.6 s of word, whose soft edges may be under the room, 0.3 s before and 0.25 s after it.
        expect(seconds).toBeGreaterThan(1);
        expect(seconds).toBeLessThan(1.25);
      }
    },
  );

  it('are called noisy in a loud room', async () => {
    const said = inOrder([madeWord(0.6, -25.5), madeWord(0.6, -25.5)], {
      gapSeconds: GAP_SECONDS,
    });
    const { page } = await recording(['first'], said, -42);
    await start(page);
    await page.locator('[data-fault=noisy]').first().waitFor();
    await page.getByText('noisy, find a quieter place').waitFor();
    expect(clips()).toEqual([]);
  });

  it('obey the keys: pause, back to the last, skip, end', async () => {
    const said = inOrder([madeWord(0.6), madeWord(0.7), madeWord(0.8)], { gapSeconds: 3 });
    const { page } = await recording(['first', 'second', 'third'], said);
    await start(page);
    await word(page, 'second');
    await waits(page, 0);
    const before = readFileSync(workshop.path('clips/first.wav'));
    await page.keyboard.press('Backspace');
    await word(page, 'first');
    // It is said again, and replaces the clip.
    await word(page, 'second');
    await expect
      .poll(() => readFileSync(workshop.path('clips/first.wav')).equals(before), {
        timeout: 10_000,
      })
      .toBe(false);
    await page.keyboard.press(' ');
    await page.locator('[data-stage=paused]').waitFor();
    await page.keyboard.press('ArrowRight');
    await word(page, 'third');
    await page.keyboard.press('ArrowLeft');
    await word(page, 'second');
    await page.waitForTimeout(3500); // what is said in a pause is no take
    await word(page, 'second');
    await page.keyboard.press('Escape');
    await page.locator('[data-stage=idle]').waitFor();
    expect(clips()).toEqual(['first.wav']);
  });

  it('survive a reload while the server is away, and are sent by the link of its next start', async () => {
    const said = inOrder([madeWord(0.6), madeWord(0.6)], { gapSeconds: GAP_SECONDS });
    const { page, served } = await recording(['first', 'second', 'third'], said);
    await page.route('**/studio/api/takes?*', (route) => route.abort());
    await start(page);
    await word(page, 'third');
    await page.getByText('2 takes wait in this browser').waitFor();
    await page.reload();
    await page.getByText('2 takes wait in this browser').waitFor();

    await served.stop();
    await page.unroute('**/studio/api/takes?*');
    const { port } = new URL(served.url);
    const again: Served = await workshop.serve('--root', workshop.path('clips'), '--port', port);
    await page.goto(again.link);
    await expect.poll(clips, { timeout: 15_000 }).toEqual(['first.wav', 'second.wav']);
    await waits(page, 0);
  });

  it('tell why the server cannot save them, also at the end, and are sent again', async () => {
    const { page } = await recording(['first'], inOrder([madeWord(0.6)]));
    const detail = 'the disk is full; make room';
    const problem = { status: 502, json: { code: 'repo/unavailable', detail } };
    await page.route('**/studio/api/takes?*', (route) => route.fulfill(problem));
    await start(page);
    await page.locator('[data-stage=done]').waitFor();
    await page.getByText(`but 1 take is not saved yet: ${detail}`).waitFor();
    await page.locator('[data-waiting="1"]').getByText(detail).waitFor();
    expect(await page.getByText('All words are recorded').count()).toBe(0);
    expect(await page.getByText('server is away').count()).toBe(0);

    await page.unroute('**/studio/api/takes?*');
    await page.getByText('All words are recorded').waitFor();
    expect(clips()).toEqual(['first.wav']);
  });

  it('do not replace what somebody else recorded meanwhile, until one of both is chosen', async () => {
    const { page } = await recording(['first'], inOrder([madeWord(0.6)], { startSeconds: 3 }));
    const other = fixture('audios/hello.wav');
    await start(page);
    await page.locator('[data-stage=level]').waitFor();
    writeFileSync(workshop.path('clips/first.wav'), other);
    await page.getByRole('heading', { name: /Somebody else/ }).waitFor();
    expect(readFileSync(workshop.path('clips/first.wav')).equals(other)).toBe(true);
    await page.getByRole('button', { name: 'Hear the clip that is there' }).click();
    await page.getByRole('button', { name: 'Keep my take' }).click();
    await page.getByRole('heading', { name: /Somebody else/ }).waitFor({ state: 'detached' });
    await expect
      .poll(() => readFileSync(workshop.path('clips/first.wav')).equals(other), {
        timeout: 10_000,
      })
      .toBe(false);
  });

  it('of two tabs are saved once each, one of a phrase for the end of sentences', async () => {
    const phrase = inOrder([madeWord(0.6), madeWord(0.5)], { gapSeconds: 0.4 });
    const { page, served, context } = await recording(['first'], phrase);
    const second = (await open(context, served.link)).page;
    await typeWords(second, ['second word']);
    await second.getByText('1 word to record').click();
    await second.getByLabel('Kind of take').selectOption('end');
    await Promise.all([start(page), start(second)]);
    for (const each of [page, second]) await each.locator('[data-stage=done]').waitFor();
    for (const each of [page, second]) await waits(each, 0);
    expect(clips()).toEqual(['first.wav', 'second_word~end.wav']);
    expect(await second.getByRole('heading', { name: /Somebody else/ }).count()).toBe(0);
  });
});
