import { StitchError } from '../../errors.ts';
import { PROMPT_SET_NAMES, type PromptSetName } from '../../options/prompt-sets.ts';
import { listed } from '../../util/listed.ts';
import type { PromptSet } from './prompt-set.ts';

const SETS: Readonly<Record<PromptSetName, () => Promise<PromptSet>>> = {
  asterisk: async () => (await import('./asterisk.ts')).asterisk,
};

/** Loads a set of prompts. @throws StitchError usage/option for an unknown name. */
export async function loadPromptSet(name: PromptSetName): Promise<PromptSet> {
  if (Object.hasOwn(SETS, name)) return SETS[name]();
  const what = `prompts takes ${listed(PROMPT_SET_NAMES, 'or')}, not ${JSON.stringify(name)}`;
  throw new StitchError('usage/option', what);
}
