/** Sets of prompts whose names are known. */
export const PROMPT_SET_NAMES = ['asterisk'] as const;
/** The name of a set of prompts. */
export type PromptSetName = (typeof PROMPT_SET_NAMES)[number];
