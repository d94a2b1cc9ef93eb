import { describe, expect, it } from 'vitest';
import { loadLanguage } from '../../src/languages/registry.ts';
import { tokenizeMarked } from '../../src/message/marked-text.ts';

/** The text's words and values, with a bar for each pause, and why what is refused is. */
async function partsOf(text: string, language: string): Promise<string> {
  return tokenizeMarked(text, language, await loadLanguage(language))
    .map((token) => {
      if (token.kind === 'pause') return '|';
      return token.value !== undefined && 'reason' in token.value ? token.value.reason : token.text;
    })
    .join(' ');
}

describe('numbers side by side', () => {
  it.each([
    ['en', 'buy 20 5 kg bags', 'buy 20 | 5 kg bags'],
    ['en', 'buy 2 50 kg bags', 'buy 2 | 50 kg bags'],
    ['en', '20 $5 vouchers', '20 | $5 vouchers'],
    ['en', 'call 100 24 hours a day', 'call 100 | 24 hours a day'],
    ['en', 'row 20 5th seat', 'row 20 | 5th seat'],
    ['en', '20 5000', '20 | 5000'],
    ['en', '20.5 5', '20.5 | 5'],
    ['fr', '4 20', '4 | 20'],
    ['zh', '2 10', '2 | 10'],
    ['xyz', '20 5', '20 | 5'],
  ])('have a pause between them: %s "%s"', async (language, text, parts) => {
    expect(await partsOf(text, language)).toBe(parts);
  });

  it('have none where they are the digits of a code', async () => {
    expect(await partsOf('code 4 5 6', 'en')).toBe('code 4 5 6');
  });

  it('have the pause of their comma alone', async () => {
    expect(await partsOf('20, 5', 'en')).toBe('20 | 5');
  });

  it.each([
    ['en', '500-1000 shillings'],
    ['es', '500-1000 pesos'],
    ['fr', '60-15'],
    ['en', '100-50 bags'],
    ['en', '50-100 shillings'],
    ['fr', '60-200'],
    ['pt', '2-1000'],
    ['zh', '2-10天'],
  ])('are refused where a hyphen joins them to a third: %s "%s"', async (language, text) => {
    expect(await partsOf(text, language)).toContain('would be heard as one number');
  });

  it.each([
    ['en', '2-3 days'],
    ['en', '10-15 days'],
    ['en', '100-150 plants'],
    ['en', '10-100 plants'],
    ['de', '20-5'],
  ])('stay as they are where a hyphen joins them to none: %s "%s"', async (language, text) => {
    expect(await partsOf(text, language)).toBe(text);
  });
});
