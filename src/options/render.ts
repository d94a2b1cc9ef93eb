import * as z from 'zod/mini';
import { DEFAULT_EDGE_SECONDS } from '../audio/trim.ts';
import { DEFAULT_FORMAT, ENCODER_NAMES, FORMAT_NAMES, type FormatName } from '../codec/registry.ts';
import { listed } from '../util/listed.ts';
import { CHANNEL_NAMES, type ChannelName, channelOf } from './channels.ts';
import { defineOption, defineSwitch, type OptionDefinition, optionParser } from './define.ts';
import { DEFAULT_PAUSES, pauses, pausesRequest } from './pauses.ts';
import type { NameOf, RawOptions } from './raw.ts';
import { language, levelOrOff, numeric } from './schemas.ts';

/** Every option of a render, checked. */
export interface Options {
  /** The message's language as a canonical BCP 47 tag. */
  readonly lang: string;
  /** Silence between two clips. */
  readonly gapSeconds: number;
  /** Silence for punctuation, in addition to the gap. */
  readonly pauses: {
    readonly commaSeconds: number;
    readonly stopSeconds: number;
    readonly lineSeconds: number;
  };
  /** `spliced` reuses encoded clips; `tight` places clips to the sample and encodes the whole. */
  readonly join: 'spliced' | 'tight';
  /** What sounds between clips: nothing, or comfort noise at the level of the library's own. */
  readonly fill: 'silence' | 'noise';
  /** Handling of words without a clip. */
  readonly missing: 'fail' | 'skip' | 'silence';
  readonly format: FormatName;
  /** The caller whose format and limits hold where the other options leave them open. */
  readonly for?: ChannelName | undefined;
  /** `auto` is the highest rate among the clips in use. */
  readonly sampleRateHz: number | 'auto';
  /** `auto` suits speech. MP3 and Ogg Opus only. */
  readonly bitRateKbps: number | 'auto';
  readonly channels: 1 | 2;
  /** Encoder of MP3: LAME itself is several times as fast as lamejs, and other formats have one encoder. */
  readonly encoder: (typeof ENCODER_NAMES)[number];
  /** Removes the silence at each clip's edges. */
  readonly trim: boolean;
  /** Silence that trimming keeps at each edge. */
  readonly edgeSeconds: number;
  /** Level of each clip's speech (K-weighted, in dB); false leaves it as it was recorded. */
  readonly levelDb: number | false;
  /** Fades each clip's edges. */
  readonly fade: boolean;
}

/** Options as a program gives them, all of them optional. */
export type OptionsInput = {
  readonly [K in Exclude<keyof Options, 'pauses'>]?: Options[K] | undefined;
} & { readonly pauses?: Partial<Options['pauses']> | undefined };
/** The name of a render's option. */
export type OptionName = keyof Options;

/** Level of the speech by default: near −19 dBm0, telephony's (RFC 7874, 4), with room for peaks. */
const DEFAULT_LEVEL_DB = -20;
/** The default language. */
export const DEFAULT_LANG = 'en';

const formatName = z.enum(FORMAT_NAMES);
const FORMATS = listed(FORMAT_NAMES, 'or');
const channels = z.pipe(
  numeric(1, 2, true),
  z.transform((count): 1 | 2 => (count === 2 ? 2 : 1)),
);

/**
 * The options of a render.
 * @internal The package's users have no zod.
 */
export const RENDER_OPTIONS = [
  defineOption({
    name: 'lang',
    schema: z._default(language, DEFAULT_LANG),
    expects: 'a language such as en, sw or hi-IN',
    flag: '--lang <tag>',
    help: 'language of the message, for its words and numbers',
    request: { schema: () => z.optional(language) }, // the service has a default of its own
  }),
  defineOption({
    name: 'gapSeconds',
    schema: z._default(numeric(0, 60), 0.05),
    expects: 'seconds from 0 to 60, such as 0.05',
    flag: '--gap <seconds>',
    help: 'silence between two clips',
  }),
  defineOption({
    name: 'pauses',
    schema: z._default(pauses, DEFAULT_PAUSES),
    expects: 'three numbers of seconds for comma, stop and line break, such as 0.25,0.5,0.8',
    flag: '--pauses <comma,stop,line>',
    help: 'seconds of silence for punctuation, in addition to the gap',
    defaultText: Object.values(DEFAULT_PAUSES).join(','),
    request: {
      schema: () => z._default(pausesRequest(), DEFAULT_PAUSES),
      expects:
        '"0.25,0.5,0.8", or an object with comma_seconds, stop_seconds and line_seconds, each from 0 to 60',
    },
  }),
  defineOption({
    name: 'join',
    schema: z._default(z.enum(['spliced', 'tight']), 'spliced'),
    expects: 'spliced or tight',
    flag: '--join <method>',
    help: 'MP3 and Ogg Opus. spliced: reuse encoded clips; tight: place clips to the sample and encode the whole',
  }),
  defineOption({
    name: 'fill',
    schema: z._default(z.enum(['silence', 'noise']), 'silence'),
    expects: 'silence or noise',
    flag: '--fill <sound>',
    help: "sound between clips: silence, or noise at the level of the clips' own",
  }),
  defineOption({
    name: 'missing',
    schema: z._default(z.enum(['fail', 'skip', 'silence']), 'fail'),
    expects: 'fail, skip or silence',
    flag: '--missing <action>',
    help: 'handling of words without a clip: fail, skip or silence',
  }),
  defineOption({
    name: 'format',
    schema: z._default(formatName, DEFAULT_FORMAT),
    expects: FORMATS,
    flag: '--format <name>',
    help: `output format: ${FORMATS}`,
    defaultText: `by the extension of the output file, else ${DEFAULT_FORMAT}`,
    request: { schema: () => z.optional(formatName) }, // the Accept header may choose
  }),
  defineOption({
    name: 'for',
    schema: z.optional(z.enum(CHANNEL_NAMES)),
    expects: listed(CHANNEL_NAMES, 'or'),
    flag: '--for <caller>',
    help: `format, sample rate and limits of a caller: ${listed(CHANNEL_NAMES, 'or')}`,
  }),
  defineOption({
    name: 'sampleRateHz',
    schema: z._default(z.union([z.literal('auto'), numeric(4000, 192_000, true)]), 'auto'),
    expects: 'auto or Hz from 4000 to 192000, such as 16000',
    flag: '--sample-rate <hz>',
    help: 'sample rate in Hz',
    defaultText: 'auto, the highest among the clips in use',
  }),
  defineOption({
    name: 'bitRateKbps',
    schema: z._default(z.union([z.literal('auto'), numeric(6, 320, true)]), 'auto'),
    expects: 'auto or kbit/s from 6 to 320, such as 40',
    flag: '--bitrate <kbps>',
    help: 'bit rate of MP3 and Ogg Opus in kbit/s',
    defaultText: 'auto, suited to speech',
  }),
  defineOption({
    name: 'channels',
    schema: z._default(channels, 1),
    expects: '1 or 2',
    flag: '--channels <count>',
    help: 'channels: 1 or 2',
  }),
  defineOption({
    name: 'encoder',
    schema: z._default(z.enum(ENCODER_NAMES), ENCODER_NAMES[0]),
    expects: listed(ENCODER_NAMES, 'or'),
    flag: '--encoder <name>',
    help: 'MP3 encoder: lamejs, or lame, LAME itself in WebAssembly, which is several times as fast',
  }),
  defineSwitch({
    name: 'trim',
    flag: '--no-trim',
    help: "keep the silence at the clips' edges",
    request: { help: "remove the silence at the clips' edges" },
  }),
  defineOption({
    name: 'edgeSeconds',
    schema: z._default(numeric(0, 1), DEFAULT_EDGE_SECONDS),
    expects: 'seconds from 0 to 1, such as 0.05',
    flag: '--edge <seconds>',
    help: "silence that trimming keeps at the clips' edges",
  }),
  defineOption({
    name: 'levelDb',
    schema: z._default(levelOrOff, DEFAULT_LEVEL_DB),
    expects: 'dB from -40 to -10, such as -20, or false',
    flag: '--level <dB>',
    help: "level of the clips' speech in dB (K-weighted, as in LUFS)",
    negatedHelp: "leave the clips' level as it was recorded",
    request: {
      schema: () =>
        z._default(
          z.union([z.literal(false), z.number().check(z.gte(-40), z.lte(-10))]),
          DEFAULT_LEVEL_DB,
        ),
    },
  }),
  defineSwitch({
    name: 'fade',
    flag: '--no-fade',
    help: "do not fade the clips' edges",
    request: { help: "fade the clips' edges" },
  }),
] as const satisfies readonly OptionDefinition<OptionName>[];

const parse = optionParser(RENDER_OPTIONS);

/**
 * Parses the options of a render.
 * @throws StitchError usage/option, naming the option, its accepted values and the value.
 */
export function parseOptions(input: RawOptions, nameOf?: NameOf): Options {
  return withChannel(parse(input, nameOf), input.format !== undefined);
}

/** Options in which the caller of `for` settles what is left open. @param hasFormat whether the format was given. */
export function withChannel(options: Options, hasFormat: boolean): Options {
  const channel = channelOf(options.for);
  if (channel === undefined) return options;
  const { format } = channel;
  // The rate is that of the caller's format: another format has its own.
  const isOwn = !hasFormat || options.format === format;
  const sampleRateHz = isOwn ? channel.sampleRateHz : null;
  return {
    ...options,
    format: hasFormat ? options.format : format,
    sampleRateHz: options.sampleRateHz === 'auto' ? (sampleRateHz ?? 'auto') : options.sampleRateHz,
  };
}
