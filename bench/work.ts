// Input of the benchmarks: a library, and messages made of it.
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { openLibrary } from '../src/library/library.ts';
import { LocalRepo } from '../src/repo/local/local-repo.ts';
import { encodeWav, tone } from '../test/fixtures.ts';

/** Debian's asterisk-core-sounds-en-wav: 568 real prompts, 8 kHz. */
const DEBIAN = '/usr/share/asterisk/sounds/en_US_f_Allison';
const SYNTHESISED = 120;

/** The folder of the clips: Debian's where they are installed, else tones that are made in `scratch`. */
export function libraryFolder(scratch: string): { readonly folder: string; readonly says: string } {
  if (existsSync(DEBIAN)) return { folder: DEBIAN, says: 'Debian asterisk-core-sounds-en-wav' };
  const folder = join(scratch, 'clips');
  mkdirSync(folder);
  for (let i = 0; i < SYNTHESISED; i++) {
    const wav = encodeWav(tone(0.3 + (i % 10) / 10, 8000, 150 + 20 * i));
    writeFileSync(join(folder, `${wordOf(i)}.wav`), wav);
  }
  return { folder, says: `${SYNTHESISED} synthesised clips` };
}

/** "a", "b", … "aa": a word for each number. */
function wordOf(n: number): string {
  return [...n.toString(26)]
    .map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)))
    .join('');
}

/** A clip that says one plain word. */
export interface WordClip {
  readonly word: string;
  readonly path: string;
}

/** The clips of a folder that say one word of letters, one for each word. */
export async function wordClips(folder: string): Promise<readonly WordClip[]> {
  const { clips, lexicon } = await openLibrary(new LocalRepo(folder), 'en');
  return clips.flatMap(({ key, says: [word = ''] }) => {
    const isUsed = lexicon.root.next.get(word)?.entry?.clip === key;
    const path = join(folder, key);
    return isUsed && /^[a-z]{1,12}$/.test(word) && statSync(path).size > 2000
      ? [{ word, path }]
      : [];
  });
}

/** Numbers from [0, 1) that are the same each time (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Different messages of so many clips each; their words are those of phrases that no other clip says. */
export function messages(
  clips: readonly WordClip[],
  count: number,
  length: number,
): readonly (readonly WordClip[])[] {
  const next = random(7);
  const made = new Map<string, readonly WordClip[]>();
  while (made.size < count) {
    const message = Array.from({ length }, () => clips[Math.floor(next() * clips.length)]!);
    made.set(textOf(message), message);
  }
  return [...made.values()];
}

/** A message's text. */
export function textOf(message: readonly WordClip[]): string {
  return message.map(({ word }) => word).join(' ');
}

/** Writes a campaign as CSV, each row an id and a message. */
export function writeCampaign(path: string, texts: Iterable<string>): void {
  const lines = ['id,message'];
  for (const text of texts) lines.push(`${lines.length},${text}`);
  writeFileSync(path, `${lines.join('\n')}\n`);
}

/** Makes a library of so many clips out of a few recordings. */
export function largeLibrary(folder: string, clips: readonly WordClip[], count: number): void {
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < count; i++) {
    const { path, word } = clips[i % clips.length]!;
    const to = join(folder, i < clips.length ? `${word}.wav` : `${word}-${wordOf(i)}.wav`);
    try {
      linkSync(path, to);
    } catch {
      copyFileSync(path, to);
    }
  }
}

/** All bytes of the clips, for work inside this process. */
export function bytesOf(clips: readonly WordClip[]): readonly Uint8Array[] {
  return clips.map(({ path }) => new Uint8Array(readFileSync(path)));
}
