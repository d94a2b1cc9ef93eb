import { mkdirSync, readdirSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { inOrder, madeWord, writeScene } from './fake-microphone.ts';
import { lacksBrowser, measured, open, Workshop } from './studio.ts';

const WORDS = 60;
const WORD_SECONDS = 0.6;
const GAP_SECONDS = 0.9;

describe.skipIf(lacksBrowser !== null)(`the pace (${lacksBrowser ?? 'in Chromium'})`, () => {
  const workshop = new Workshop();
  afterAll(() => workshop.end());

  it('takes 60 words of 0.6 s with 0.9 s between, and saves each soon after its end', {
    timeout: 180_000,
  }, async () => {
    mkdirSync(workshop.path('clips'));
    const names = Array.from({ length: WORDS }, (_, i) => `word${letters(i)}`);
    const said = names.map((_, i) => madeWord(WORD_SECONDS, -12, 110 + i));
    writeScene(workshop.path('mic.wav'), inOrder(said, { gapSeconds: GAP_SECONDS }));
    const { link } = await workshop.serve('--root', workshop.path('clips'));
    const browser = await workshop.browser(workshop.path('mic.wav'));
    const { page, complaints } = await open(browser, link);

    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByLabel(/Words or phrases/).fill(names.join('\n'));
    await page.getByRole('button', { name: 'Record these' }).click();
    await page.getByRole('button', { name: 'Start' }).click();
    const startedMs = performance.now();
    await page.locator('[data-stage=done]').waitFor({ timeout: 120_000 });
    await page.locator('[data-waiting="0"]').waitFor({ state: 'attached' });
    const seconds = (performance.now() - startedMs) / 1000;

    const files = readdirSync(workshop.path('clips')).filter((name) => name.endsWith('.wav'));
    expect(files.sort()).toEqual(names.map((name) => `${name}.wav`).sort());
    expect(complaints).toEqual([]);
    const times = [...(await measured(page, 'saved'))].sort((a, b) => a - b);
    expect(times).toHaveLength(WORDS);
    const [median, slow] = [0.5, 0.95].map((part) => times[Math.floor(part * (WORDS - 1))]!);
    console.log(
      `${WORDS} words in ${seconds.toFixed(1)} s, ${Math.round((WORDS / seconds) * 3600)} an hour; ` +
        `end of word to saved: median ${Math.round(median!)} ms, 95 % ${Math.round(slow!)} ms, ` +
        `most ${Math.round(times.at(-1)!)} ms`,
    );
    expect(WORDS / seconds).toBeGreaterThan(1200 / 3600);
    // 220 ms of it are the silence that ends a word; machines of tests are slow.
    expect(median).toBeLessThan(600);
  });
});

/** Letters that stand for a number: a name without digits, which would be read as numbers. */
function letters(n: number): string {
  return `${String.fromCharCode(97 + Math.floor(n / 10))}${String.fromCharCode(107 + (n % 10))}`;
}
