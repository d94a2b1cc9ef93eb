// Kannada: numbers only. Sources: UniNum and indic-numtowords (MIT); n2words 4.0.0 (MIT) for minus and the decimal mark.
import type { Language } from '../message/readings/language.ts';
import { combine, type Phrases } from '../message/readings/reading.ts';
import { inStyles, scaleCardinal } from './scales.ts';

const words = (text: string) => text.split(' ');

const SMALL = words(
  'ಸೊನ್ನೆ ಒಂದು ಎರಡು ಮೂರು ನಾಲ್ಕು ಐದು ಆರು ಏಳು ಎಂಟು ಒಂಬತ್ತು ಹತ್ತು ಹನ್ನೊಂದು ಹನ್ನೆರಡು ಹದಿಮೂರು ಹದಿನಾಲ್ಕು ಹದಿನೈದು ಹದಿನಾರು ಹದಿನೇಳು ಹದಿನೆಂಟು ಹತ್ತೊಂಬತ್ತು',
);
/** Tens without their last vowel. */
const TENS = words('- ಹತ್ತ್ ಇಪ್ಪತ್ತ್ ಮೂವತ್ತ್ ನಲವತ್ತ್ ಐವತ್ತ್ ಅರವತ್ತ್ ಎಪ್ಪತ್ತ್ ಎಂಬತ್ತ್ ತೊಂಬತ್ತ್');
/** Hundreds without their last vowel. */
const HUNDREDS = words('- ನೂರ್ ಇನ್ನೂರ್ ಮುನ್ನೂರ್ ನಾನ್ನೂರ್ ಐನೂರ್ ಆರುನೂರ್ ಏಳುನೂರ್ ಎಂಟುನೂರ್ ಒಂಬೈನೂರ್');
const VIRAMA = '\u0CCD';
/** Vowels at the beginning of a word, and their signs after a consonant. */
const VOWEL_SIGNS: Readonly<Record<string, string>> = { ಒ: 'ೊ', ಎ: 'ೆ', ಐ: 'ೈ', ಆ: 'ಾ', ಏ: 'ೇ' };

/** How tens and units stand together: "ಇಪ್ಪತ್ತಮೂರು", "ಇಪ್ಪತ್ತ್ಮೂರು", or in parts "ಇಪ್ಪತ್ತ್ ಮೂರು". */
type Style = 'vowel' | 'virama' | 'parts';

/** Joins a stem without its vowel and a word: "ಇಪ್ಪತ್ತ್" and "ಒಂದು" are "ಇಪ್ಪತ್ತೊಂದು". */
function join(stem: string, word: string, style: Style): string {
  if (style === 'parts') return `${stem} ${word}`;
  const sign = VOWEL_SIGNS[word[0]!];
  if (sign !== undefined) return stem.slice(0, -VIRAMA.length) + sign + word.slice(1);
  return (style === 'vowel' ? stem.slice(0, -VIRAMA.length) : stem) + word;
}

function below100(value: number, style: Style): string {
  if (value < 20) return SMALL[value]!;
  const [stem, unit] = [TENS[Math.floor(value / 10)]!, value % 10];
  return unit === 0 ? `${stem.slice(0, -VIRAMA.length)}ು` : join(stem, SMALL[unit]!, style);
}

function below1000(value: number, style: Style): Phrases {
  const rest = value % 100;
  if (value < 100) return [below100(rest, style)];
  const stem = HUNDREDS[Math.floor(value / 100)]!;
  const bare = stem.slice(0, -VIRAMA.length);
  if (rest === 0) return [`${bare}ು`];
  const apart = `${bare} ${below100(rest, style)}`;
  return rest < 10 && style !== 'parts' ? [join(stem, SMALL[rest]!, style), apart] : [apart];
}

function cardinalIn(style: Style): (value: bigint) => Phrases {
  const scale = (value: bigint, word: string, before: readonly string[]) => ({
    value,
    words: [word],
    single: [`ಒಂದು ${word}`, word],
    inner: 1,
    before: { words: before, single: combine([['ಒಂದು', ''], before]), inner: 1 },
  });
  return scaleCardinal({
    small: (value) => below1000(value, style),
    scales: [
      scale(10_000_000n, 'ಕೋಟಿ', ['ಕೋಟಿ']),
      scale(100_000n, 'ಲಕ್ಷ', ['ಲಕ್ಷದ', 'ಲಕ್ಷ']),
      scale(1000n, 'ಸಾವಿರ', ['ಸಾವಿರದ', 'ಸಾವಿರ']),
    ],
    limit: 10n ** 14n,
  });
}

/** Kannada. */
export const kannada: Language = {
  tag: 'kn',
  cardinal: inStyles((['vowel', 'virama', 'parts'] as const).map(cardinalIn)),
  digit: (digit) => [SMALL[digit]!],
  minus: ['ಋಣಾತ್ಮಕ'],
  plus: ['ಪ್ಲಸ್'],
  point: ['ದಶಮಾಂಶ'],
};
