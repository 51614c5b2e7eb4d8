import { jsonSchemaOf } from '../document/json-schema.ts';
import { messageOf } from '../errors.ts';
import { faults } from '../faults/list.ts';
import { checks } from '../judge/checks/list.ts';
import { measureUnits } from '../judge/measure/names.ts';
import { listScenarios } from '../scenario/list.ts';
import { loadScenario } from '../scenario/load.ts';
import { targetRoles } from '../scenario/targets.ts';
import { listTopologies } from '../topology/find.ts';
import { loadTopology } from '../topology/load.ts';
import { besideWorkloads } from '../workload/beside/list.ts';
import { workloads } from '../workload/list.ts';
import { type ParameterEntry, parameterEntries } from './parameters.ts';

/** All that a scenario may name. An entry that cannot be loaded has its `problem` instead of the rest. */
export type Catalogue = {
  readonly scenarios: readonly (
    | { readonly path: string; readonly name: string; readonly topology: string; readonly question: string }
    | { readonly path: string; readonly problem: string }
  )[];
  readonly topologies: readonly (
    | { readonly name: string; readonly title: string; readonly parameters: readonly ParameterEntry[] }
    | { readonly name: string; readonly problem: string }
  )[];
  readonly faults: readonly {
    readonly name: string;
    readonly description: string;
    readonly parameters: readonly ParameterEntry[];
  }[];
  /** Of the ledger: what its writes are. */
  readonly ledgers: readonly { readonly name: string; readonly description: string }[];
  /** Workloads that may run beside it. */
  readonly beside: readonly {
    readonly name: string;
    readonly description: string;
    readonly parameters: readonly ParameterEntry[];
  }[];
  readonly targets: readonly string[];
  readonly measures: readonly { readonly name: string; readonly unit: string }[];
  readonly checks: readonly { readonly name: string; readonly title: string }[];
};

/** Gathers what this installation offers. */
export async function gatherCatalogue(): Promise<Catalogue> {
  return {
    scenarios: await Promise.all((await listScenarios()).map(scenarioEntry)),
    topologies: await Promise.all((await listTopologies()).map(topologyEntry)),
    faults: Object.values(faults).map(({ name, description, parameters }) => ({
      name,
      description,
      parameters: parameterEntries(jsonSchemaOf(parameters, 'input')),
    })),
    ledgers: Object.values(workloads).map(({ name, description }) => ({ name, description })),
    beside: Object.values(besideWorkloads).map(({ name, description, options }) => ({
      name,
      description,
      parameters: parameterEntries(jsonSchemaOf(options, 'input')),
    })),
    targets: targetRoles,
    measures: Object.entries(measureUnits).map(([name, unit]) => ({ name, unit })),
    checks: Object.values(checks).map(({ name, title }) => ({ name, title })),
  };
}

async function scenarioEntry(path: string): Promise<Catalogue['scenarios'][number]> {
  try {
    const { scenario, topology } = await loadScenario(path);
    return { path, name: scenario.name, topology: topology.name, question: scenario.question };
  } catch (error) {
    return { path, problem: messageOf(error) };
  }
}

async function topologyEntry(name: string): Promise<Catalogue['topologies'][number]> {
  try {
    const { title, parameters } = (await loadTopology(name)).section;
    const entries = Object.entries(parameters).map(([parameter, about]) => ({
      name: parameter,
      values: about.pattern ?? 'text',
      default: about.default,
      description: about.description,
    }));
    return { name, title, parameters: entries };
  } catch (error) {
    return { name, problem: messageOf(error) };
  }
}
