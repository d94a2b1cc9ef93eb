import { StitchError } from '../errors.ts';
import type { SpeechRequest } from './requests.ts';

type Wanted = 'json' | 'mp3' | 'wav';

/** What each media type may be answered with; "audio" for either. */
const TYPES: Readonly<Record<string, Wanted | 'audio'>> = {
  '*/*': 'json',
  'application/*': 'json',
  'application/json': 'json',
  'audio/*': 'audio',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
  'audio/wav': 'wav',
  'audio/wave': 'wav',
  'audio/x-wav': 'wav',
  'audio/vnd.wave': 'wav',
};

/**
 * What kind of answer an Accept header asks for (RFC 9110): of what it takes the best that the body's format does
 * not contradict. @throws StitchError request/not-acceptable.
 */
export function wantedType(
  header: string | undefined,
  { options, hasFormat }: Pick<SpeechRequest, 'options' | 'hasFormat'>,
): Wanted {
  if (header === undefined) return 'json';
  const types = preferred(header).flatMap((type) =>
    Object.hasOwn(TYPES, type) ? [TYPES[type]!] : [],
  );
  const kinds = types.map((type) => (type === 'audio' ? options.format : type));
  const fitting = kinds.find((kind) => kind === 'json' || !hasFormat || kind === options.format);
  if (fitting !== undefined) return fitting;
  const what =
    kinds.length === 0
      ? 'there are application/json, audio/mpeg and audio/wav'
      : `the body asks for ${options.format}, and the Accept header for ${kinds[0]}; make them agree`;
  throw new StitchError('request/not-acceptable', what);
}

/** The media types of an Accept header that are wanted at all, the best first. */
function preferred(header: string): readonly string[] {
  return header
    .split(',')
    .map((part) => {
      const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return { type, quality: quality === undefined ? 1 : Number(quality) || 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
}
