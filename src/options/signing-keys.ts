import * as z from 'zod/mini';
import { defineOption, optionParser } from './define.ts';

/** Keys of signed links: the first signs, all of them verify. */
export type SigningKeys = readonly string[];

const signingKey = z.optional(z.string().check(z.minLength(32)));

/** The keys of signed links. Only variables set them: a flag would show them in the list of processes. */
export const SIGNING_KEY_OPTIONS = [
  defineOption({
    name: 'signingKey',
    schema: signingKey,
    expects: 'at least 32 characters, such as `openssl rand -hex 32` prints',
    variable: 'STITCH_SIGNING_KEY',
    help: 'key that signs links',
    isSecret: true,
  }),
  defineOption({
    name: 'previousSigningKey',
    schema: signingKey,
    expects: 'at least 32 characters: the previous signing key',
    variable: 'STITCH_SIGNING_KEY_PREVIOUS',
    help: 'previous key, which still verifies links',
    isSecret: true,
  }),
] as const;

const parseKeys = optionParser(SIGNING_KEY_OPTIONS);

/** Parses the signing keys; none if none is set. @throws StitchError usage/option, which hides the key. */
export function parseSigningKeys(env: Readonly<Record<string, string | undefined>>): SigningKeys {
  const given = SIGNING_KEY_OPTIONS.map(({ name, variable }) => [name, env[variable] || undefined]);
  const parsed = parseKeys(
    Object.fromEntries(given),
    (option) => SIGNING_KEY_OPTIONS.find(({ name }) => name === option)!.variable,
  );
  return [parsed.signingKey, parsed.previousSigningKey].filter((each) => each !== undefined);
}
