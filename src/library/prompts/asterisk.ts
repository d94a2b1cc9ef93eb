// The names of the prompts of Asterisk (main/say.c) and FreeSWITCH (src/mod/say, docs/phrase).
import type { Language } from '../../message/readings/language.ts';
import type { Gender } from '../../message/readings/reading.ts';
import { LINK_WORDS, SIGN_WORDS, SIGNS, SPELLING_ALPHABET } from './asterisk-words.ts';
import { hundredTexts, numberTexts, ordinalTexts, scaleTexts, unique } from './number-words.ts';
import type { Prompt, PromptLanguage, PromptSet } from './prompt-set.ts';

/** What a name says in a folder: none where it is not known. */
type Reader = (name: string, language: PromptLanguage) => readonly Prompt[];

const NONE: readonly Prompt[] = [];
const says = (...texts: readonly string[]): readonly Prompt[] =>
  texts.length === 0 ? NONE : [{ texts }];
const spells = (character: string): Prompt => ({ texts: [character], isLetter: true });
const primary = (tag: string) => tag.split('-')[0]!;

/** Scale words: power of ten, and the count that has the form. */
const SCALES: Readonly<Record<string, readonly [power: number, count: bigint]>> = {
  thousand: [3, 1n],
  'thousands-i': [3, 2n],
  thousands: [3, 5n],
  million: [6, 1n],
  'million-a': [6, 2n],
  millions: [6, 5n],
  billion: [9, 1n],
};

/** Ordinals of scales: "h-hundred". */
const ORDINAL_SCALES: Readonly<Record<string, bigint>> = {
  hundred: 100n,
  thousand: 1000n,
  million: 10n ** 6n,
  billion: 10n ** 9n,
};

/** Names in digits/: numbers, their scales and ordinals; then those of time/, which Asterisk has there. */
const digits: Reader = (name, language) => {
  const { tag, rules } = language;
  const number = /^(\d{1,3})[_-]?([fmn])?$/i.exec(name);
  if (number !== null) return numberPrompts(number[1]!, genderOf(number[2]), rules);
  if (name === 'star' || name === 'pound') {
    return [spells(name === 'star' ? '*' : '#'), ...linkWord(name, tag)];
  }
  const ordinal = /^h-(\d{1,3}|hundred|thousand|million|billion)([fmnx])?$/.exec(name);
  if (ordinal !== null) return says(...ordinalPrompt(ordinal[1]!, ordinal[2], rules));
  if (rules !== null) {
    if (name === 'hundred' || name === '100-and') return says(...hundredTexts(rules));
    if (Object.hasOwn(SCALES, name)) return says(...scalePrompt(name, rules));
    if (name === 'minus') return says(...minusOf(rules));
    if (name === 'dollars') return says(...dollars(name, rules));
  }
  return time(name, language);
};

function numberPrompts(
  text: string,
  gender: Gender | undefined,
  rules: Language | null,
): readonly Prompt[] {
  const words = rules === null ? [] : numberTexts(rules, BigInt(text), gender);
  // The number as it stands is left to the plain prompt.
  return says(...(gender === undefined ? [text, ...words] : words));
}

function genderOf(letter: string | undefined): Gender | undefined {
  return letter?.toLowerCase() as Gender | undefined;
}

function ordinalPrompt(
  name: string,
  ending: string | undefined,
  rules: Language | null,
): readonly string[] {
  const value = /^\d/.test(name) ? BigInt(name) : ORDINAL_SCALES[name];
  if (rules === null || value === undefined) return [];
  if (ending !== 'x') return ordinalTexts(rules, value, genderOf(ending));
  // The genitive, as the years of Russian have it.
  const [year] = rules.date?.({ month: 1, year: Number(value) }) ?? [];
  return year === undefined ? [] : [year.split(' ').slice(1, -1).join(' ')];
}

function scalePrompt(name: string, rules: Language): readonly string[] {
  const [power, count] = SCALES[name]!;
  const texts = scaleTexts(rules, power, count);
  const hasPlural = primary(rules.tag) !== 'en' && primary(rules.tag) !== 'fr';
  // Asterisk's Italian says "un milione" in one prompt.
  if (primary(rules.tag) === 'it' && name === 'million') return rules.cardinal(10n ** 6n);
  // French has one prompt for both forms, which sound alike.
  return hasPlural ? texts : unique([...texts, ...scaleTexts(rules, power, 2n)]);
}

function minusOf(rules: Language): readonly string[] {
  const own = rules.minus.slice(0, 1);
  if (own.length > 0) return own;
  const [phrase = ''] = rules.number?.('-5') ?? [];
  return phrase.split(' ').slice(0, 1);
}

/** Names in time/: days, months and what stands between them. */
const time: Reader = (name, { tag, rules }) => {
  const named = /^(day|mon)-(\d{1,2})$/.exec(name);
  if (named !== null) {
    const names = named[1] === 'day' ? rules?.weekdays : rules?.months;
    return says(...(names?.[Number(named[2])]?.slice(0, 1) ?? []));
  }
  const days = { today: 0, tomorrow: 1, yesterday: -1 }[name];
  if (days !== undefined)
    return says(new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(days, 'day'));
  const unit = /^(hour|minute|second)(s?)(-[ai])?$/.exec(name);
  const forms = unit === null ? null : rules?.unit?.(unit[1]!);
  if (unit === null || !forms) return linkWord(name, tag);
  if (unit[3] !== undefined) return says(...(forms.few ?? []).slice(0, 1));
  const own = unit[2] === '' ? forms.one : forms.many;
  return says(...own.slice(0, 1));
};

/** Names in currency/: those of the dollar, and in Russian of the rouble. */
const currency: Reader = (name, { tag, rules }) => {
  if (rules === null) return NONE;
  if (name === 'minus') return says(...minusOf(rules));
  const words = dollars(name, rules);
  return words.length > 0 ? says(...words) : linkWord(name, tag);
};

/** Endings of FreeSWITCH's names: after one, after two to four, after more. */
const FORMS: Readonly<
  Record<string, readonly [code: string, part: 'unit' | 'minor', form: 'one' | 'few' | 'many']>
> = {
  dollar: ['USD', 'unit', 'one'],
  dollars: ['USD', 'unit', 'many'],
  cent: ['USD', 'minor', 'one'],
  cents: ['USD', 'minor', 'many'],
  dollara: ['USD', 'unit', 'few'],
  centa: ['USD', 'minor', 'few'],
  centov: ['USD', 'minor', 'many'],
  ruble: ['RUB', 'unit', 'one'],
  'ruble-a': ['RUB', 'unit', 'few'],
  rubles: ['RUB', 'unit', 'many'],
  kopeck: ['RUB', 'minor', 'one'],
  'kopeck-i': ['RUB', 'minor', 'few'],
  kopecks: ['RUB', 'minor', 'many'],
};

function dollars(name: string, { tag, currencies }: Language): readonly string[] {
  if (!Object.hasOwn(FORMS, name)) return [];
  const [code, part, form] = FORMS[name]!;
  // The French coin is written as the hundred is, and sounds otherwise; Russian's "cents" is not said after a number.
  if (part === 'minor' && primary(tag) === 'fr') return [];
  if (name === 'cents' && primary(tag) === 'ru') return [];
  return currencies?.[code]?.[part]?.[form]?.slice(0, 1) ?? [];
}

/** Names in letters/ and ascii/: characters, and in English the words for signs. */
const letters: Reader = (name, { tag, rules }) => {
  const code = /^(?:ascii)?(\d{2,3})$/.exec(name)?.[1];
  const character = code === undefined ? SIGNS[name] : String.fromCharCode(Number(code));
  if (character !== undefined && /^\d$/.test(character))
    return numberPrompts(character, undefined, rules);
  if (code !== undefined) return [spells(character!.toLowerCase())];
  if (/^[a-z]$/.test(name)) return [spells(name)];
  if (character === undefined) return NONE;
  const letter = { ...spells(character), isSpare: name.length > 1 && /[a-z]/.test(character) };
  const isWord = primary(tag) === 'en' && !letter.isSpare;
  return isWord ? [letter, ...says(SIGN_WORDS[name] ?? name)] : [letter];
};

/** Names in phonetic/ and phonetic-ascii/: letters by the spelling alphabet. */
const phonetic: Reader = (name, { tag }) => {
  if (name === '9_p') return primary(tag) === 'en' ? says('niner') : NONE;
  const code = Number(/^\d{2,3}$/.exec(name)?.[0]);
  const letter = /^([a-z])_p$/.exec(name)?.[1] ?? (code > 0 ? String.fromCharCode(code) : '');
  const word = SPELLING_ALPHABET[letter.charCodeAt(0) - 97];
  if (word === undefined) return NONE;
  return [{ ...spells(letter), isSpare: true }, ...(primary(tag) === 'en' ? says(word) : NONE)];
};

function linkWord(name: string, tag: string): readonly Prompt[] {
  const words = LINK_WORDS[primary(tag)] ?? {};
  return Object.hasOwn(words, name) ? says(...words[name]!.split('|')) : NONE;
}

const FOLDERS: Readonly<Record<string, Reader>> = {
  digits,
  time,
  currency,
  letters,
  ascii: letters,
  phonetic,
  'phonetic-ascii': phonetic,
};

/** A prompt's folder and name; FreeSWITCH has a folder for each sample rate between them. */
const PLACE = /(?:^|\/)([a-z-]+)(?:\/(?:8|16|32|48)000)?\/([^/]+)$/;

/** Asterisk's and FreeSWITCH's prompts. */
export const asterisk: PromptSet = {
  promptsOf(path, language) {
    const [, folder = '', name = ''] = PLACE.exec(path) ?? [];
    if (path === 'vm-and' || path.endsWith('/vm-and')) return linkWord('and', language.tag);
    if (!Object.hasOwn(FOLDERS, folder)) return null;
    const prompts = FOLDERS[folder]!(name, language);
    // The names are English: in English an unknown one says its words.
    return prompts.length === 0 && primary(language.tag) === 'en' ? null : prompts;
  },
};
