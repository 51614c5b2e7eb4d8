import { basename } from 'node:path';
import { Argument, Command } from 'commander';
import { faultNames } from '../faults/list.ts';
import { listScenarios } from '../scenario/list.ts';
import { listTopologies } from '../topology/find.ts';
import { explained } from './explain.ts';
import { print } from './output.ts';
import { nameOf } from './settings.ts';

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** What may follow one command; files may always. */
type Completion = {
  /** `run`, `faults try` */
  readonly command: string;
  readonly description: string;
  readonly flags: readonly { readonly flag: string; readonly description: string }[];
  readonly words: readonly string[];
};

/**
 * `ha-drill completion`: what a shell needs to complete commands, flags and names.
 *
 * @param root the whole program
 */
export function completionCommand(root: Command): Command {
  return new Command('completion')
    .description(
      'print what a shell needs to complete commands, flags and names of scenarios, topologies and faults',
    )
    .addArgument(new Argument('<shell>', 'which').choices(shells))
    .addHelpText('after', `\n${howTo}`)
    .action(async (shell: Shell) => {
      const topologies = await listTopologies();
      const all = completionsOf(root, await namesByArgument(topologies));
      print(shell === 'fish' ? fishScript(all, topologies) : bashScript(all, topologies, shell));
    });
}

const howTo = `For now, or in the file that your shell reads when it starts:
  bash  source <(ha-drill completion bash)      ~/.bashrc
  zsh   source <(ha-drill completion zsh)       ~/.zshrc, after compinit
  fish  ha-drill completion fish | source       ~/.config/fish/config.fish
Names are those of the moment: print it again once a project has others.`;

type Names = Readonly<Record<string, readonly string[]>>;

/** What may stand for an argument, by its name in the help. */
async function namesByArgument(topologies: readonly string[]): Promise<Names> {
  const scenarios = (await listScenarios()).map((path) => basename(path).replace(/\.ya?ml$/, ''));
  return {
    scenario: scenarios,
    topology: topologies,
    fault: faultNames,
    word: explained().map(({ word }) => word),
  };
}

function completionsOf(root: Command, names: Names): Completion[] {
  return root.commands
    .flatMap((one) => [one, ...one.commands])
    .map((command) => ({
      command: nameOf(command),
      description: command.description(),
      flags: command.options
        .filter(({ hidden }) => !hidden)
        .map(({ long, short, description }) => ({
          flag: long ?? short ?? '',
          description,
        })),
      words: [
        ...command.commands.map((one) => one.name()),
        ...command.registeredArguments.flatMap((one) => one.argChoices ?? names[one.name()] ?? []),
      ],
    }));
}

/** Of zsh too, by the functions that it has for scripts of bash. */
function bashScript(
  all: readonly Completion[],
  topologies: readonly string[],
  shell: 'bash' | 'zsh',
): string {
  const cases = all.map(({ command, flags, words }) => {
    const known = [...flags.map(({ flag }) => flag), '--help', ...words];
    return `    ${quoted(command)}) words=${quoted(known.join(' '))} ;;`;
  });
  const nested = all.map(({ command }) => command).filter((command) => command.includes(' '));
  return `# ${shell} completion of ha-drill. Printed by: ha-drill completion ${shell}
_ha_drill() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command= word words=
  COMPREPLY=()
  if [[ $before == --topology ]]; then
    COMPREPLY=($(compgen -W ${quoted(topologies.join(' '))} -- "$current") $(compgen -f -- "$current"))
    return
  fi
  for word in "\${COMP_WORDS[@]:1:$((COMP_CWORD-1))}"; do
    case "$command $word" in
    ' -'*) ;;
    ' '*) command=$word ;;
    ${nested.map(quoted).join('|')}) command="$command $word" ;;
    esac
  done
  case "$command" in
    '') words=${quoted([...all.map(({ command }) => command).filter((one) => !one.includes(' ')), '--help', '--version'].join(' '))} ;;
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [[ $command == '' || $current == -* ]] || COMPREPLY+=($(compgen -f -- "$current"))
}
${shell === 'zsh' ? 'autoload -U +X bashcompinit && bashcompinit\n' : ''}complete -o filenames -F _ha_drill ha-drill`;
}

function fishScript(all: readonly Completion[], topologies: readonly string[]): string {
  const line = (condition: string, ...words: string[]): string =>
    ['complete -c ha-drill', `-n ${quoted(condition)}`, ...words].join(' ');
  const first = all.filter(({ command }) => !command.includes(' '));
  return [
    '# fish completion of ha-drill. Printed by: ha-drill completion fish',
    ...first.map(({ command, description }) =>
      line('__fish_use_subcommand', '-f', `-a ${quoted(command)}`, `-d ${quoted(description)}`),
    ),
    ...all.flatMap(({ command, flags, words }) => {
      const seen = command
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ');
      return [
        ...(words.length > 0 ? [line(seen, `-a ${quoted(words.join(' '))}`)] : []),
        ...flags.map(({ flag, description }) => {
          const values = flag === '--topology' ? [`-x -a ${quoted(topologies.join(' '))}`] : [];
          return line(seen, `-l ${flag.replace(/^-+/, '')}`, ...values, `-d ${quoted(description)}`);
        }),
      ];
    }),
  ].join('\n');
}

/** A word for any of the three shells. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '').replaceAll("'", "'\\''")}'`;
}
