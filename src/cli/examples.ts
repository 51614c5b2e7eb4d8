/** Words of a command line, and what they are for. */
type Example = readonly [words: string, what: string];

/** What `--help` shows under each command, in the order of the commands; a sub-command stands under its own name. */
export const examples: Readonly<Record<string, readonly Example[]>> = {
  run: [
    ['run kill-primary', 'a drill of this package, from containers to report'],
    [
      'run drills/failover.yml --topology ../shop/ha-drill.yml',
      'a drill of your own, on a stack of your own',
    ],
    ['run kill-primary --repeat 6 --seed 42', 'six, the instant of the fault varied by the seed'],
    ['run kill-primary --set CONFIRM_MS=500', 'with a parameter of the topology changed'],
  ],
  suite: [
    ['suite semisync --plan', 'its drills, and how long they will take; starts nothing'],
    ['suite semisync', 'all of them; started again, it goes on where it ended'],
    ['suite semisync --shard 2/5', 'the second of five parts, each for a machine of its own'],
  ],
  plan: [
    ['plan kill-primary', 'the steps, the objectives and the cluster, from the files alone'],
    ['plan kill-primary --seed 42 --json', 'with the random instants of that seed, for a program'],
  ],
  validate: [
    ['validate drills/*.yml', 'all problems at once, each with file:line:column'],
    ['validate drills/failover.yml --json', 'the same for a program'],
    ['validate drills/*.yml --sarif > ha-drill.sarif', 'for code scanning'],
  ],
  init: [
    ['init', 'writes ha-drill.config.yml, drills/failover.yml and a workflow for CI'],
    ['init docker-compose.yml', 'looks at an isolated copy, writes ha-drill.yml beside it'],
  ],
  config: [
    ['config run --show-origin', 'every flag of a command: what it is set to, and where'],
    ['config', 'what is set at all'],
  ],
  check: [
    ['check ha-drill.yml', 'brings a copy up, and says what is wrong with it'],
    ['check semisync --json', 'a topology of this package, for a program'],
  ],
  list: [['list', 'everything that a scenario may name']],
  faults: [
    ['faults', 'all faults, and which of them this machine can do'],
    ['faults --topology ha-drill.yml', 'which of them work on a stack'],
  ],
  'faults try': [
    ['faults try isolate', 'one fault in a cluster of its own'],
    ['faults try delay --with time=200ms --target replica', 'with a parameter, at a replica'],
  ],
  judge: [
    ['judge reports/<run>', 'judges a record again, writing nothing'],
    ['judge reports/<run> --out again', 'and writes its reports elsewhere'],
  ],
  export: [
    ['export reports/<run> --otlp', 'the drill as a trace, phases as spans'],
    ['export reports/<run> > history.edn', 'the transactions of the workload append, for Elle'],
  ],
  report: [
    ['report reports/<run>', 'writes the reports beside the record again'],
    ['report reports/<run> --lang zh', 'the same, and report.zh.html in Chinese'],
  ],
  merge: [
    ['merge shards/ --out reports', 'the parts of a suite, joined; names the missing ones'],
    ['merge shard-1/semisync shard-2/semisync', 'the same, each named'],
  ],
  compare: [
    ['compare reports/semisync --html comparison.html', 'the runs of a suite, as a page'],
    ['compare reports --json', 'all runs in a folder, for a program'],
  ],
  gate: [
    ['gate reports/semisync --baseline baseline.json', 'exit 1 when RTO or RPO got worse'],
    ['gate reports/semisync --baseline baseline.json --markdown', 'in words for a pull request'],
    [
      'gate --until-certain drills/suite.yml --baseline baseline.json --budget 20m',
      'makes the drills, and repeats them until the verdict is certain',
    ],
  ],
  ci: [
    ['ci github reports --gate gate.json', 'what a job of GitHub Actions shows of the drills in a folder'],
  ],
  'ci github': [
    ['ci github reports', 'job summary, outputs, and annotations at the objectives that were missed'],
    ['ci github reports --gate gate.json', 'the same, with what `gate --json` printed'],
  ],
  'ci gitlab': [['ci gitlab reports --out ci', 'a code quality report, variables, and a summary, as files']],
  baseline: [['baseline update drills/baseline.json reports/semisync', 'shows what changes, and writes it']],
  'baseline update': [
    ['baseline update drills/baseline.json reports/semisync', 'shows what changes, and writes it'],
    ['baseline update drills/baseline.json reports/semisync --dry-run', 'only shows it'],
  ],
  selfcheck: [
    ['selfcheck --quick', 'stacks that are known to be bad: each must be caught'],
    ['selfcheck --only no-fencing', 'one of them'],
  ],
  setup: [['setup --yes', 'installs and builds what is missing, without a question']],
  doctor: [
    ['doctor', 'all checks of this machine'],
    ['doctor engine disk --json', 'two of them, for a program'],
  ],
  calibrate: [['calibrate semisync --lengths 200ms,5s --repeat 20', 'outages of known length, measured']],
  up: [['up semisync', 'a cluster to look at by hand']],
  down: [['down', 'removes what `up` started']],
  clean: [
    ['clean', 'heals and removes what earlier runs left'],
    ['clean --run <id>', 'what one run left'],
  ],
  reconcile: [
    ['reconcile semisync', 'a topology that `ha-drill up` brought up: all tables of all nodes'],
    [
      'reconcile --node 10.0.0.1 --node 10.0.0.2 --user checker --password-variable PASSWORD --schema shop',
      'servers of your own; nothing is written to them',
    ],
    [
      'reconcile semisync --modified last_modify_date --since 10m',
      'only rows that were modified lately, by a column that tells when',
    ],
  ],
  binlog: [['binlog find --kind drop-table binlog.000007', 'the transactions that dropped a table']],
  'binlog find': [
    ['binlog find --kind drop-table binlog.000007', 'the transactions that dropped a table'],
    ['binlog find --schema shop --from 2026-11-21T12:31:07Z binlog.000007', 'those on a schema since a time'],
  ],
  explain: [
    ['explain no-errant-transactions', 'how a check judges'],
    ['explain 2', 'what an exit code says'],
  ],
  completion: [['completion bash', 'as in: source <(ha-drill completion bash)']],
  help: [
    ['help faults try', 'of a command'],
    ['help your-own-stack', 'a page of the documentation'],
    ['help topics', 'all of them'],
  ],
  schema: [
    ['schema scenario', 'the format of a scenario as JSON Schema'],
    ['schema', 'all formats in one object'],
  ],
};

/** The commands themselves, without sub-commands. */
export const commandNames: readonly string[] = Object.keys(examples).filter((name) => !name.includes(' '));

/** The examples of a command as `--help` ends with them. */
export function examplesText(name: string): string {
  const lines = examples[name] ?? [];
  const width = Math.max(...lines.map(([words]) => words.length));
  return [
    '',
    'Examples:',
    ...lines.map(([words, what]) => `  ha-drill ${words.padEnd(width)}  ${what}`),
  ].join('\n');
}
