import { describe, expect, it } from 'vitest';
import { wav16 } from '../../../src/audio/wav16.ts';
import { rootOf } from '../../../src/library/roots.ts';
import { MemoryRepo } from '../../../src/repo/memory.ts';
import { parseKey } from '../../../src/repo/repo.ts';
import { tone } from '../../fixtures.ts';
import { makeStudio } from './studio.ts';

const RATE = 16_000;

/** A take: a room, a sound in the middle, with this peak. */
function take(seconds = 0.5, peak = 0.3): Uint8Array {
  const sound = tone(seconds, RATE, 220, peak).channels[0]!;
  const samples = new Float32Array(sound.length + RATE);
  for (let f = 0; f < samples.length; f++) samples[f] = Math.sin(f * f) * 2e-4;
  sound.forEach((x, f) => {
    samples[RATE / 2 + f]! += x;
  });
  return wav16(samples, RATE);
}

const ask = (words: string, more = '') =>
  `/takes?lang=en&words=${encodeURIComponent(words)}&room=-70${more}`;

describe('PUT /takes', () => {
  it('cuts a take, saves it under its name, keeps the raw one hidden, and says it at once', async () => {
    const { put, post, get, roots } = await makeStudio();
    const answer = await (await put(ask('good morning'), take())).json();
    expect(answer).toMatchObject({ clip: { key: 'good_morning.wav' }, judged: { faults: [] } });
    const said = await (await post('/check', { message: 'good morning shreeshail' })).json();
    expect(said.can_be_said).toBe(true);
    const saved = (await roots.repo.read(parseKey('good_morning.wav')))!;
    expect(saved.bytes.length).toBeCloseTo(44 + 2 * RATE * 1.05, -3);
    const { clips } = await get('/clips');
    expect(clips.map(({ key }: { key: string }) => key)).toEqual([
      'good_morning.wav',
      'hello.wav',
      'shreeshail.wav',
    ]);
  });

  it.each([
    ['soft', take(0.5, 0.004)],
    ['long', take(9)],
    ['silent', take(0.5, 0)],
  ])('does not save a take that is %s, and says so', async (fault, bytes) => {
    const { put, roots } = await makeStudio();
    const answer = await (await put(ask('amina'), bytes)).json();
    expect(answer).toMatchObject({ clip: null });
    expect(answer.judged.faults).toContain(fault);
    expect(await roots.repo.read(parseKey('amina.wav'))).toBeNull();
  });

  it('saves it anyway where that is asked for, but for silence', async () => {
    const { put } = await makeStudio();
    const long = await (await put(ask('amina', '&anyway=1'), take(9))).json();
    expect(long.clip.key).toBe('amina.wav');
    const silent = await (await put(ask('juma', '&anyway=1'), take(0.5, 0))).json();
    expect(silent.clip).toBeNull();
  });

  it('replaces only the clip that was seen, and keeps what it replaces', async () => {
    const { put, get, post } = await makeStudio();
    const refused = await put(ask('hello'), take());
    expect([refused.status, (await refused.json()).code]).toEqual([409, 'clip/changed']);
    const { clips } = await get('/clips');
    const { tag } = clips.find(({ key }: { key: string }) => key === 'hello.wav');
    expect((await put(ask('hello', `&seen=${tag}`), take())).status).toBe(200);
    expect((await put(ask('hello', `&seen=${tag}`), take(0.6))).status).toBe(409);
    const said = await (await post('/check', { message: 'hello' })).json();
    expect(said.can_be_said).toBe(true);
  });

  it('gives words that no name can say a row of clips.csv', async () => {
    const { put, post, roots } = await makeStudio({ roots: rootOf(new MemoryRepo()) });
    const { clip } = await (await put(ask('50 %'), take())).json();
    expect(clip.key).toMatch(/^clip-[0-9a-f]{8}\.wav$/);
    const csv = await roots.repo.read(parseKey('clips.csv'));
    expect(Buffer.from(csv!.bytes).toString()).toBe(`clip,text\n${clip.key},50 %\n`);
    expect((await (await post('/check', { message: '50 %' })).json()).can_be_said).toBe(true);
  });

  it('saves nothing whose row cannot be written, so that it can be sent again', async () => {
    const csv = 'clip,text\nhello.wav,"hi there\n';
    const repo = new MemoryRepo({ 'clips.csv': Buffer.from(csv) });
    const { put } = await makeStudio({ roots: rootOf(repo) });
    const answer = await put(ask('50 %'), take());
    expect(answer.status).toBe(502);
    expect((await answer.json()).detail).toContain('clips.csv in memory cannot be changed');
    await repo.write(parseKey('clips.csv'), Buffer.from('clip,text\n'));
    expect((await put(ask('50 %'), take())).status).toBe(200);
  });

  it('takes from another clip only the text that is recorded anew', async () => {
    const csv = 'clip,text\nhello.wav,hello\nhello.wav,hi\n';
    const files = { 'hello.wav': take(), 'clips.csv': Buffer.from(csv) };
    const { put, post, get } = await makeStudio({ roots: rootOf(new MemoryRepo(files)) });
    const [{ tag }] = (await get('/clips')).clips;
    expect((await put(ask('hi', `&seen=${tag}`), take(0.6))).status).toBe(200);
    const { clips } = await get('/clips');
    expect(clips.map(({ says }: { says: string[] }) => says)).toEqual([['hello'], ['hi']]);
    const said = await (await post('/check', { message: 'hello hi' })).json();
    expect(said.can_be_said).toBe(true);
  });

  it.each(['   ', '-', '…'])('refuses %j, which holds no word', async (words) => {
    const { put } = await makeStudio();
    expect((await put(ask(words, '&anyway=1'), take())).status).toBe(400);
  });

  it('saves takes for a place under their own names', async () => {
    const { put } = await makeStudio();
    const { clip } = await (await put(ask('amina', '&kind=end'), take())).json();
    expect(clip.key).toBe('amina~end.wav');
  });

  it.each([
    ['a text', Buffer.from('this is not sound'), 422],
    ['nothing', new Uint8Array(), 422],
    ['a header alone', take().slice(0, 44), 422],
    ['over 6 MB', new Uint8Array(6_000_001), 413],
  ])('refuses %s', async (_, bytes, status) => {
    const { put, roots } = await makeStudio();
    expect((await put(ask('amina'), bytes)).status).toBe(status);
    expect(await roots.repo.read(parseKey('amina.wav'))).toBeNull();
  });

  it('takes 5 MB', async () => {
    const { put } = await makeStudio();
    const samples = new Float32Array(2.5e6);
    samples.set(tone(0.5, RATE, 220, 0.3).channels[0]!, RATE);
    expect((await put(ask('amina'), wav16(samples, RATE))).status).toBe(200);
  });

  it('never leaves the library, whatever the words', async () => {
    const repo = new MemoryRepo();
    const { put } = await makeStudio({ roots: rootOf(repo) });
    const names = [
      '../../etc/passwd',
      '/abs',
      'a/b',
      '..',
      '.',
      'con',
      'a\\b',
      'a\0b',
      '.hidden',
      'ß'.repeat(400),
      '~end',
      'x~end',
      '@2/x',
      '😀',
      '\u202egnp',
    ];
    for (const words of names) {
      const answer = await put(ask(words, '&anyway=1'), take());
      expect([200, 400, 413]).toContain(answer.status);
    }
    for await (const { key } of repo.list()) expect(key).toMatch(/^[^/\\]+\.(wav|csv)$/);
  });
});

describe('long takes', () => {
  it('are cut into words, which are saved where they were assigned', async () => {
    const { ask: send, post, get } = await makeStudio();
    const word = take();
    const samples = new Float32Array(RATE * 6);
    for (const at of [0, 2, 4]) {
      const view = new Int16Array(word.slice(44).buffer);
      view.forEach((x, f) => {
        samples[at * RATE + f] = x / 32768;
      });
    }
    const body = wav16(samples, RATE) as Uint8Array<ArrayBuffer>;
    const opened = await send('/long-takes?name=words.wav&words=3', { method: 'POST', body });
    const { id, parts, seconds } = await opened.json();
    expect([seconds, parts.length]).toEqual([6, 3]);
    for (const [i, words] of ['amina', 'juma', 'neema'].entries()) {
      const part = { id, lang: 'en', ...parts[i], words };
      const { clip } = await (await post('/long-takes/save', part)).json();
      expect(clip.key).toBe(`${words}.wav`);
    }
    expect((await get('/clips')).clips).toHaveLength(5);
    const gone = { id: '99', lang: 'en', ...parts[0], words: 'amina' };
    expect((await post('/long-takes/save', gone)).status).toBe(404);
  });

  it('are judged, and what is faulty is saved only if one insists', async () => {
    const { ask: send, post, get } = await makeStudio();
    const samples = new Float32Array(RATE * 2);
    new Int16Array(take().slice(44).buffer).forEach((x, f) => {
      samples[f] = Math.max(-1, Math.min(1, x / 800));
    });
    const body = wav16(samples, RATE) as Uint8Array<ArrayBuffer>;
    const opened = await send('/long-takes?name=loud.wav&words=1', { method: 'POST', body });
    const { id, parts } = await opened.json();
    const part = { id, lang: 'en', ...parts[0], words: 'amina' };
    const { clip, judged } = await (await post('/long-takes/save', part)).json();
    expect([clip, judged.faults]).toEqual([null, ['clipped']]);
    expect((await get('/clips')).clips).toHaveLength(2);
    const insisted = await (await post('/long-takes/save', { ...part, anyway: true })).json();
    expect(insisted.clip.key).toBe('amina.wav');
  });
});
