import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldOf } from '../../src/message/fold.ts';
import { normalizeWord } from '../../src/message/normalize.ts';

const fold = (language: string, word: string) => foldOf(language)(normalizeWord(word));

describe('foldOf', () => {
  it.each([
    ['hi', 'हज़ार', 'हजार'],
    ['hi', 'हिन्दी', 'हिंदी'],
    ['hi', 'पाँच', 'पांच'],
    ['hi-IN', 'सम्पर्क', 'संपर्क'],
    ['gu', 'પાઁચ', 'પાંચ'],
    ['am', 'ዓመት', 'አመት'],
    ['am', 'ሠላም', 'ሰላም'],
    ['am', 'ኃይል', 'ሀይል'],
    ['am', 'ፀሐይ', 'ጸሀይ'],
    ['ur', 'كيا', 'کیا'],
    ['ur', 'ہزارُ', 'ہزار'],
    ['ar', 'أَحمد', 'احمد'],
    ['ar', 'مائتان', 'مئتان'],
    ['ar', 'اَلاف', 'آلاف'],
    ['fa', 'سيصد', 'سیصد'],
    ['fil', 'siyám', 'siyam'],
    ['fil', 'sampû', 'sampu'],
    ['ha', 'ƴaƴa', "'ya'ya"],
    ['sw', 'ng\u2019ombe', "ng'ombe"],
    ['fr', 'vingts', 'vingt'],
    ['ru', 'четвёртый', 'четвертый'],
  ])('takes spellings of one word for one: %s %s %s', (language, word, other) => {
    expect(fold(language, word)).toBe(fold(language, other));
  });

  it.each([
    ['hi', 'पढ़ना', 'पढना'],
    ['hi', 'सड़क', 'सडक'],
    ['am', 'ሰላም', 'ሠለም'],
    ['sw', "ng'ombe", 'ngombe'],
    ['bn', 'বাড়ি', 'বাডি'],
    ['es', 'año', 'ano'],
    ['fr', 'cents', 'cent'],
    ['fil', 'baño', 'bano'],
    ['ar', 'ماء', 'مء'],
  ])('keeps words apart that sound otherwise: %s %s %s', (language, word, other) => {
    expect(fold(language, word)).not.toBe(fold(language, other));
  });

  it('folds what is folded to itself', () => {
    const letters = [...'हजफड\u093Cन्दंँሀሐኀሃሠሰዐአኣፀጸيیكکهہأاƴ'];
    const words = fc
      .array(fc.constantFrom(...letters), { maxLength: 8 })
      .map((all) => all.join(''));
    for (const language of ['hi', 'gu', 'am', 'ur', 'ar', 'ha', 'en']) {
      fc.assert(
        fc.property(words, (word) => {
          const once = foldOf(language)(word);
          expect(foldOf(language)(once)).toBe(once);
        }),
      );
    }
  });
});
