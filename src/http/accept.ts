import {
  codecOf,
  type FormatName,
  formatOfMediaType,
  OUTPUT_MEDIA_TYPES,
} from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { listed } from '../util/listed.ts';
import type { SpeechRequest } from './requests.ts';

type Wanted = 'json' | FormatName;

/** Media types that get a JSON response. */
const JSON_TYPES = ['*/*', 'application/*', 'application/json'];

/**
 * The kind of response that an Accept header asks for (RFC 9110): the most preferred that the body's format does
 * not contradict. @throws StitchError request/not-acceptable.
 */
export function wantedType(
  header: string | undefined,
  { options, hasFormat }: Pick<SpeechRequest, 'options' | 'hasFormat'>,
): Wanted {
  if (header === undefined) return 'json';
  const ownTypes = codecOf(options.format).mediaTypes;
  const kinds = preferred(header).flatMap((type): readonly Wanted[] => {
    if (JSON_TYPES.includes(type)) return ['json'];
    const isOwn = type === 'audio/*' || (hasFormat && ownTypes.includes(type));
    const format = isOwn ? options.format : formatOfMediaType(type);
    return format === undefined ? [] : [format];
  });
  const fitting = kinds.find((kind) => kind === 'json' || !hasFormat || kind === options.format);
  if (fitting !== undefined) return fitting;
  const what =
    kinds.length === 0
      ? `the Accept header allows nothing that can be sent; ask for ${listed(['application/json', ...OUTPUT_MEDIA_TYPES], 'or')}`
      : `the body asks for ${options.format}, and the Accept header for ${kinds[0]}; make them agree`;
  throw new StitchError('request/not-acceptable', what);
}

/** The media types of an Accept header, the most preferred first; those of quality 0 are left out. */
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
