// The option for the names of prompts, which the command line and the Lambda function have in common.
import * as z from 'zod/mini';
import { listed } from '../util/listed.ts';
import { defineOption } from './define.ts';

/** Sets of prompts whose names are known. */
export const PROMPT_SET_NAMES = ['asterisk'] as const;
/** The name of a set of prompts. */
export type PromptSetName = (typeof PROMPT_SET_NAMES)[number];

export const PROMPTS = defineOption({
  name: 'prompts',
  schema: z.optional(z.enum(PROMPT_SET_NAMES)),
  expects: listed(PROMPT_SET_NAMES, 'or'),
  flag: '--prompts <set>',
  help: 'reads the names of prompts as what they say, such as digits/h-3 as "third": asterisk, for Asterisk and FreeSWITCH',
});
