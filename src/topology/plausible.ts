import { dirname, join, resolve } from 'node:path';
import { problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { shown } from '../document/wording.ts';
import { engines } from '../engine/list.ts';
import { failoverTools } from '../failover/list.ts';
import type { FailoverTool } from '../failover/types.ts';
import { ownRecord } from './access-rules.ts';
import { bindProblems } from './binds.ts';
import { namesIn, undeclared, undeclaredProblem, variableUses } from './environment.ts';
import { fileAccessProblems, serviceAccessProblems } from './host-access.ts';
import { foldersOf, outsideContents, outsideFiles } from './outside-files.ts';
import { openEndpoints } from './ports.ts';
import { namedBy } from './roles.ts';
import type { TopologySection } from './schema.ts';
import { pathOf, type Services, textOf } from './services.ts';

/**
 * What makes a section whose parts are all in order no topology.
 *
 * @param at where it stands in its document
 */
export function sectionProblems(source: Source, section: TopologySection, at: Path): Problem[] {
  return [
    ...engineProblems(source, section, at),
    ...countProblems(source, section, at),
    ...delayedProblems(source, section, at),
    ...failoverProblems(source, section, at),
    ...roleProblems(source, section, at),
    ...openEndpoints(source, section, at),
  ];
}

/** Kinds of replication are the engine's own. */
function engineProblems(source: Source, { engine, replication }: TopologySection, at: Path): Problem[] {
  const { title, replications } = engines[engine];
  if (replication in replications) return [];
  const message = `expected a kind of replication that ${title} has (${Object.keys(replications).join(', ')}), found ${shown(replication)}`;
  return [problemAt(source, [...at, 'replication'], message)];
}

/** How many nodes a kind of replication takes. */
function countProblems(source: Source, { replication, nodes }: TopologySection, at: Path): Problem[] {
  const count = nodes.length;
  const message =
    replication === 'standalone'
      ? count > 1 && `expected one node for standalone, found ${count}`
      : count < 2 && `expected two nodes or more for ${replication}, found one`;
  return message ? [problemAt(source, [...at, 'nodes'], message)] : [];
}

function delayedProblems(source: Source, { nodes, delayed = [] }: TopologySection, at: Path): Problem[] {
  return delayed.flatMap((node, index) => {
    if (nodes.includes(node)) return [];
    const message = `expected a node (${nodes.join(', ')}), found ${shown(node)}`;
    return [problemAt(source, [...at, 'delayed', index], message)];
  });
}

/** A fault of the proxy must not be one of a node, too. */
function roleProblems(source: Source, section: TopologySection, at: Path): Problem[] {
  const taken = new Map(section.nodes.map((node) => [node, 'a node']));
  const placed = (['proxy', 'manager', 'backup', 'failover'] as const).flatMap((role) =>
    [...new Set(namedBy(section[role]))].map((service, index) => ({
      service,
      role: role === 'failover' ? 'the failover tool' : `the ${role}`,
      place: section[role] && 'services' in section[role] ? [role, 'services', index] : [role, 'service'],
    })),
  );
  return placed.flatMap(({ service, role, place }) => {
    const other = taken.get(service);
    taken.set(service, role);
    const message = `expected a service of its own for ${role}, found ${shown(service)}, which is ${other}`;
    return other === undefined ? [] : [problemAt(source, [...at, ...place], message)];
  });
}

/** A tool is told once, and what it needs is there. */
function failoverProblems(source: Source, { failover, manager }: TopologySection, section: Path): Problem[] {
  if (!failover) return [];
  const at = (key: string, message: string) => problemAt(source, [...section, 'failover', key], message);
  const { look, isProgram } = failoverTools[failover.tool] as FailoverTool;
  const hasServices = failover.services.length > 0;
  return [
    ...(manager
      ? [at('tool', 'expected either `manager` or `failover`, found both: they say the same')]
      : []),
    ...(look && failover.port === undefined
      ? [at('tool', `expected the port at which the ${failover.tool} is asked, found none; add \`port\``)]
      : []),
    ...(isProgram && !hasServices
      ? [at('services', 'expected the services that it runs as, found none')]
      : []),
    ...(!isProgram && hasServices
      ? [at('services', `expected no service for the tool ${failover.tool}, which runs as none`)]
      : []),
  ];
}

/** Services that cannot be started, and binds where a drill would destroy files of people. */
export function composeProblems(source: Source, services: Services, section: TopologySection): Problem[] {
  return Object.entries(services.layers).flatMap(([name, layers]) => {
    const hasProgram = layers.map(textOf).some(({ image, build, provider }) => image || build || provider);
    const missing = 'expected an image (or a build), found neither';
    // Whatever an unresolved `extends` would have brought is told as its own problem.
    const isWhole = layers.slice(-1).every((layer) => textOf(layer).extends === undefined);
    return [
      ...(hasProgram || !isWhole ? [] : [problemAt(source, ['services', name], missing)]),
      ...layers.flatMap((layer) => bindProblems(layer, destroyedOf(section, name), []).always),
    ];
  });
}

/** What services and the rest of a compose file want of this machine. */
export function reachProblems(source: Source, services: Services, section: TopologySection): Problem[] {
  const folders = foldersOf(dirname(resolve(source.path)));
  const all = [source, ...services.bases];
  const given = [
    ...all.flatMap((one) => Object.keys(ownRecord(valueAt(one, ['x-ha-drill', 'parameters'])))),
    ...namesIn([join(dirname(resolve(source.path)), '.env')]),
  ];
  const ofServices = Object.entries(services.layers).flatMap(([name, layers]) =>
    layers.flatMap((layer) => {
      const path = pathOf(layer);
      const from = dirname(resolve(layer.source.path));
      return [
        ...serviceAccessProblems(layer),
        ...bindProblems(layer, destroyedOf(section, name), folders).untrusted,
        ...outsideFiles(valueAt(layer.source, path), from, folders).map(({ key, message }) =>
          problemAt(layer.source, [...path, ...key], message),
        ),
      ];
    }),
  );
  const ofFiles = all.flatMap((one) => [
    ...fileAccessProblems(one),
    ...outsideContents(one, dirname(resolve(one.path)), folders),
    ...undeclared(variableUses(one), given, [])
      .filter(({ name }) => !name.startsWith('HA_DRILL_'))
      .map((use) => undeclaredProblem(use, 'make it one of `parameters`, which --set changes')),
  ]);
  return [...ofServices, ...ofFiles];
}

function destroyedOf({ nodes, volumes }: TopologySection, service: string): string[] {
  return nodes.includes(service) ? Object.values(volumes).filter((mount) => mount !== undefined) : [];
}
