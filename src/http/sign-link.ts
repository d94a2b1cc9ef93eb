import { StitchError } from '../errors.ts';
import { type OptionsInput, parseOptions } from '../options/render.ts';
import { refuseLongLink, signQuery } from './links.ts';
import { linkParameters, type SpeechInput } from './requests.ts';

/** Speech of a link, and its address. */
export interface LinkInput {
  /** The message, its values filled in; or the clips to play in order. */
  readonly speech: { readonly message: string } | { readonly audioFiles: readonly string[] };
  readonly options?: OptionsInput | undefined;
  /** The address of the service, as in https://voice.example.org. */
  readonly publicUrl: string;
  /** The service's key: 32 characters or more. */
  readonly key: string;
  /** Lifetime of the link, from 1 to 604,800 s. */
  readonly seconds: number;
  /** Milliseconds since 1970; default: now. */
  readonly nowMs?: number | undefined;
}

/** A signed link. */
export interface SignedLink {
  readonly url: string;
  /** The time after which it is refused, as ISO 8601. */
  readonly expires: string;
}

/**
 * Signs a link from which whoever has it hears a message; the service of that address makes the sound.
 * @throws StitchError usage/option; message/too-long for a link over 8,000 bytes.
 */
export function signLink(input: LinkInput): SignedLink {
  const { speech, publicUrl, key, seconds, nowMs = Date.now() } = input;
  if (key.length < MIN_KEY_LENGTH) {
    throw new StitchError('usage/option', `the key has under ${MIN_KEY_LENGTH} characters`);
  }
  const asked: SpeechInput = speech;
  const text = 'message' in speech ? speech.message : '';
  const expiresSeconds = Math.floor(nowMs / 1000) + seconds;
  const options = parseOptions(input.options ?? {});
  const parameters = linkParameters({ asked, options, hasFormat: true }, text);
  const address = publicUrl.replace(/\/+$/, '');
  const url = `${address}/audio?${signQuery(parameters, expiresSeconds, [key])}`;
  refuseLongLink(url);
  return { url, expires: new Date(expiresSeconds * 1000).toISOString() };
}

const MIN_KEY_LENGTH = 32;
