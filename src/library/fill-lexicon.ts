import { formatRank } from '../decode/clip-names.ts';
import { foldOf } from '../message/fold.ts';
import { Lexicon } from '../message/lexicon.ts';
import type { Language } from '../message/readings/language.ts';
import { type Gender, toWords } from '../message/readings/reading.ts';
import { readingsOf } from '../message/token-readings.ts';
import { tokenize, type WordToken } from '../message/tokenize.ts';
import { compareKeys, type Key } from '../repo/repo.ts';
import { takeOf } from './clip-text.ts';
import type { Prompt } from './prompts/prompt-set.ts';

/** Clips that say the same: the first is used, the others never. */
export interface Conflict {
  readonly says: string;
  readonly used: Key;
  readonly unused: readonly Key[];
}

/** A file or row that does not work as its owner may think. */
export interface LibraryProblem {
  /** The file, or the row of clips.csv. */
  readonly where: string;
  readonly what: string;
}

/** A clip, and what it says. */
export interface SayingClip {
  readonly key: Key;
  /** Place of its source among them. */
  readonly source: number;
  /** Texts of its name or its rows. */
  readonly texts: readonly string[];
  /** What its name says as a prompt's. */
  readonly prompts: readonly Prompt[];
  /** Whether clips.csv has rows for it. */
  readonly isListed: boolean;
  /** Whether it is for any language; undefined where all clips are, or none. */
  readonly isShared?: boolean | undefined;
}

/** A language, with its rules where they are needed. */
interface Rules {
  readonly language: string;
  readonly rules: Language | null;
}

/** Limit of the words of a clip's reading: the resolver's time and its depth of calls grow with the longest. */
const MAX_PHRASE_WORDS = 250;

type Claimant = Pick<SayingClip, 'key' | 'source'>;

const HYPHENED_NUMBER = /\p{N}-|-\p{N}/u;

/** Clips between two pauses for other work. */
const CLIPS_AT_ONCE = 200;

/** Makes a lexicon of clips. @param problems takes texts that cannot be said. */
export async function fillLexicon(
  clips: readonly SayingClip[],
  of: Rules,
  problems: LibraryProblem[],
): Promise<{ lexicon: Lexicon; conflicts: Conflict[] }> {
  const lexicon = new Lexicon(foldOf(of.language));
  const claimants = new Map<string, Claimant[]>();
  const ranked = [...clips].sort(
    (a, b) =>
      a.source - b.source ||
      Number(b.isListed) - Number(a.isListed) ||
      formatRank(a.key) - formatRank(b.key) ||
      compareKeys(a.key, b.key),
  );
  for (const [rank, clip] of ranked.entries()) {
    if (rank % CLIPS_AT_ONCE === CLIPS_AT_ONCE - 1) await new Promise((done) => setImmediate(done));
    for (const prompt of clip.prompts) addPrompt(lexicon, clip, rank, prompt);
    for (const text of clip.texts) {
      const added = addText({ lexicon, clip, rank, text }, of);
      if ('problem' in added) {
        problems.push({ where: clip.key, what: added.problem });
        continue;
      }
      const same = claimants.get(added.spelling) ?? [];
      if (!same.some(({ key }) => key === clip.key)) same.push(clip);
      claimants.set(added.spelling, same);
    }
  }
  return { lexicon, conflicts: conflictsAmong(claimants) };
}

/** Adds what a prompt says. Several prompts of a set say the same, so they are no conflict. */
function addPrompt(lexicon: Lexicon, clip: SayingClip, rank: number, prompt: Prompt): void {
  const { texts, isLetter, isSpare = false } = prompt;
  const { key, isShared } = clip;
  const { place } = takeOf(key);
  const reading = isSpare ? 1 : 0;
  for (const text of texts) {
    const words = isLetter === true ? [text] : toWords(text);
    lexicon.add({ words, clip: key, reading, rank, place, isLetter, isShared });
  }
}

interface ClipTextToAdd {
  readonly lexicon: Lexicon;
  readonly clip: SayingClip;
  readonly rank: number;
  readonly text: string;
}

/** Adds all readings of a clip's text. @returns the spelling that it claims, or why it says nothing. */
function addText(
  { lexicon, clip, rank, text }: ClipTextToAdd,
  { language, rules }: Rules,
): { readonly spelling: string } | { readonly problem: string } {
  const { key, isShared } = clip;
  const { place, gender } = takeOf(key);
  const words = tokenize(text, language).filter((token) => token.kind === 'word');
  if (words.length === 0) return { problem: `says nothing: ${JSON.stringify(text)} holds no word` };
  if (words.length > MAX_PHRASE_WORDS)
    return { problem: `says ${words.length} words, the limit is ${MAX_PHRASE_WORDS}` };
  const readings =
    gender === undefined
      ? clipReadings(words, language, rules)
      : genderReadings(words, gender, rules);
  if (readings.length === 0) {
    return {
      problem: `is a take for the gender ${gender}, which only clips of one number have in ${language}`,
    };
  }
  readings.forEach((reading, i) => {
    // Long numbers and compounds have more words when said out than as they stand.
    if (reading.length > MAX_PHRASE_WORDS) return;
    lexicon.add({ words: reading, clip: key, reading: i === 0 ? 0 : 1, rank, place, isShared });
  });
  const take = [place, gender].flatMap((kind) => (kind === undefined ? [] : [`~${kind}`]));
  return { spelling: words.map((word) => word.text).join(' ') + take.join('') };
}

/** Conflicts within a source: that an earlier one wins over a later is what their order is for. */
function conflictsAmong(claimants: ReadonlyMap<string, readonly Claimant[]>): Conflict[] {
  return [...claimants]
    .map(([says, all]) => [says, all.filter(({ source }) => source === all[0]!.source)] as const)
    .filter(([, same]) => same.length > 1)
    .map(([says, [used, ...unused]]) => ({
      says,
      used: used!.key,
      unused: unused.map(({ key }) => key),
    }))
    .sort((a, b) => compareKeys(a.says, b.says));
}

/** The words of a number in a gender: "1~f" says "una". The number as it stands is left to the plain clip. */
function genderReadings(
  words: readonly WordToken[],
  gender: Gender,
  rules: Language | null,
): readonly (readonly string[])[] {
  const [word] = words;
  if (words.length > 1 || !/^\d{1,15}$/.test(word!.text) || rules === null) return [];
  return rules.cardinal(BigInt(word!.text), gender).map(toWords);
}

/**
 * The readings of a clip: its words as they stand, then with every compound and number said out, then in
 * characters where its script has no spaces. A message's own words bring every mixture of these, so two
 * or three ways are enough here, however many numbers a clip says.
 */
export function clipReadings(
  words: readonly WordToken[],
  language: string,
  rules: Language | null,
): readonly (readonly string[])[] {
  const each = words.map((word) =>
    // A file's "h-3" is not "h three".
    HYPHENED_NUMBER.test(word.text) ? [[word.text]] : readingsOf(word, language, rules),
  );
  const most = Math.max(...each.map((readings) => readings.length));
  return Array.from({ length: most }, (_, i) =>
    each.flatMap((readings) => readings[Math.min(i, readings.length - 1)]!),
  );
}
