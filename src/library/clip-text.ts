import { withoutAudioExtension } from '../decode/clip-names.ts';
import type { Place } from '../message/lexicon.ts';
import type { Gender } from '../message/readings/reading.ts';
import type { Key } from '../repo/repo.ts';

/** The purpose that a clip was recorded for besides others that say the same: "name~end.wav", "1~f.wav". */
export interface Take {
  readonly place?: Place | undefined;
  readonly gender?: Gender | undefined;
}

const TAKE = /~(start|end|f|m|n)$/;

/** "digits/good_morning-all.wav" says "good morning all"; a hyphen beside a digit stays, as in "h-3". */
export function textFromKey(key: Key): string {
  return stemOf(key)
    .stem.replace(/_+|(?<!\d)-+(?!\d)/g, ' ')
    .trim();
}

/** The take that a clip's name tells. */
export function takeOf(key: Key): Take {
  return stemOf(key).take;
}

/** The path of a prompt within its folder, without ending and take; null for a take of a gender, which says a number. */
export function promptPathOf(key: Key, folder: string): string | null {
  const { stem, take } = stemOf(key);
  if (take.gender !== undefined) return null;
  return key.slice(folder.length, key.lastIndexOf('/') + 1) + stem;
}

function stemOf(key: Key): { readonly stem: string; readonly take: Take } {
  let stem = withoutAudioExtension(key.slice(key.lastIndexOf('/') + 1));
  let take: Take = {};
  for (let found = TAKE.exec(stem); found !== null; found = TAKE.exec(stem)) {
    const kind = found[1] as Place | Gender;
    take =
      kind === 'start' || kind === 'end' ? { ...take, place: kind } : { ...take, gender: kind };
    stem = stem.slice(0, found.index);
  }
  return { stem, take };
}
