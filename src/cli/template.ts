import type { TemplateSource } from '../campaign/templates.ts';
import { messageOf, StitchError } from '../errors.ts';
import type { CommandOptions } from '../options/command.ts';
import { bucketSettings } from './locations.ts';
import { readInput } from './read-input.ts';

/** Begins the name of a file with a template for each language: "@messages.json". */
const FILE_MARK = '@';

/** The templates of a command: one text, or that of each language in the file that it names. @throws StitchError usage/option, repo/…. */
export async function readTemplate(settings: CommandOptions): Promise<TemplateSource> {
  const { template } = settings;
  if (template === undefined) return null;
  if (!template.startsWith(FILE_MARK)) return template;
  const address = template.slice(FILE_MARK.length);
  return parseTemplates(await readInput(address, bucketSettings(settings)), address);
}

function parseTemplates(bytes: Uint8Array, address: string): Readonly<Record<string, string>> {
  const example = '{"sw": "habari {name}", "hi": "नमस्ते {name}"}';
  let given: unknown;
  try {
    // A byte order mark is left out.
    given = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw templatesError(`${address} is not JSON in UTF-8: ${messageOf(error)}; correct it`, error);
  }
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const texts = isObject ? Object.entries(given as object) : [];
  if (texts.length === 0 || texts.some(([, text]) => typeof text !== 'string' || text === '')) {
    throw templatesError(
      `${address} is not an object with a text for each language, as ${example}`,
    );
  }
  return Object.fromEntries(texts);
}

function templatesError(message: string, cause?: unknown): StitchError {
  return new StitchError('usage/option', message, { cause, details: { option: 'template' } });
}
