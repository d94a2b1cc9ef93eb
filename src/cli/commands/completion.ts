import type { Command } from 'commander';
import { StitchError } from '../../errors.ts';
import { COMMAND_OPTIONS } from '../../options/command.ts';
import { wordsOf } from '../../options/define.ts';
import { RENDER_OPTIONS } from '../../options/render.ts';
import { SERVICE_OPTIONS } from '../../options/service.ts';
import type { Io } from '../io.ts';

/** A flag, with the words that it takes where it takes no others. */
interface CompletedFlag {
  readonly long: string;
  readonly description: string;
  readonly values: readonly string[];
}

/** A command with its flags, for a shell. */
interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly CompletedFlag[];
}

type Shell = (program: CompletedCommand, commands: readonly CompletedCommand[]) => string;

const SHELLS: Readonly<Record<string, Shell>> = { bash, zsh, fish };

/** Adds `stitch completion`. @param program complete: all its commands with their flags. */
export function addCompletionCommand(program: Command, io: Io): void {
  program
    .command('completion')
    .description(
      'print a script that completes commands, flags and their values: bash, zsh or fish',
    )
    .usage('<bash|zsh|fish>')
    .argument('[shell]')
    .addHelpText(
      'after',
      '\nExamples:\n  source <(stitch completion bash)      # in ~/.bashrc\n' +
        '  source <(stitch completion zsh)       # in ~/.zshrc, after compinit\n' +
        '  stitch completion fish > ~/.config/fish/completions/stitch.fish',
    )
    .action(async (name = '') => {
      const shell = Object.hasOwn(SHELLS, name) ? SHELLS[name] : undefined;
      if (shell === undefined) {
        const what = `\`stitch completion\` takes bash, zsh or fish, not ${JSON.stringify(name)}`;
        throw new StitchError('usage/option', what);
      }
      await io.stdout.write(shell(completed(program), program.commands.map(completed)));
    });
}

function completed(command: Command): CompletedCommand {
  const help = command.createHelp();
  return {
    name: command.name(),
    description: command.description(),
    flags: help
      .visibleOptions(command)
      .flatMap(({ long, description }) =>
        long ? [{ long, description, values: VALUES.get(long) ?? [] }] : [],
      ),
  };
}

/** Words of flags, by the flag. */
const VALUES: ReadonlyMap<string, readonly string[]> = new Map(
  [...RENDER_OPTIONS, ...COMMAND_OPTIONS, ...SERVICE_OPTIONS].map((definition) => [
    `--${definition.key}`,
    wordsOf(definition),
  ]),
);

/** Lines of `case`, one for each flag that takes certain words. */
function valueCases(line: (values: string) => string): string {
  return [...VALUES]
    .filter(([, values]) => values.length > 0)
    .map(([long, values]) => `    ${long}) ${line(values.join(' '))} ;;`)
    .join('\n');
}

function words({ flags }: CompletedCommand): string {
  return flags.map(({ long }) => long).join(' ');
}

function bash(program: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => `    ${command.name}) flags="${words(command)}" ;;`);
  return `_stitch() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" flags values=
  case "$command" in
${cases.join('\n')}
    *) flags="${words(program)}" ;;
  esac
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${valueCases((values) => `values="${values}"`)}
  esac
  if [[ -n "$values" ]]; then
    COMPREPLY=($(compgen -W "$values" -- "$word"))
  elif [[ "$word" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$word"))
  elif ((COMP_CWORD == 1)); then
    COMPREPLY=($(compgen -W "${commands.map(({ name }) => name).join(' ')}" -- "$word"))
  fi
}
complete -o default -F _stitch stitch
`;
}

function zsh(program: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const described = ({ name, description }: CompletedCommand) =>
    `'${quoted(name)}:${quoted(description)}'`;
  const flagsOf = ({ flags }: CompletedCommand) =>
    flags.map(({ long, description }) => `'${quoted(long)}:${quoted(description)}'`).join(' ');
  const cases = commands.map((command) => `    ${command.name}) flags=(${flagsOf(command)}) ;;`);
  return `#compdef stitch
_stitch() {
  local -a commands flags values
  commands=(${commands.map(described).join(' ')})
  case "$words[2]" in
${cases.join('\n')}
    *) flags=(${flagsOf(program)}) ;;
  esac
  case "$words[CURRENT-1]" in
${valueCases((values) => `values=(${values})`)}
  esac
  if ((#values)); then
    compadd -a values
  elif [[ "$PREFIX" == -* ]]; then
    _describe 'option' flags
  elif ((CURRENT == 2)); then
    _describe 'command' commands
    _files
  else
    _files
  fi
}
compdef _stitch stitch
`;
}

/** Text inside single quotes, where a colon would end a name. */
function quoted(text: string): string {
  return text.replaceAll("'", '’').replaceAll(':', '\\:');
}

function fish(program: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const said = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const all = commands.map(({ name }) => name).join(' ');
  const lines = commands.map(
    ({ name, description }) =>
      `complete -c stitch -n "not __fish_seen_subcommand_from ${all}" -a ${name} -d ${said(description)}`,
  );
  const flags = (condition: string, { flags: own }: CompletedCommand) =>
    own.map(
      ({ long, description, values }) =>
        `complete -c stitch -n "${condition}" -l ${long.slice(2)} -d ${said(description)}${
          values.length > 0 ? ` -x -a ${said(values.join(' '))}` : ''
        }`,
    );
  return `${[
    ...lines,
    ...flags(`not __fish_seen_subcommand_from ${all}`, program),
    ...commands.flatMap((command) => flags(`__fish_seen_subcommand_from ${command.name}`, command)),
  ].join('\n')}\n`;
}
