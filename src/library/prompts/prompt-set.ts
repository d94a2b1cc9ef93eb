import type { Language } from '../../message/readings/language.ts';

/** A thing that a prompt says. */
export interface Prompt {
  /** Words that it says, in all spellings; the first one is shown in lists. */
  readonly texts: readonly string[];
  /** Whether it says a character's name, which is said in spelling only. */
  readonly isLetter?: boolean;
  /** Whether it gives way to another that says the same: "alpha" to "a". */
  readonly isSpare?: boolean;
}

/** A language, and its rules where it has any. */
export interface PromptLanguage {
  /** Canonical BCP 47 tag. */
  readonly tag: string;
  readonly rules: Language | null;
}

/** The names that a telephony system gives its prompts. Each implementation is one file of the registry. */
export interface PromptSet {
  /**
   * What a prompt says; none for a name whose meaning is not known, null for a name that is not of the set.
   * @param path within the root, without its ending: "digits/h-3".
   */
  promptsOf(path: string, language: PromptLanguage): readonly Prompt[] | null;
}
