// Words of Asterisk's and FreeSWITCH's prompts that no rule of a language has, each by the name of its file.
// Sources: which file stands where in main/say.c (Asterisk 22) and src/mod/say/mod_say_*.c (FreeSWITCH 1.10), and the
// texts of docs/phrase/phrase_*.xml (FreeSWITCH). A name whose recordings differ between the two is left out.

type Words = Readonly<Record<string, string>>;

/** By language and name; several spellings are parted by "|". */
export const LINK_WORDS: Readonly<Record<string, Words>> = {
  en: {
    and: 'and',
    oclock: "o'clock",
    oh: 'oh',
    'a-m': 'a m|am',
    'p-m': 'p m|pm',
    at: 'at',
    point: 'point',
    dot: 'dot',
    period: 'period',
    star: 'star',
    pound: 'pound',
    negative: 'negative',
    central: 'central',
    'cents-per-minute': 'cents per minute',
  },
  es: {
    and: 'y',
    y: 'y',
    of: 'de',
    'es-de': 'de',
    'es-el': 'el',
    dot: 'punto',
    oclock: 'en punto',
  },
  fr: { and: 'et', et: 'et', at: 'à', oclock: 'heures', dot: 'point' },
  it: { and: 'e', un: 'un' },
  ru: { and: 'и', at: 'в', year: 'год', 'h-year': 'года', dot: 'точка' },
};

/** Characters by the names of their files in letters/. */
export const SIGNS: Words = {
  asterisk: '*',
  at: '@',
  dash: '-',
  dollar: '$',
  dollar_: '$', // with the voice raised, before cents
  dot: '.',
  equals: '=',
  'exclaimation-point': '!',
  plus: '+',
  slash: '/',
  space: ' ',
  zed: 'z',
};

/** What those files say in English, where it is not their name. */
export const SIGN_WORDS: Words = { 'exclaimation-point': 'exclamation point', dollar_: 'dollar' };

/** The spelling alphabet of the ICAO, said alike in every language. */
export const SPELLING_ALPHABET =
  'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey xray yankee zulu'.split(
    ' ',
  );
