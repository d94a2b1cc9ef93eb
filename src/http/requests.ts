import * as z from 'zod/mini';
import { DEFAULT_FORMAT } from '../codec/registry.ts';
import { StitchError } from '../errors.ts';
import { isSsml } from '../message/ssml.ts';
import { parseSlots } from '../message/template.ts';
import { DEFAULT_LANG, type Options, RENDER_OPTIONS, withChannel } from '../options/render.ts';
import type { LinkParameters } from './links.ts';
import { fieldErrors, MAX_ERRORS } from './request-errors.ts';
import { type checkRequest, linkOptions } from './request-fields.ts';

/** A message. */
export interface TextInput {
  readonly message: string;
  /** For `{name}` and `{name|alternative}` in the message; without them braces are punctuation. */
  readonly values?: Readonly<Record<string, string>> | undefined;
}

/** A message, or the clips to play in order. */
export type SpeechInput = TextInput | { readonly audioFiles: readonly string[] };

/** A request for speech. */
export interface SpeechRequest {
  readonly asked: SpeechInput;
  readonly options: Options;
  /** True if the request names a format. */
  readonly hasFormat: boolean;
}

/**
 * Parses JSON by a schema of request-fields.ts. @param what names it in errors.
 * @throws StitchError request/malformed, whose details have a fault for each wrong field.
 */
export function parseRequest<S extends z.ZodMiniType>(
  schema: S,
  given: unknown,
  what = 'the body',
): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const known = schema instanceof z.ZodMiniObject ? Object.keys(schema.def.shape) : [];
  const errors = parsed.error.issues
    .flatMap((issue) => fieldErrors(issue, given, what, known))
    .slice(0, MAX_ERRORS);
  throw new StitchError('request/malformed', errors.map(({ detail }) => detail).join('; '), {
    details: { errors },
  });
}

/** The default language of links, on every service, and of services without a list of languages. */
export const USUAL_LANG = DEFAULT_LANG;

/**
 * The speech that a request's fields describe. @param usualLang for requests that name no language.
 * @throws StitchError request/malformed where they have neither a message nor clips, or both.
 */
export function speechOf(
  fields: z.output<typeof checkRequest>,
  usualLang = USUAL_LANG,
): SpeechRequest {
  const { message, values, audio_files: audioFiles, ...rest } = fields;
  if ((message === undefined) === (audioFiles === undefined)) {
    const both = message !== undefined;
    const what = `give "message" or "audio_files"${both ? ', not both' : ''}, as in {"message": "hello"}`;
    throw new StitchError('request/malformed', what);
  }
  if (values !== undefined && message === undefined) {
    throw new StitchError('request/malformed', '"values" needs a "message"');
  }
  const texts = values && Object.entries(values).map(([name, value]) => [name, String(value)]);
  const asked: SpeechInput =
    audioFiles === undefined
      ? { message: message!, values: texts && Object.fromEntries(texts) }
      : { audioFiles };
  return { asked, options: optionsOf(rest, usualLang), hasFormat: rest.format !== undefined };
}

/** The render's options among parsed fields. */
function optionsOf(fields: Readonly<Record<string, unknown>>, usualLang: string): Options {
  const given = RENDER_OPTIONS.map(({ name, field }) => [name, fields[field]]).filter(
    ([, value]) => value !== undefined,
  );
  const options = { format: DEFAULT_FORMAT, lang: usualLang, ...Object.fromEntries(given) };
  return withChannel(options, fields.format !== undefined);
}

/**
 * The parameters of a link that plays a request's speech: only options that differ from the defaults.
 * @param text the message, with its values filled in; one with marks is in the link as it was asked for.
 */
export function linkParameters({ asked, options }: SpeechRequest, text: string): LinkParameters {
  const defaults = optionsOf(linkOptions.parse({}), USUAL_LANG);
  const speech =
    'audioFiles' in asked
      ? asked.audioFiles.map((name) => ['f', name])
      : (markedParameters(asked) ?? [['m', text]]);
  const changed = RENDER_OPTIONS.flatMap(({ name, field }) => {
    const [value, usual] = [options[name], defaults[name]].map((of) =>
      typeof of === 'object' ? Object.values(of).map(asText).join(',') : asText(of),
    );
    return value === usual ? [] : [[field, value!]];
  });
  return [...speech, ...changed] as unknown as LinkParameters;
}

/** SSML, or a template with marks and each value of its slots as "name=value"; null for a text without marks. */
function markedParameters({ message, values }: TextInput): readonly (readonly string[])[] | null {
  if (values === undefined) return isSsml(message) ? [['m', message]] : null;
  const slots = parseSlots(message).parts.filter((part) => typeof part !== 'string');
  if (slots.every(({ mark }) => mark === null)) return null;
  const names = new Set(
    slots.map(({ name }) => name).filter((name) => Object.hasOwn(values, name)),
  );
  return [['m', message], ...[...names].map((name) => ['v', `${name}=${values[name]}`])];
}

/** A value as query text: seconds to the microsecond, as exponents cannot be parsed. */
function asText(value: unknown): string {
  return String(typeof value === 'number' ? Math.round(value * 1e6) / 1e6 : value);
}

/** The speech that a link's parameters describe. @throws StitchError request/malformed. */
export function speechOfLink(parameters: LinkParameters): SpeechRequest {
  const valuesOf = (wanted: string) =>
    parameters.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const [files, messages, slots] = [valuesOf('f'), valuesOf('m'), valuesOf('v')];
  const rest = parameters.filter(([name]) => !['f', 'm', 'v'].includes(name));
  const fields = parseRequest(linkOptions, Object.fromEntries(rest), 'the link');
  return speechOf({
    ...fields,
    ...(messages.length > 0 && { message: messages[0] }),
    ...(slots.length > 0 && { values: Object.fromEntries(slots.map(slotOf)) }),
    ...(files.length > 0 && { audio_files: files }),
  });
}

function slotOf(text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  return at === -1 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}
