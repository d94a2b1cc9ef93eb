import type { AudioFormat, Codec } from './codec.ts';
import { MP3_ENCODERS } from './mp3/format.ts';
import { mp3 } from './mp3/mp3.ts';
import { ogg, oggVoiceNote } from './opus/opus.ts';
import { alaw, SIGNED_LINEAR, ulaw } from './pcm/raw.ts';
import { wav, wavALaw, wavULaw } from './pcm/wav.ts';

/** Every output format, the default first. A new one is a folder or file, and a line here. */
const CODECS = [
  mp3,
  wav,
  wavULaw,
  wavALaw,
  ulaw,
  alaw,
  ...SIGNED_LINEAR,
  ogg,
  oggVoiceNote,
] as const;

/** The name of an output format. */
export type FormatName = (typeof CODECS)[number]['name'];

/** All names, the default first. */
export const FORMAT_NAMES: readonly [FormatName, ...FormatName[]] = CODECS.map(
  ({ name }) => name,
) as [FormatName, ...FormatName[]];
export const DEFAULT_FORMAT: FormatName = CODECS[0].name;

/** Encoders of all formats that have several, the default first. */
export const ENCODER_NAMES = MP3_ENCODERS;

/** Endings of output files without the dot, each once. */
export const OUTPUT_EXTENSIONS: readonly string[] = [
  ...new Set(CODECS.flatMap(({ extensions }) => extensions)),
];

/** Usual media types of all formats, each once. */
export const OUTPUT_MEDIA_TYPES: readonly string[] = [
  ...new Set(CODECS.map(({ mediaTypes }) => mediaTypes[0])),
];

const byName = new Map<string, Codec>(CODECS.map((codec) => [codec.name, codec as Codec]));
// Of formats that share an ending or a media type, such as those of WAV, the first is meant.
const byExtension = new Map<string, FormatName>(
  CODECS.toReversed().flatMap(({ name, extensions }) => extensions.map((of) => [of, name])),
);
const byMediaType = new Map<string, FormatName>(
  CODECS.toReversed().flatMap(({ name, mediaTypes }) => mediaTypes.map((of) => [of, name])),
);

/** The codec of a format. */
export function codecOf(format: AudioFormat | FormatName): Codec {
  return byName.get(typeof format === 'string' ? format : format.name)!;
}

/** The format whose files end so, without the dot, in any case; undefined for none. */
export function formatOfExtension(extension: string): FormatName | undefined {
  return byExtension.get(extension.toLowerCase());
}

/** Whether files of a format may have this ending, in any case. */
export function hasExtension(format: FormatName, extension: string): boolean {
  return codecOf(format).extensions.includes(extension.toLowerCase());
}

/** The format of a media type; undefined for none. */
export function formatOfMediaType(type: string): FormatName | undefined {
  return byMediaType.get(type.toLowerCase());
}
