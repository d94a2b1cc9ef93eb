import { DECODERS } from './formats.ts';

const EXTENSIONS = DECODERS.flatMap(({ extensions }) => extensions);
const CLIP = new RegExp(`\\.(${EXTENSIONS.join('|')})$`, 'i');
const preferences = new Map(
  DECODERS.flatMap(({ extensions, preference }) => extensions.map((of) => [of, preference])),
);
const OTHER_AUDIO =
  /\.(8svx|aax|ac3|ape|au|codec2|dss|g719|g723|g726|g729|ilbc|m2a|m4p|mp2|mpc|oma|qcp|rm|siren14|siren7|snd|spx|tta|voc|vox|w64|wma|wv)$/i;

/** Whether a file is taken for a clip, by its name. */
export function isClipName(name: string): boolean {
  return CLIP.test(name);
}

/** Whether a file is a recording in a format that is not supported, by its name. */
export function isOtherAudioName(name: string): boolean {
  return !isClipName(name) && OTHER_AUDIO.test(name);
}

const WITHOUT_MARK = new Set(
  DECODERS.filter(({ byEnding }) => byEnding).flatMap(({ extensions }) => extensions),
);

/** The ending of a file that is what its ending says, in lower case; null for one that is known by its content. */
export function decidingExtension(name: string): string | null {
  const extension = name.slice(name.lastIndexOf('.') + 1).toLowerCase();
  return WITHOUT_MARK.has(extension) ? extension : null;
}

/** A recording's name without its ending, also where its format is not supported. */
export function withoutAudioExtension(name: string): string {
  return name.replace(isClipName(name) ? CLIP : OTHER_AUDIO, '');
}

/** Rank of a clip's format among those that say the same, lower first. */
export function formatRank(name: string): number {
  return preferences.get(name.slice(name.lastIndexOf('.') + 1).toLowerCase()) ?? 0;
}

/** Usual endings of clips, for messages: "there is no … file". */
export const CLIP_EXTENSIONS_TEXT = '.wav, .mp3 or other audio';
