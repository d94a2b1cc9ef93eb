import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { parted } from '../../src/message/adjacent-numbers.ts';
import { tokenize } from '../../src/message/tokenize.ts';

/** The text's words and values, with a bar for each pause. */
async function partsOf(text: string, language: string): Promise<string> {
  const rules = await loadLanguage(language);
  return parted(tokenize(text, language, rules), rules)
    .map((token) => (token.kind === 'pause' ? '|' : token.text))
    .join(' ');
}

describe('numbers side by side', () => {
  it.each([
    ['en', 'buy 20 5 kg bags', 'buy 20 | 5 kg bags'],
    ['en', 'call 100 24 hours a day', 'call 100 | 24 hours a day'],
    ['en', 'row 20 5th seat', 'row 20 | 5th seat'],
    ['es', '2 1000', '2 | 1000'],
    ['fr', '20 5', '20 | 5'],
    ['fr', '60 15', '60 | 15'],
    ['zh', '2 10', '2 | 10'],
    ['de', '100 5', '100 | 5'],
    ['zh', '20 5', '20 | 5'],
    ['sw', '1000 5', '1000 | 5'],
  ])('have a pause where they would be heard as one: %s "%s"', async (language, text, parts) => {
    expect(await partsOf(text, language)).toBe(parts);
  });

  it.each([
    ['en', 'code 4 5 6'],
    ['en', '5 20'],
    ['en', '5 1000'],
    ['en', '20 30 40'],
    ['en', '007 20'],
    ['de', '20 5'],
    ['xyz', '20 5'],
  ])('have none where no third is heard: %s "%s"', async (language, text) => {
    expect(await partsOf(text, language)).toBe(text);
  });

  it('have the pause of their comma alone', async () => {
    expect(await partsOf('20, 5', 'en')).toBe('20 | 5');
  });
});
