import type { CommandUnknownOpts } from '@commander-js/extra-typings';

/** A command by the words that call it, with what may follow them. */
interface Known {
  readonly path: readonly string[];
  readonly command: CommandUnknownOpts;
}

/** The script by which a shell completes a program: its commands, their options and what those can be; else files. */
export function scriptFor(shell: 'bash' | 'zsh' | 'fish', program: CommandUnknownOpts): string {
  const known = commandsOf(program, []);
  if (shell === 'fish') return fishScript(program.name(), known);
  const bash = bashScript(program.name(), known);
  // Zsh runs scripts that are written for bash.
  return shell === 'zsh' ? `autoload -U +X compinit bashcompinit && compinit && bashcompinit\n${bash}` : bash;
}

function commandsOf(command: CommandUnknownOpts, path: readonly string[]): Known[] {
  const below = command.commands.flatMap((each) => commandsOf(each, [...path, each.name()]));
  return [{ path, command }, ...below];
}

const optionsOf = (command: CommandUnknownOpts) =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long);

function wordsOf({ command }: Known): string {
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const options = optionsOf(command).map(({ long }) => long);
  return [...command.commands.map((each) => each.name()), ...choices, ...options].join(' ');
}

function bashScript(name: string, known: readonly Known[]): string {
  const choices = known.flatMap(({ path, command }) =>
    optionsOf(command).flatMap(({ long, argChoices }) =>
      argChoices ? [`    "${[...path, long].join(' ')}") words="${argChoices.join(' ')}" ;;`] : [],
    ),
  );
  const words = known.map((each) => `    "${each.path.join(' ')}") words="${wordsOf(each)}" ;;`);
  return `_${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$path $word" in
${known
  .filter(({ path }) => path.length > 0)
  .map(({ path }) => `    "${path.length > 1 ? '' : ' '}${path.join(' ')}") path="${path.join(' ')}" ;;`)
  .join('\n')}
    esac
  done
  case "$path $previous" in
${choices.join('\n')}
  esac
  [ -n "$words" ] || case "$path" in
${words.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _${name} ${name}
`;
}

function fishScript(name: string, known: readonly Known[]): string {
  return known
    .flatMap(({ path, command }) => {
      const when =
        path.length === 0
          ? '__fish_use_subcommand'
          : path.map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ');
      const line = `complete -c ${name} -n ${quoted(when)}`;
      return [
        ...command.commands.map(
          (each) => `${line} -f -a ${each.name()} -d ${quoted(each.summary() || each.description())}`,
        ),
        ...optionsOf(command).map(({ long = '', argChoices, required, description }) => {
          const values = argChoices ? ` -x -a ${quoted(argChoices.join(' '))}` : required ? ' -r' : '';
          return `${line} -l ${long.slice(2)}${values} -d ${quoted(description)}`;
        }),
        '',
      ];
    })
    .join('\n');
}

const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
