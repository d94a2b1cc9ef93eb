// The option for the names of prompts, which the command line and the Lambda function have in common.
import * as z from 'zod/mini';
import { listed } from '../util/listed.ts';
import { defineOption } from './define.ts';
import { PROMPT_SET_NAMES } from './prompt-sets.ts';

export const PROMPTS = defineOption({
  name: 'prompts',
  schema: z.optional(z.enum(PROMPT_SET_NAMES)),
  expects: listed(PROMPT_SET_NAMES, 'or'),
  flag: '--prompts <set>',
  help: 'reads the names of prompts as what they say, such as digits/h-3 as "third": asterisk, for Asterisk and FreeSWITCH',
});
