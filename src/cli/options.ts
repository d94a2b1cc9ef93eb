import { type Command, Option } from 'commander';
import {
  COMMAND_OPTIONS,
  type CommandOptionName,
  type CommandOptions,
  parseCommandOptions,
} from '../options/command.ts';
import { helpOf, type OptionDefinition } from '../options/define.ts';
import type { RawOptions } from '../options/raw.ts';
import { type OptionName, RENDER_OPTIONS } from '../options/render.ts';
import type { Io } from './io.ts';

/** Help of some options where a command uses them in another way, with the default. */
export type HelpTexts<N extends string> = Partial<Readonly<Record<N, string>>>;

/** Adds the flags of a render's options to a command: all, or some. */
export function addRenderOptions(
  command: Command,
  help: HelpTexts<OptionName> = {},
  names: readonly OptionName[] = RENDER_OPTIONS.map(({ name }) => name),
): Command {
  return addFlags(command, pick(RENDER_OPTIONS, names), help);
}

/** Adds some of the other flags to a command. */
export function addCommandOptions(
  command: Command,
  names: readonly CommandOptionName[],
  help: HelpTexts<CommandOptionName> = {},
): Command {
  return addFlags(command, pick(COMMAND_OPTIONS, names), help);
}

/** Adds the flags of options to a command. */
export function addFlags<N extends string>(
  command: Command,
  definitions: readonly OptionDefinition<N>[],
  help: HelpTexts<N> = {},
): Command {
  for (const definition of definitions) {
    const { name, flag, negatedHelp } = definition;
    if (flag === undefined) continue;
    const option = new Option(flag, help[name] ?? helpOf(definition));
    if (definition.isList) option.argParser(collect);
    command.addOption(option);
    if (negatedHelp !== undefined) {
      command.addOption(new Option(flag.replace(/^.*--([\w-]+).*$/, '--no-$1'), negatedHelp));
    }
  }
  return command;
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** The definitions of these names, in the order of the names. */
export function pick<N extends string>(
  definitions: readonly OptionDefinition<N>[],
  names: readonly N[],
): readonly OptionDefinition<N>[] {
  return names.map((name) => definitions.find((definition) => definition.name === name)!);
}

/** Where an option's value came from. */
export type ValueSource = 'flag' | 'variable' | 'file' | 'default';

/**
 * The values given for a command's options: each by its flag, or else by its variable, or else by the project file.
 * A flag may also stand before the command's name.
 */
export class GivenOptions {
  private readonly command: Command;
  private readonly io: Pick<Io, 'env' | 'projectFile'>;
  private readonly definitions: readonly OptionDefinition[];

  /** @param more definitions in addition to the render's and the commands'. */
  constructor(
    command: Command,
    io: Pick<Io, 'env' | 'projectFile'>,
    more: readonly OptionDefinition[] = [],
  ) {
    this.command = command;
    this.io = io;
    this.definitions = [...RENDER_OPTIONS, ...COMMAND_OPTIONS, ...more];
  }

  /** The render's options, for `parseOptions`. */
  render(): RawOptions {
    return this.valuesOf(RENDER_OPTIONS);
  }

  /** The command's own options; those that it does not have get their defaults. @throws StitchError usage/option. */
  parseCommandOptions(): CommandOptions {
    return parseCommandOptions(this.valuesOf(COMMAND_OPTIONS), this.nameOf);
  }

  /** The given values, by the options' names; undefined for those not given. */
  valuesOf(definitions: readonly OptionDefinition[]): RawOptions {
    return Object.fromEntries(
      definitions.map((definition) => [definition.name, this.valueOf(definition)]),
    );
  }

  /** The option's name for errors, by what sets it: a variable, a key, else its flag; null for no option. */
  readonly nameOrNull = (option: string): string | null => {
    const definition = this.definitions.find(({ name }) => name === option);
    if (definition === undefined) return null;
    const { flag, variable, key } = definition;
    const source = this.sourceOf(definition);
    if (source === 'file') return `"${key}" in ${this.io.projectFile!.path}`;
    return flag === undefined || source === 'variable' ? variable : new Option(flag).long!;
  };

  /** For parsers: as `nameOrNull`. */
  readonly nameOf = (option: string): string => this.nameOrNull(option) ?? option;

  /** The source of an option's value. */
  sourceOf(definition: OptionDefinition): ValueSource {
    if (this.commandWith(definition) !== undefined) return 'flag';
    // An empty variable is one that was not set.
    if (this.env(definition)) return 'variable';
    return this.inFile(definition) === undefined ? 'default' : 'file';
  }

  /** The value given for an option; undefined if it was not. */
  valueOf(definition: OptionDefinition): unknown {
    const command = this.commandWith(definition);
    if (command !== undefined) return command.getOptionValue(attributeOf(definition));
    return this.env(definition) || this.inFile(definition);
  }

  private env({ variable }: OptionDefinition): string | undefined {
    return this.io.env[variable];
  }

  private inFile({ key, isSecret = false }: OptionDefinition): unknown {
    return key === null || isSecret ? undefined : this.io.projectFile?.values[key];
  }

  /** The command, or its parent, to which the option's flag was given. */
  private commandWith(definition: OptionDefinition): Command | undefined {
    const attribute = attributeOf(definition);
    return [this.command, this.command.parent].find(
      (command) => command?.getOptionValueSource(attribute) === 'cli',
    ) as Command | undefined;
  }
}

/** Commander's name for the option's value: "sampleRate" of --sample-rate, "trim" of --no-trim. */
function attributeOf({ flag, name }: OptionDefinition): string {
  return flag === undefined ? name : new Option(flag).attributeName();
}
