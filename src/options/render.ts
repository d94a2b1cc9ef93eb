import * as z from 'zod/mini';
import { FORMAT_NAMES, type FormatName } from '../codec/registry.ts';
import { listed } from '../util/listed.ts';
import { OPTION_SHAPE, parseBy } from './schemas.ts';

/** Every option of a render, checked. */
export interface Options {
  /** The message's language as a canonical BCP 47 tag: how words are found, and numbers said. */
  readonly lang: string;
  /** Silence between two clips. */
  readonly gapSeconds: number;
  /** Silence that the message's punctuation asks for, besides the gap. */
  readonly pauses: {
    readonly commaSeconds: number;
    readonly stopSeconds: number;
    readonly lineSeconds: number;
  };
  /** `spliced` reuses encoded MP3 frames; `tight` lays clips to the sample and encodes the whole. */
  readonly join: 'spliced' | 'tight';
  /** What to do about words without a clip. */
  readonly missing: 'fail' | 'skip' | 'silence';
  readonly format: FormatName;
  /** `auto` is the highest among the clips in use. */
  readonly sampleRateHz: number | 'auto';
  /** `auto` is what speech sounds well at. MP3 only. */
  readonly bitRateKbps: number | 'auto';
  readonly channels: 1 | 2;
  /** Takes off the silence at each clip's edges. */
  readonly trim: boolean;
  /** Fades each clip's edges. */
  readonly fade: boolean;
}

/** Options as a program gives them: any may be left out. */
export type OptionsInput = {
  readonly [K in Exclude<keyof Options, 'pauses'>]?: Options[K] | undefined;
} & { readonly pauses?: Partial<Options['pauses']> | undefined };
/** The name of one of them. */
export type OptionName = keyof Options;

const optionsSchema = z.object(OPTION_SHAPE);

/** What each option takes, for error messages. */
export const OPTION_EXPECTS: Readonly<Record<OptionName, string>> = {
  lang: 'a language such as en, sw or hi-IN',
  gapSeconds: 'seconds from 0 to 60, such as 0.05',
  pauses: 'three numbers of seconds for comma, stop and line break, such as 0.25,0.5,0.8',
  join: 'spliced or tight',
  missing: 'fail, skip or silence',
  format: listed(FORMAT_NAMES, 'or'),
  sampleRateHz: 'auto or Hz, such as 16000',
  bitRateKbps: 'auto or kbit/s from 8 to 320, such as 40',
  channels: '1 or 2',
  trim: 'true or false',
  fade: 'true or false',
};

/** What the one who gave an option calls it: "--gap", "STITCH_GAP", "gapSeconds". */
export type NameOf = (option: string) => string;

/** Options as they come from outside: text or values, undefined for "not given". */
export type RawOptions = Readonly<Record<string, unknown>>;

/**
 * Parses the options of a render.
 * @throws StitchError usage/option, naming the option, the value and what it takes.
 */
export function parseOptions(input: RawOptions, nameOf: NameOf = (option) => option): Options {
  return parseBy(optionsSchema, OPTION_EXPECTS, input, nameOf);
}
