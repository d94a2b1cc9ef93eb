import type { Command } from 'commander';
import { StitchError } from '../../errors.ts';
import type { Io } from '../io.ts';

/** A command with its flags, for a shell. */
interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly { readonly long: string; readonly description: string }[];
}

type Shell = (program: CompletedCommand, commands: readonly CompletedCommand[]) => string;

const SHELLS: Readonly<Record<string, Shell>> = { bash, zsh, fish };

/** Adds `stitch completion`. @param program complete: all its commands with their flags. */
export function addCompletionCommand(program: Command, io: Io): void {
  program
    .command('completion')
    .description('print a script that completes commands and flags: bash, zsh or fish')
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
      .flatMap(({ long, description }) => (long ? [{ long, description }] : [])),
  };
}

function words({ flags }: CompletedCommand): string {
  return flags.map(({ long }) => long).join(' ');
}

function bash(program: CompletedCommand, commands: readonly CompletedCommand[]): string {
  const cases = commands.map((command) => `    ${command.name}) flags="${words(command)}" ;;`);
  return `_stitch() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" flags
  case "$command" in
${cases.join('\n')}
    *) flags="${words(program)}" ;;
  esac
  if [[ "$word" == -* ]]; then
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
  local -a commands flags
  commands=(${commands.map(described).join(' ')})
  case "$words[2]" in
${cases.join('\n')}
    *) flags=(${flagsOf(program)}) ;;
  esac
  if [[ "$PREFIX" == -* ]]; then
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
      ({ long, description }) =>
        `complete -c stitch -n "${condition}" -l ${long.slice(2)} -d ${said(description)}`,
    );
  return `${[
    ...lines,
    ...flags(`not __fish_seen_subcommand_from ${all}`, program),
    ...commands.flatMap((command) => flags(`__fish_seen_subcommand_from ${command.name}`, command)),
  ].join('\n')}\n`;
}
