import { Command } from 'commander';
import { type Catalogue, gatherCatalogue } from './catalogue.ts';
import { columns, print, tell } from './output.ts';
import { indent, withParameters } from './parameters.ts';

/** `ha-drill list`: everything that a scenario may name. */
export function listCommand(): Command {
  return new Command('list')
    .description('show scenarios, topologies, faults, targets, workloads, measures and checks')
    .option('--json', 'print them as JSON')
    .action(async (options: { json?: boolean }) => {
      const catalogue = await gatherCatalogue();
      print(options.json ? JSON.stringify(catalogue, null, 2) : renderCatalogue(catalogue));
      if (!options.json) tell('Look closer at one: ha-drill plan <scenario>');
    });
}

/** The catalogue as text for a terminal. */
export function renderCatalogue(catalogue: Catalogue): string {
  const { scenarios, topologies, faults, targets, measures, checks, ledgers, beside } = catalogue;
  return [
    section('Scenarios', scenarios.map(renderScenario)),
    section('Topologies', topologies.map(renderTopology)),
    section(
      'Faults',
      faults.map((fault) => withParameters(`${fault.name}: ${fault.description}`, fault.parameters)),
    ),
    section(
      'Workloads, as workload.kind',
      ledgers.map(({ name, description }) => `${name}: ${description}`),
    ),
    section(
      'Workloads beside it, in workload.beside',
      beside.map((one) => withParameters(`${one.name}: ${one.description}`, one.parameters)),
    ),
    section('Targets of faults', [targets.join(', ')]),
    section(
      'Measures, for objectives',
      columns(measures.map(({ name, unit }) => [name, examples[unit] ?? unit])),
    ),
    section('Checks', columns(checks.map(({ name, title }) => [name, title]))),
  ].join('\n\n');
}

/** What an objective for a measure of this unit looks like. */
const examples: Readonly<Record<string, string>> = {
  ms: 'a duration: <= 5s',
  rows: 'rows: <= 0',
  ratio: "a share: '>= 99.9%'",
  count: 'a count: <= 1',
};

function renderScenario(scenario: Catalogue['scenarios'][number]): string {
  if ('problem' in scenario) return broken(scenario.path, scenario.problem);
  return `${scenario.path} (${scenario.topology})\n  ${scenario.question}`;
}

function renderTopology(topology: Catalogue['topologies'][number]): string {
  if ('problem' in topology) return broken(topology.name, topology.problem);
  return withParameters(`${topology.name}: ${topology.title}`, topology.parameters);
}

function broken(name: string, problem: string): string {
  return `${name} is not valid:\n${indent(problem)}`;
}

function section(title: string, entries: readonly string[]): string {
  return `${title}\n${indent(entries.length > 0 ? entries.join('\n') : 'none')}`;
}
