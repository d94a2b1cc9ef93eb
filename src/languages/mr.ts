// Marathi: numbers only. Sources: UniNum and indic-numtowords (MIT); n2words 4.0.0 (MIT), whose hundreds are wrong.
import type { Language } from '../message/readings/language.ts';
import { numberList, scaleCardinal } from './scales.ts';

const NUMBERS = numberList(`
  शून्य, एक, दोन, तीन, चार, पाच, सहा, सात, आठ, नऊ
  दहा, अकरा, बारा, तेरा, चौदा, पंधरा, सोळा, सतरा, अठरा, एकोणीस
  वीस, एकवीस, बावीस, तेवीस, चोवीस, पंचवीस, सव्वीस, सत्तावीस, अठ्ठावीस, एकोणतीस
  तीस, एकतीस, बत्तीस, तेहेतीस, चौतीस, पस्तीस, छत्तीस, सदतीस, अडतीस, एकोणचाळीस
  चाळीस, एक्केचाळीस/एकेचाळीस, बेचाळीस, त्रेचाळीस, चव्वेचाळीस, पंचेचाळीस, सेहेचाळीस, सत्तेचाळीस, अठ्ठेचाळीस, एकोणपन्नास
  पन्नास, एक्कावन्न, बावन्न, त्रेपन्न, चौपन्न/चोपन्न, पंचावन्न, छप्पन्न, सत्तावन्न, अठ्ठावन्न, एकोणसाठ
  साठ, एकसष्ट, बासष्ट, त्रेसष्ट, चौसष्ट, पासष्ट, सहासष्ट, सदुसष्ट, अडुसष्ट, एकोणसत्तर
  सत्तर, एकाहत्तर, बाहत्तर, त्र्याहत्तर, चौऱ्याहत्तर, पंचाहत्तर/पंच्याहत्तर, शहात्तर/शाहत्तर, सत्त्याहत्तर/सत्याहत्तर, अठ्ठ्याहत्तर, एकोणऐंशी
  ऐंशी, एक्याऐंशी, ब्याऐंशी, त्र्याऐंशी, चौऱ्याऐंशी, पंचाऐंशी/पंच्याऐंशी, शहाऐंशी, सत्त्याऐंशी/सत्याऐंशी, अठ्ठ्याऐंशी, एकोणनव्वद
  नव्वद, एक्याण्णव/एक्क्याण्णव, ब्याण्णव, त्र्याण्णव, चौऱ्याण्णव, पंचाण्णव/पंच्याण्णव, शहाण्णव, सत्त्याण्णव/सत्याण्णव, अठ्ठ्याण्णव, नव्याण्णव
`).map((spellings) => [
  ...spellings,
  // Also written with an aspirate in the sixties, and with y in the eighties.
  ...spellings
    .map((word) => word.replace(/सष्ट$/u, 'सष्ठ').replace(/ाऐंशी$/u, 'ायशी'))
    .filter((word) => !spellings.includes(word)),
]);

/** Hundreds are one word with their count: "दोनशे". */
const cardinal = scaleCardinal({
  small: (value) => NUMBERS[value]!,
  scales: [
    { value: 1_000_000_000n, words: ['अब्ज'] },
    { value: 10_000_000n, words: ['कोटी'], single: ['एक कोटी', 'कोटी'], inner: 1 },
    { value: 100_000n, words: ['लाख'], single: ['एक लाख', 'लाख'], inner: 1 },
    { value: 1000n, words: ['हजार'], single: ['एक हजार', 'हजार'], inner: 1 },
    {
      value: 100n,
      words: ['{}शे'],
      single: ['शंभर', 'एकशे'],
      before: { words: ['{}शे'], single: ['एकशे'] },
    },
  ],
  limit: 10n ** 11n,
});

/** Marathi. */
export const marathi: Language = {
  tag: 'mr',
  cardinal,
  digit: (digit) => NUMBERS[digit]!,
  minus: ['उणे'],
  plus: ['अधिक'],
  point: ['दशांश'],
};
