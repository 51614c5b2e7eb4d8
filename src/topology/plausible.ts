import { problemAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { bindProblems } from './binds.ts';
import { fileAccessProblems, serviceAccessProblems } from './host-access.ts';
import type { TopologySection } from './schema.ts';
import { type Services, textOf } from './services.ts';

const sectionKey = 'x-ha-drill';

/** What makes a section whose parts are all in order no topology. */
export function sectionProblems(source: Source, section: TopologySection): Problem[] {
  return [...countProblems(source, section), ...roleProblems(source, section)];
}

/** How many nodes a kind of replication takes. */
function countProblems(source: Source, { replication, nodes }: TopologySection): Problem[] {
  const count = nodes.length;
  const message =
    replication === 'standalone'
      ? count > 1 && `expected one node for standalone, found ${count}`
      : count < 2 && `expected two nodes or more for ${replication}, found one`;
  return message ? [problemAt(source, [sectionKey, 'nodes'], message)] : [];
}

/** A fault of the proxy must not be one of a node, too. */
function roleProblems(source: Source, section: TopologySection): Problem[] {
  const taken = new Map(section.nodes.map((node) => [node, 'a node']));
  return (['proxy', 'manager', 'backup'] as const).flatMap((role) => {
    const service = section[role]?.service;
    if (service === undefined) return [];
    const other = taken.get(service);
    taken.set(service, `the ${role}`);
    const message = `expected a service of its own for the ${role}, found ${shown(service)}, which is ${other}`;
    return other === undefined ? [] : [problemAt(source, [sectionKey, role, 'service'], message)];
  });
}

/** Services that cannot be started, and what would let a drill act on this machine, each file told once. */
export function composeProblems(source: Source, services: Services, section: TopologySection): Problem[] {
  const destroyed = Object.values(section.volumes).filter((mount) => mount !== undefined);
  const ofServices = Object.entries(services.layers).flatMap(([name, layers]) => {
    const isNode = section.nodes.includes(name);
    const hasProgram = layers.map(textOf).some(({ image, build, provider }) => image || build || provider);
    const missing = 'expected an image (or a build), found neither';
    // Whatever an unresolved `extends` would have brought is told as its own problem.
    const isWhole = layers.slice(-1).every((layer) => textOf(layer).extends === undefined);
    return [
      ...(hasProgram || !isWhole ? [] : [problemAt(source, ['services', name], missing)]),
      ...layers.flatMap((layer) => [
        ...serviceAccessProblems(layer),
        ...bindProblems(layer, isNode ? destroyed : []),
      ]),
    ];
  });
  return [...ofServices, ...[source, ...services.bases].flatMap(fileAccessProblems)];
}
