import { StitchError } from '../../errors.ts';
import { listed } from '../../util/listed.ts';
import { nearestName } from '../../util/nearest-name.ts';
import { currencyCodes } from './currencies.ts';
import { DATE_FORMATS, type DateFormat } from './date.ts';
import { type Gender, SEMIOTIC_CLASSES, type SemioticClass } from './reading.ts';
import { UNITS } from './units.ts';

/** How a value is to be read: `{due:date dmy}`. */
export interface Mark {
  readonly class: SemioticClass;
  /** The mark as written, in one spelling: "date dmy". */
  readonly text: string;
  readonly format?: DateFormat;
  readonly gender?: Gender;
  /** An ordinal in the plural. */
  readonly isPlural?: boolean;
  /** ISO 4217 code. */
  readonly currency?: string;
  /** CLDR's name of the unit. */
  readonly unit?: string;
  /** Hours counted from midnight. */
  readonly western?: boolean;
  /** Forms of the noun, in CLDR's plural category order. */
  readonly forms?: readonly string[];
}

const GENDERS: readonly Gender[] = ['f', 'm', 'n'];

/** Parses a mark. @throws StitchError usage/option that names the valid classes or arguments. */
export function parseMark(text: string): Mark {
  const [name = '', ...rest] = text.trim().split(/\s+/);
  const semiotic = SEMIOTIC_CLASSES.find((known) => known === name.toLowerCase());
  if (semiotic === undefined) throw unknown('class', name, SEMIOTIC_CLASSES, text);
  const argument = rest.join(' ');
  const mark = { class: semiotic, text: argument === '' ? semiotic : `${semiotic} ${argument}` };
  if (semiotic === 'plural') {
    const [, gender, forms = ''] = /^(?:([fmn])\s+)?(.*)$/is.exec(argument)!;
    const given = GENDERS.find((known) => known === gender?.toLowerCase());
    return { ...mark, ...(given && { gender: given }), forms: formsOf(forms, text) };
  }
  return argument === '' ? mark : { ...mark, ...argumentOf(semiotic, argument, text) };
}

function argumentOf(semiotic: SemioticClass, argument: string, text: string): Partial<Mark> {
  const lower = argument.toLowerCase();
  switch (semiotic) {
    case 'date':
      return { format: oneOf('format', lower, DATE_FORMATS, text) };
    case 'ordinal': {
      const isPlural = /(?:^|\s)plural$/.test(lower);
      const gender = lower.replace(/(?:^|\s+)plural$/, '');
      return {
        ...(isPlural && { isPlural }),
        ...(gender !== '' && { gender: oneOf('gender', gender, GENDERS, text) }),
      };
    }
    case 'cardinal':
    case 'decimal':
      return { gender: oneOf('gender', lower, GENDERS, text) };
    case 'time':
      oneOf('argument', lower, ['western'] as const, text);
      return { western: true };
    case 'money': {
      const code = argument.toUpperCase();
      if (!currencyCodes().has(code))
        throw unknown('currency', argument, [...currencyCodes()], text);
      return { currency: code };
    }
    case 'measure':
      return { unit: oneOf('unit', lower, UNITS, text) };
    default:
      throw new StitchError(
        'usage/option',
        `the mark "${text}" has an argument, which ${semiotic} does not take; leave out "${argument}"`,
      );
  }
}

function oneOf<T extends string>(kind: string, name: string, names: readonly T[], text: string): T {
  const found = names.find((known) => known === name);
  if (found === undefined) throw unknown(kind, name, names, text);
  return found;
}

/** Limit of the names that an error lists. */
const MAX_LISTED = 60;

function unknown(kind: string, name: string, names: readonly string[], text: string): StitchError {
  const nearest = nearestName(
    name.toLowerCase(),
    names.map((known) => known.toLowerCase()),
  );
  const near = names.find((known) => known.toLowerCase() === nearest);
  const valid =
    near === undefined
      ? `use ${names.length > MAX_LISTED ? 'an ISO 4217 code such as KES' : listed(names, 'or')}`
      : `did you mean ${near}?${names.length > MAX_LISTED ? '' : ` Valid: ${names.join(', ')}`}`;
  const article = kind === 'argument' ? 'an' : 'a';
  const what = `"${name}" in the mark "${text}" is not ${article} ${kind}; ${valid}`;
  return new StitchError('usage/option', what);
}

/** Plural forms, of which CLDR has at most six. @throws StitchError usage/option. */
function formsOf(argument: string, text: string): readonly string[] {
  const forms = argument.split('/').map((form) => form.trim());
  if (forms.length >= 1 && forms.length <= 6 && forms.every((form) => form !== '')) return forms;
  throw new StitchError(
    'usage/option',
    `the mark "${text}" has no forms of its noun; write them as in plural message/messages`,
  );
}
