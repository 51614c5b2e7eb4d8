import { type FaultName, faultNames, faults } from '../faults/list.ts';
import { lackingFor, type Machine } from '../faults/needs.ts';
import type { Fault } from '../faults/types.ts';
import { kindsOf, targetsOf } from '../scenario/meaning/roles.ts';
import {
  foreignImage,
  unmetByEngine,
  unmetByOthers,
  unmetByReplication,
  unmetByVolumes,
} from '../scenario/meaning/unmet.ts';
import { failoverOf } from '../topology/failover.ts';
import type { LoadedTopology } from '../topology/loaded.ts';
import { replicasOf } from '../topology/replicas.ts';

/** Whether a fault works on a topology. */
export type FaultFit = {
  readonly fault: FaultName;
  /** Why not, each reason by itself; none where it works. */
  readonly because: readonly string[];
  /** What to know where it works: how a node comes back from it, as a rule. */
  readonly but: string | null;
};

/** What is known of a running stack, for what files alone do not say. */
export type SeenOfNodes = {
  /** Why a node cannot be copied from another one by the server itself; absent where it can. */
  readonly noClone?: string;
};

/** Whether each fault works on a topology, on this machine, with the reason where it does not. */
export function faultFits(topology: LoadedTopology, machine: Machine, seen?: SeenOfNodes): FaultFit[] {
  return faultNames.map((name) => {
    const fault = faults[name];
    const because = unfitBecause(fault, topology, machine);
    return { fault: name, because, but: because.length > 0 ? null : wayBack(fault, topology, seen) };
  });
}

function unfitBecause(fault: Fault, topology: LoadedTopology, machine: Machine): string[] {
  // Without parameters that must be given, it is asked for what it needs whatever they are.
  const parameters: unknown = fault.parameters.safeParse({}).data;
  const { roles, because } = fault.premises.target;
  const there = targetsOf(topology).flatMap((role) => kindsOf(role, topology.section));
  const kinds = roles.filter((role) => there.includes(role));
  const lonely = kinds.map((kind) =>
    parameters === undefined ? [] : unmetByOthers(fault, parameters, topology, kind),
  );
  const alone = lonely.every((unmet) => unmet.length > 0) ? (lonely[0] ?? []) : [];
  const unmet = [
    ...unmetByEngine(fault, topology),
    ...unmetByReplication(fault, topology),
    ...(parameters === undefined ? [] : unmetByVolumes(fault, parameters, topology)),
    ...alone,
  ].map(({ reason }) => reason);
  const foreign = foreignImage(fault, topology);
  return [
    ...(kinds.length > 0
      ? []
      : [`means something on a ${roles.join(' or a ')}, and there is none: ${because}`]),
    ...unmet,
    ...(foreign === undefined ? [] : [foreign]),
    ...lackingFor(fault, machine).map((need) => `needs ${need} of this machine: ${machine[need]?.found}`),
  ];
}

/** How its target comes back, where a start is not enough and nobody knows how. */
function wayBack(fault: Fault, topology: LoadedTopology, seen: SeenOfNodes | undefined): string | null {
  const { stack, section } = topology;
  const copies = (fault.wipes || fault.errant) && replicasOf(section) > 0;
  if (!copies || !stack || failoverOf(section).tool.mends || stack.recovery.rebuild !== undefined)
    return null;
  if (seen?.noClone === undefined) return null;
  return `works, and the node does not come back: ${seen.noClone}, and recovery.rebuild says no other way`;
}

/** The table as text: how many work, and why the others do not. */
export function renderFaultFits(fits: readonly FaultFit[]): string {
  const unfit = fits.filter(({ because }) => because.length > 0);
  const works = fits.length - unfit.length;
  const head = `${works} of ${fits.length} faults work on this stack`;
  const reasons = Map.groupBy(unfit, ({ because }) => because.join('; '));
  const buts = Map.groupBy(
    fits.filter(({ but }) => but !== null),
    ({ but }) => but ?? '',
  );
  const lines = (all: ReadonlyMap<string, readonly FaultFit[]>): string[] =>
    [...all].map(([why, those]) => `  ${those.map(({ fault }) => fault).join(', ')}: ${why}`);
  const tail =
    unfit.length === 0 ? '' : `; ${unfit.length === 1 ? 'this one does' : `these ${unfit.length} do`} not:`;
  return [`${head}${tail}`, ...lines(reasons), ...lines(buts)].join('\n');
}
