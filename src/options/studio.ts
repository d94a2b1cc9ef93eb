import * as z from 'zod/mini';
import { defineOption, defineSwitch, type OptionDefinition, optionParser } from './define.ts';
import type { NameOf, RawOptions } from './raw.ts';
import { text } from './schemas.ts';

/** The options of the studio, checked. */
export interface StudioOptions {
  /** The campaign's rows: a file, or s3://bucket/key. */
  readonly rows?: string | undefined;
  /** Opens the page in the browser. */
  readonly open: boolean;
}
/** The name of a studio's option. */
export type StudioOptionName = keyof StudioOptions;

/** The options of the studio. */
export const STUDIO_OPTIONS = [
  defineOption({
    name: 'rows',
    schema: z.optional(text),
    expects: 'a CSV with a header, or JSON lines: a file or s3://bucket/key',
    flag: '--rows <address>',
    help: 'rows of a campaign, whose missing words are to be recorded',
    isPath: true,
  }),
  defineSwitch({
    name: 'open',
    flag: '--open',
    help: 'open the page in the browser',
  }),
] as const satisfies readonly OptionDefinition<StudioOptionName>[];

const parse = optionParser(STUDIO_OPTIONS);

/** Parses the options of the studio. @throws StitchError usage/option. */
export function parseStudioOptions(input: RawOptions, nameOf?: NameOf): StudioOptions {
  return parse(input, nameOf);
}
