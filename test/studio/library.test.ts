import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { wav16 } from '../../src/audio/wav16.ts';
import { fixture, fixturePath } from '../fixtures.ts';
import { inOrder, madeWord, RATE, realWords, writeScene } from './fake-microphone.ts';
import { lacksBrowser, open, Workshop } from './studio.ts';

const CLIPS = 10_000;

describe.skipIf(lacksBrowser !== null)(`the library (${lacksBrowser ?? 'in Chromium'})`, () => {
  let workshop: Workshop;
  afterEach(() => workshop.end());

  const clips = () =>
    readdirSync(workshop.path('clips'))
      .filter((name) => name.endsWith('.wav'))
      .sort();

  it('scrolls through 10,000 clips, and measures those that are seen', async () => {
    workshop = new Workshop();
    mkdirSync(workshop.path('clips'));
    const bytes = wav16(madeWord(0.3), RATE);
    for (let i = 0; i < CLIPS; i++) writeFileSync(workshop.path(`clips/${nameOf(i)}.wav`), bytes);
    const { link } = await workshop.serve('--root', workshop.path('clips'));
    const browser = await workshop.browser();
    const { page, complaints } = await open(browser, link);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByText('10,000 clips').waitFor();
    const frames = await page.evaluate<number[]>(`new Promise((done) => {
      const box = document.querySelector('.virtual');
      const times = [];
      let before = performance.now();
      const step = (now) => {
        times.push(now - before);
        before = now;
        box.scrollTop += 900;
        if (times.length < 150) requestAnimationFrame(step);
        else done(times.slice(1));
      };
      requestAnimationFrame(step);
    })`);
    const sorted = [...frames].sort((a, b) => a - b);
    console.log(
      `a frame while scrolling: median ${sorted[75]!.toFixed(0)} ms, 95 % ${sorted[142]!.toFixed(0)} ms`,
    );
    expect(sorted[75]).toBeLessThan(50);
    expect(await page.locator('.virtual-row').count()).toBeLessThan(60);
    await page.evaluate(`document.querySelector('.virtual').scrollTop = 1e9`);
    const last = clips().at(-1)!;
    await page.getByText(last, { exact: true }).waitFor();
    await page
      .getByText(/level -?\d+ dB/)
      .first()
      .waitFor();

    await page.getByLabel('Filter').fill(nameOf(4321));
    await page.getByText('1 clip', { exact: true }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('renames a clip, changes what it says, takes it away and brings it back', async () => {
    workshop = new Workshop();
    cpSync(fixturePath('audios'), workshop.path('clips'), { recursive: true });
    const { link } = await workshop.serve('--root', workshop.path('clips'));
    const browser = await workshop.browser();
    const { page } = await open(browser, link);
    await page.getByRole('link', { name: 'Library' }).click();
    await page.getByRole('button', { name: 'Change “hello”' }).click();
    await page.getByLabel('Name it for the words').fill('good morning');
    await page.getByRole('button', { name: 'Rename' }).click();
    await page.getByText('The clip has its new name.').waitFor();
    expect(clips()).toEqual(['good_morning.wav', 'shreeshail.wav']);

    await page.getByRole('button', { name: 'Change “good morning”' }).click();
    await page.getByLabel(/^What it says/).fill('good morning\nhello there');
    await page.getByRole('button', { name: 'Change what it says' }).click();
    await page.getByText('good morning · hello there').waitFor();

    await page.getByRole('button', { name: 'Change “shreeshail”' }).click();
    await page.getByRole('button', { name: 'Take away' }).click();
    await page.getByText('shreeshail.wav was taken away.').waitFor();
    expect(clips()).toEqual(['good_morning.wav']);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Change “shreeshail”' }).waitFor();
    expect(clips()).toEqual(['good_morning.wav', 'shreeshail.wav']);
  });

  it('takes words of a long take, once parts are dropped and merged', async () => {
    workshop = new Workshop();
    mkdirSync(workshop.path('clips'));
    const [cough, ...words] = (await realWords()).slice(0, 4);
    writeScene(workshop.path('long.wav'), inOrder([cough!, ...words], { startSeconds: 1 }));
    writeFileSync(workshop.path('clips/two.wav'), fixture('audios/hello.wav'));
    const { link } = await workshop.serve('--root', workshop.path('clips'));
    const browser = await workshop.browser();
    const { page, complaints } = await open(browser, link);
    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByLabel(/Words or phrases/).fill('one\ntwo\nthree');
    await page.getByRole('button', { name: 'Record these' }).click();
    await page.getByRole('link', { name: 'A long take' }).click();
    await page.locator('input[type=file]').setInputFiles(workshop.path('long.wav'));
    await page.getByText('4 sounds for 3 words').waitFor();
    await page.getByRole('button', { name: 'Drop', exact: true }).first().click();
    await page.locator('[data-part="three"]').waitFor();
    await page.getByRole('button', { name: 'Save 3 clips' }).click();
    await page.getByText('two.wav says this already').waitFor();
    await page.getByText('2 clips were saved.').waitFor();
    expect(clips()).toEqual(['one.wav', 'three.wav', 'two.wav']);
    await page.getByRole('button', { name: 'Replace the clips that are there' }).click();
    await page.getByText('3 clips were saved.').waitFor();

    await page.getByRole('link', { name: 'Say' }).click();
    await page.getByLabel('Message').fill('one two three');
    await page.getByText('Can be said').waitFor();
    expect(complaints.filter((line) => !line.includes('409'))).toEqual([]);
  });

  it('tells what is wrong with a word of a long take, and keeps it if one insists', async () => {
    workshop = new Workshop();
    mkdirSync(workshop.path('clips'));
    const said = [madeWord(0.6, 8), madeWord(0.6)];
    writeScene(workshop.path('long.wav'), inOrder(said, { startSeconds: 1 }));
    const { link } = await workshop.serve('--root', workshop.path('clips'));
    const { page } = await open(await workshop.browser(), link);
    await page.getByRole('link', { name: 'Record' }).click();
    await page.getByLabel(/Words or phrases/).fill('one\ntwo');
    await page.getByRole('button', { name: 'Record these' }).click();
    await page.getByRole('link', { name: 'A long take' }).click();
    await page.locator('input[type=file]').setInputFiles(workshop.path('long.wav'));
    await page.getByRole('button', { name: 'Save 2 clips' }).click();
    await page.locator('[data-part="one"] [data-fault="clipped"]').waitFor();
    await page.getByText('1 clip was saved.').waitFor();
    expect(clips()).toEqual(['two.wav']);
    await page.getByRole('button', { name: 'Keep it anyway' }).click();
    await page.getByText('2 clips were saved.').waitFor();
    expect(clips()).toEqual(['one.wav', 'two.wav']);
  });
});

/** A word for a number, without digits, which would be read as numbers. */
function nameOf(i: number): string {
  return String(i)
    .padStart(4, '0')
    .replace(/\d/g, (digit) => 'bdfgklmnrs'[Number(digit)] + 'aeiouaeiou'[Number(digit)]!);
}
