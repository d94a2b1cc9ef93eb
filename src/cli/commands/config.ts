import type { Command } from 'commander';
import { COMMAND_OPTIONS } from '../../options/command.ts';
import { defaultTextOf, defaultValueOf, type OptionDefinition } from '../../options/define.ts';
import { parseOptions, RENDER_OPTIONS } from '../../options/render.ts';
import { formatValue } from '../../options/schemas.ts';
import type { Io } from '../io.ts';
import { addCommandOptions, addRenderOptions, GivenOptions, type ValueSource } from '../options.ts';
import { formatTable } from '../report/table.ts';

/** An option's value, and its source. */
interface Setting {
  readonly key: string;
  /** Undefined where nothing sets it and it has no default. */
  readonly value: unknown;
  readonly source: ValueSource;
  /** The flag, variable or file, as its user knows it. */
  readonly from: string;
}

/**
 * Adds `stitch config`; its flags, which are all there are, only where it may be meant.
 * @param argv the arguments after the program's name.
 */
export function addConfigCommand(program: Command, io: Io, argv: readonly string[]): void {
  const command = program
    .command('config')
    .description('print what each option is set to, and by what')
    .addHelpText(
      'after',
      '\nExamples:\n  stitch config\n  stitch config --config campaigns/march.json --json\n\n' +
        'A project file, stitch.json in the working folder, has values by the names of flags:\n' +
        '  { "root": "./audios", "lang": "sw", "template": "habari {name}", "sample-rate": 8000, "trim": false }\n' +
        'Flags take precedence over variables, and variables over the file.',
    );
  if (argv.includes('config') || argv.includes('completion')) {
    addRenderOptions(
      addCommandOptions(
        command,
        COMMAND_OPTIONS.map(({ name }) => name),
      ),
    );
  }
  command.action(async () => {
    const { SERVICE_OPTIONS } = await import('../../options/service.ts');
    const given = new GivenOptions(command, io, SERVICE_OPTIONS);
    // Values of the wrong kind are refused.
    const { json } = given.parseCommandOptions();
    parseOptions(given.render(), given.nameOf);
    const usual = [...COMMAND_OPTIONS, ...RENDER_OPTIONS].map((option) => settingOf(option, given));
    const service = SERVICE_OPTIONS.map((option) => settingOf(option, given));
    const settings = [...usual, ...service.filter(({ source }) => source !== 'default')];
    await io.stdout.write(json ? asJson(settings) : asText(settings));
  });
}

function settingOf(definition: OptionDefinition, given: GivenOptions): Setting {
  const { name, key, variable, isSecret = false } = definition;
  const source = given.sourceOf(definition);
  const isDefault = source === 'default';
  const value = isDefault
    ? (defaultTextOf(definition) ?? defaultValueOf(definition.schema))
    : given.valueOf(definition);
  return {
    key: key ?? variable,
    value: isSecret && !isDefault ? '(hidden)' : value,
    source,
    from: isDefault ? 'default' : given.nameOf(name),
  };
}

function asText(settings: readonly Setting[]): string {
  return formatTable(
    [{ heading: 'option' }, { heading: 'value' }, { heading: 'from' }],
    settings.map(({ key, value, from }) => [key, shown(value), from]),
  );
}

function shown(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : formatValue(JSON.stringify(value)).slice(1, -1);
}

function asJson(settings: readonly Setting[]): string {
  const options = settings.map(({ key, value = null, source, from }) => ({
    option: key,
    value,
    source,
    from,
  }));
  return `${JSON.stringify({ success: true, options })}\n`;
}
