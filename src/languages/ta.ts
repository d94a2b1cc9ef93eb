// Tamil: numbers only. Sources: UniNum and indic-numtowords (MIT); n2words 4.0.0 (MIT) for minus and the decimal mark.
import type { Language } from '../message/readings/language.ts';
import { combine, type Phrases } from '../message/readings/reading.ts';
import { inStyles, numberList, scaleCardinal } from './scales.ts';

const words = (text: string) => text.split(' ');

const SMALL = numberList(`
  பூஜ்ஜியம்/பூஜ்யம், ஒன்று, இரண்டு, மூன்று, நான்கு/நாலு, ஐந்து, ஆறு, ஏழு, எட்டு, ஒன்பது
  பத்து, பதினொன்று, பன்னிரண்டு, பதிமூன்று/பதின்மூன்று, பதினான்கு/பதினாலு, பதினைந்து, பதினாறு, பதினேழு, பதினெட்டு, பத்தொன்பது
`);
/** The beginning of each of the tens, before "து". */
const TENS = words('- பத் இருப முப்ப நாற்ப ஐம்ப அறுப எழுப எண்ப');
const NINETY = 'தொண்ணூறு';
/** Units where they are one word with the tens, after its doubled consonant. */
const JOINED = words('- ொன்று ிரண்டு ிமூன்று ிநான்கு ைந்து ாறு ேழு ெட்டு ொன்பது');
/** As most people speak, below a hundred. */
const SPOKEN_SMALL = words(
  'பூஜ்ஜியம் ஒண்ணு ரெண்டு மூணு நாலு அஞ்சு ஆறு ஏழு எட்டு ஒம்போது பத்து பதினொண்ணு பன்னன்டு பதிமூணு பதினாலு பதினஞ்சு பதினாறு பதினேழு பதினெட்டு பத்தொம்போது',
);
const SPOKEN_TENS = words('- பத் இருவ முப்ப நாப்ப அம்ப அறுவ எழுவ எண்ப தொண்ணூ');
/** Hundreds alone, and before another number. */
const HUNDREDS = words('- நூறு இருநூறு முந்நூறு நானூறு ஐநூறு அறுநூறு எழுநூறு எண்ணூறு தொள்ளாயிரம்');

/** "இருபத்தொன்று", "இருபத்து ஒன்று" or "இருபத்தி ஒன்று". */
type Style = 'joined' | 'u' | 'i';

function below100(value: number, style: Style): Phrases {
  if (value < 20) return SMALL[value]!;
  const [ten, unit] = [Math.floor(value / 10), value % 10];
  const whole = ten === 9 ? NINETY : `${TENS[ten]}து`;
  if (unit === 0) return [whole];
  const stem = ten === 9 ? 'தொண்ணூற்ற' : `${TENS[ten]}த்த`;
  if (style === 'joined') return [stem + JOINED[unit], ...(unit === 2 ? [`${stem}ிரெண்டு`] : [])];
  return combine([stem + (style === 'u' ? 'ு' : 'ி'), SMALL[unit]!]);
}

/** "நூறு" before another number is "நூற்று", "ஆயிரம்" is "ஆயிரத்து". */
const oblique = (word: string) => word.replace(/று$/u, 'ற்று').replace(/ம்$/u, 'த்து');

function below1000(value: number, style: Style): Phrases {
  const [hundred, rest] = [Math.floor(value / 100), value % 100];
  if (hundred === 0) return below100(rest, style);
  const whole = HUNDREDS[hundred]!;
  return rest === 0 ? [whole] : combine([oblique(whole), below100(rest, style)]);
}

const THOUSAND = 'ஆயிரம்';
const LAKHS = ['லட்சம்', 'இலட்சம்'];

function cardinalIn(style: Style): (value: bigint) => Phrases {
  return scaleCardinal({
    small: (value) => below1000(value, style),
    scales: [
      {
        value: 10_000_000n,
        words: ['கோடி'],
        single: ['ஒரு கோடி', 'கோடி'],
        before: { words: ['கோடியே', 'கோடி'], single: ['ஒரு கோடியே', 'ஒரு கோடி'] },
      },
      {
        value: 100_000n,
        words: LAKHS,
        single: [...LAKHS.map((word) => `ஒரு ${word}`), ...LAKHS],
        before: {
          words: LAKHS.map(oblique),
          single: LAKHS.map((word) => `ஒரு ${oblique(word)}`),
        },
      },
      {
        value: 1000n,
        words: [THOUSAND],
        single: [THOUSAND],
        before: { words: [oblique(THOUSAND)], single: [oblique(THOUSAND)] },
      },
    ],
    limit: 10n ** 14n,
  });
}

/** Thousands as one word with their count: "பத்தாயிரம்", "ஐயாயிரத்து"; not after "ஒன்று". */
const withJoinedThousands = (phrase: string): string =>
  phrase.replace(/(?<=^|\s)ஐந்து ஆயிர/u, 'ஐயாயிர').replace(/(?<!ஒன்ற|ொன்ற|லட்சத்த)ு ஆயிர/u, 'ாயிர');

const styles = inStyles((['joined', 'u', 'i'] as const).map(cardinalIn));

function spoken(value: number): Phrases {
  if (value < 20) return [SPOKEN_SMALL[value]!];
  const [ten, unit] = [Math.floor(value / 10), value % 10];
  if (unit > 0) return [`${SPOKEN_TENS[ten]}த்தி ${SPOKEN_SMALL[unit]}`];
  return [ten === 9 ? NINETY : `${SPOKEN_TENS[ten]}து`];
}

function cardinal(value: bigint): Phrases {
  const all = styles(value);
  if (value < 100n) return [...all, ...spoken(Number(value))];
  return [...all.slice(0, 4).map(withJoinedThousands), ...all];
}

/** Tamil. */
export const tamil: Language = {
  tag: 'ta',
  cardinal,
  digit: (digit) => SMALL[digit]!,
  minus: ['மைனஸ்'],
  plus: ['பிளஸ்'],
  point: ['புள்ளி'],
};
