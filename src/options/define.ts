// One definition per option: its flag, variable, request field, help and error texts all come from it.
import * as z from 'zod/mini';
import { StitchError } from '../errors.ts';
import type { NameOf, RawOptions } from './raw.ts';
import { formatValue, switched } from './schemas.ts';

/** Differences of a request field from the flag: its own schema and wording. */
export interface RequestField {
  /** Made when it is first wanted: the command line needs none. */
  readonly schema?: () => z.ZodMiniType;
  readonly expects?: string;
  readonly help?: string;
}

/** The facts of an option, as `defineOption` takes them. */
export interface OptionFacts<N extends string, S extends z.ZodMiniType> {
  /** The option's name in `Options`, `CommandOptions` or `ServiceOptions`, with its unit: "gapSeconds". */
  readonly name: N;
  /** Parses text, as flags and variables give it, or the value itself; has the default, or is optional. */
  readonly schema: S;
  /** The accepted values, worded to follow "takes": "seconds from 0 to 60, such as 0.05". */
  readonly expects: string;
  /** As in `--help`: "-r, --root <where>". Undefined for an option that only a variable sets. */
  readonly flag?: string;
  /** The environment variable; by default that of the flag: STITCH_SAMPLE_RATE of --sample-rate. */
  readonly variable?: string;
  /** The field in requests; by default that of the name: gap_seconds of gapSeconds. */
  readonly field?: string;
  /** For `--help`, without the default. */
  readonly help: string;
  /** The default in words, where it is not the schema's as it stands. */
  readonly defaultText?: string;
  /** Help of a second flag that turns the option off: of `--no-cache`. */
  readonly negatedHelp?: string;
  /** Never printed: errors hide the value. */
  readonly isSecret?: boolean;
  /** Whether the flag can be repeated, a variable has a value per line, and a project file an array. */
  readonly isList?: boolean;
  /** Whether a relative value, or what follows its "@", is a path from the project file that has it. */
  readonly isPath?: boolean | 'after @';
  readonly request?: RequestField;
}

/** An option: one schema, and its name in each place where it can be given. */
export interface OptionDefinition<
  N extends string = string,
  S extends z.ZodMiniType = z.ZodMiniType,
> extends OptionFacts<N, S> {
  readonly variable: string;
  readonly field: string;
  /** The key in project files, the flag's long name: "sample-rate", "trim" of --no-trim. Null without a flag. */
  readonly key: string | null;
}

/** Defines an option. */
export function defineOption<const N extends string, S extends z.ZodMiniType>(
  facts: OptionFacts<N, S>,
): OptionDefinition<N, S> {
  const key = facts.flag === undefined ? null : keyOf(facts.flag);
  return {
    ...facts,
    key,
    variable: facts.variable ?? variableOf(key ?? facts.name),
    field: facts.field ?? facts.name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  };
}

/** Defines an option that is true or false: off by default, or on where its flag is `--no-…`. */
export function defineSwitch<const N extends string>(
  facts: Omit<OptionFacts<N, z.ZodMiniType>, 'schema' | 'expects'> & { readonly flag: string },
) {
  const schema = z._default(switched, facts.flag.includes('--no-'));
  return defineOption({ ...facts, schema, expects: 'true or false' });
}

/** The key of the flag "-r, --sample-rate <hz>" is "sample-rate", that of "--no-trim" is "trim". */
function keyOf(flag: string): string {
  return /--(?:no-)?([a-z0-9-]+)/.exec(flag)![1]!;
}

/** The key "sample-rate" has the variable STITCH_SAMPLE_RATE. */
function variableOf(key: string): string {
  return `STITCH_${key.replaceAll('-', '_').toUpperCase()}`;
}

/** The line of `--help`: the help, and the default where there is one. */
export function helpOf(definition: OptionDefinition): string {
  const text = defaultTextOf(definition);
  return text === undefined ? definition.help : `${definition.help} (default: ${text})`;
}

/** The default in words; undefined where there is none. */
export function defaultTextOf({ schema, defaultText }: OptionDefinition): string | undefined {
  return defaultText ?? defaultOf(schema);
}

/** The words that an option takes, where it takes no others. */
export function wordsOf({ schema }: OptionDefinition): readonly string[] {
  const inner =
    schema instanceof z.ZodMiniDefault || schema instanceof z.ZodMiniOptional
      ? schema.def.innerType
      : schema;
  return inner instanceof z.ZodMiniEnum ? inner.options.map(String) : [];
}

/** A schema's default where it is one word or number. */
function defaultOf(schema: z.ZodMiniType): string | undefined {
  const value = defaultValueOf(schema);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

/** A schema's default; undefined where it has none. */
export function defaultValueOf(schema: z.ZodMiniType): unknown {
  return schema instanceof z.ZodMiniDefault ? schema.def.defaultValue : undefined;
}

/** Schema, accepted values and description of an option's field in requests. */
export function requestFieldOf({ schema, expects, help, request }: OptionDefinition) {
  const field = { expects, help, ...request, schema: request?.schema?.() ?? schema };
  const description = field.help.includes(field.expects)
    ? field.help
    : `${field.help} (${field.expects})`;
  return { schema: field.schema, expects: field.expects, description };
}

type Definitions = readonly OptionDefinition[];

/** The parsed values of a list of definitions, by name. */
export type ParsedOptions<D extends Definitions> = z.output<
  z.ZodMiniObject<{ readonly [E in D[number] as E['name']]: E['schema'] }, z.core.$strip>
>;

/** A value that its option does not take. */
export interface OptionFault {
  readonly definition: OptionDefinition;
  /** Undefined for an option that is required and was not given. */
  readonly value: unknown;
}

/** Parsed values, or all faults in the order of the definitions. */
export type CheckedOptions<D extends Definitions> =
  | { readonly options: ParsedOptions<D> }
  | { readonly faults: readonly [OptionFault, ...OptionFault[]] };

/** Makes a function that checks values by their definitions; undefined counts as not given. */
export function optionChecker<const D extends Definitions>(
  definitions: D,
): (input: RawOptions) => CheckedOptions<D> {
  const schema = z.object(
    Object.fromEntries(definitions.map((definition) => [definition.name, definition.schema])),
  );
  return (input) => {
    const given = Object.fromEntries(
      Object.entries(input).filter(([, value]) => value !== undefined),
    );
    const parsed = schema.safeParse(given);
    if (parsed.success) return { options: parsed.data as ParsedOptions<D> };
    const wrong = new Set(parsed.error.issues.map(({ path }) => path[0]));
    const faults = definitions
      .filter(({ name }) => wrong.has(name))
      .map((definition) => ({ definition, value: input[definition.name] }));
    return { faults: faults as [OptionFault, ...OptionFault[]] };
  };
}

/**
 * Makes a function that parses values by their definitions.
 * @throws StitchError usage/option, naming the option, its accepted values and the value.
 */
export function optionParser<const D extends Definitions>(
  definitions: D,
): (input: RawOptions, nameOf?: NameOf) => ParsedOptions<D> {
  const check = optionChecker(definitions);
  return (input, nameOf = (option) => option) => {
    refuseUnknownOption(definitions, input);
    const checked = check(input);
    if ('options' in checked) return checked.options;
    const [{ definition, value }] = checked.faults;
    const shown = definition.isSecret ? 'the value given (hidden)' : formatValue(value);
    const what = `${nameOf(definition.name)} takes ${definition.expects}, not ${shown}`;
    throw new StitchError('usage/option', what);
  };
}

function refuseUnknownOption(definitions: Definitions, input: RawOptions): void {
  const names = definitions.map(({ name }) => name);
  const unknown = Object.keys(input).find((name) => !names.includes(name));
  if (unknown === undefined) return;
  const what = `${unknown} is not an option; the options are ${names.join(', ')}`;
  throw new StitchError('usage/option', what);
}
