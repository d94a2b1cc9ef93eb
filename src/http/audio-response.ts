import { StitchError } from '../errors.ts';

/** A response with audio. */
export interface AudioResponse {
  readonly status: 200 | 206 | 304;
  readonly headers: Readonly<Record<string, string>>;
  /** Null where only the headers are sent. */
  readonly body: Uint8Array | null;
}

/** Headers of a request that concern the audio. */
export interface AudioWishes {
  readonly ifNoneMatch: string | null;
  readonly range: string | null;
  readonly ifRange: string | null;
}

/** A finished render, named by content. */
export interface Audio {
  readonly id: string;
  readonly mediaType: string;
  bytes(): Promise<Uint8Array>;
}

/** The response to a client that has the render. */
export function unchangedAudio(id: string, cacheControl: string): AudioResponse {
  return { status: 304, headers: headersOf(id, cacheControl), body: null };
}

/**
 * The response with audio: all of it, or a range (RFC 9110).
 * @param cacheControl the header's value. @throws StitchError request/range; as `audio.bytes`.
 */
export async function audioResponse(
  audio: Audio,
  { range, ifRange }: Pick<AudioWishes, 'range' | 'ifRange'>,
  cacheControl: string,
): Promise<AudioResponse> {
  const etag = tagOf(audio.id);
  const headers = headersOf(audio.id, cacheControl);
  const bytes = await audio.bytes();
  const typed = { ...headers, 'Content-Type': audio.mediaType };
  const wanted =
    range === null || (ifRange !== null && ifRange !== etag)
      ? null
      : parseRange(range, bytes.length);
  if (wanted === null) {
    return {
      status: 200,
      headers: { ...typed, 'Content-Length': String(bytes.length) },
      body: bytes,
    };
  }
  const [start, end] = wanted;
  return {
    status: 206,
    headers: {
      ...typed,
      'Content-Length': String(end - start),
      'Content-Range': `bytes ${start}-${end - 1}/${bytes.length}`,
    },
    body: bytes.subarray(start, end),
  };
}

function tagOf(id: string): string {
  return `"${id}"`;
}

function headersOf(id: string, cacheControl: string) {
  return { ETag: tagOf(id), 'Cache-Control': cacheControl, 'Accept-Ranges': 'bytes' };
}

/** Compares an If-None-Match with a render, weakly. */
export function matchesEtag(header: string, id: string): boolean {
  const etag = tagOf(id);
  return header
    .split(',')
    .map((tag) => tag.trim().replace(/^W\//, ''))
    .some((tag) => tag === '*' || tag === etag);
}

/**
 * The bytes [start, end) of a Range header; null for a header to be ignored: other units, several ranges.
 * @throws StitchError request/range for a range past the end.
 */
function parseRange(header: string, length: number): readonly [number, number] | null {
  const [, first, last] = /^bytes=(\d*)-(\d*)$/i.exec(header.trim()) ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return null;
  const start = first === '' ? Math.max(0, length - Number(last)) : Number(first);
  const end = first === '' || last === '' ? length : Math.min(length, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return null;
  if (start < end) return [start, end];
  const what = `the file has ${length} bytes, and none in ${header.slice(0, 80)}`;
  throw new StitchError('request/range', what, { details: { length } });
}
