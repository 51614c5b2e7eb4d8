import { Command } from 'commander';
import { faultFits, renderFaultFits } from '../check/fault-table.ts';
import { faults } from '../faults/list.ts';
import { needsOf } from '../faults/needs.ts';
import { askMachine } from '../machine/ask-machine.ts';
import { loadTopology } from '../topology/load.ts';
import { type FaultEntry, faultEntries, faultNamed, type NeedEntry } from './fault-catalogue.ts';
import { tryCommand } from './faults-try.ts';
import { parseTopology, type TrustOption, trustOf, trustOption } from './options.ts';
import { print, tell } from './output.ts';
import { indent, withParameters } from './parameters.ts';

/** `ha-drill faults`: the catalogue, and what of it is possible on this machine. */
export function faultsCommand(): Command {
  return new Command('faults')
    .addCommand(tryCommand())
    .description('show the faults, what each needs, and whether this machine has it')
    .argument('[fault]', 'only this one')
    .option('--topology <name>', 'which of them work on a topology, by its files alone', parseTopology)
    .option(...trustOption)
    .option('--json', 'print them as JSON')
    .action(
      async (name: string | undefined, options: { json?: boolean; topology?: string } & TrustOption) => {
        if (options.topology !== undefined) return showFits(name, { ...options, topology: options.topology });
        const wanted = name === undefined ? Object.values(faults) : [faults[faultNamed(name)]];
        const entries = faultEntries(await askMachine(needsOf(wanted)), wanted);
        if (options.json) return print(JSON.stringify(entries, null, 2));
        print(name === undefined ? renderFaults(entries) : entries.map(renderFault).join('\n'));
        tell('See one at work: ha-drill faults try <fault> --topology semisync');
      },
    );
}

/** Which faults work on a topology, and why the others do not. */
async function showFits(
  name: string | undefined,
  { topology, json, ...options }: { topology: string; json?: boolean } & TrustOption,
): Promise<void> {
  const only = name === undefined ? undefined : faultNamed(name);
  const loaded = await loadTopology(topology, process.cwd(), trustOf(options));
  const all = faultFits(loaded, await askMachine(needsOf(Object.values(faults))));
  const fits = all.filter(({ fault }) => only === undefined || fault === only);
  print(json ? JSON.stringify(fits, null, 2) : renderFaultFits(fits));
}

/** The catalogue as text for a terminal, by what faults break. */
export function renderFaults(entries: readonly FaultEntry[]): string {
  const groups = Object.entries(Object.groupBy(entries, ({ group }) => group));
  return groups
    .map(([group, ofGroup]) => `${group}\n${ofGroup.map((entry) => indent(renderFault(entry))).join('\n')}`)
    .join('\n\n');
}

function renderFault({ name, description, aim, premises, parameters, needs }: FaultEntry): string {
  const head = withParameters(`${name}: ${description}`, parameters);
  const where = `means something on: ${aim.roles.join(', ')} (${aim.because})`;
  const about = [where, ...premises.map((premise) => `where ${premise}`)];
  return [head, ...about.map((line) => indent(line)), ...needs.map((need) => indent(renderNeed(need)))].join(
    '\n',
  );
}

const words = { true: 'here', false: 'NOT here', unknown: 'not known' } as const;

function renderNeed({ name, purpose, available, found }: NeedEntry): string {
  return `needs ${name}: ${words[`${available}`]} (${found}); ${purpose}`;
}
