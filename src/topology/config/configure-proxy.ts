import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fromHere } from '../../document/from-here.ts';
import { invalidDocument } from '../../document/problem.ts';
import { readText } from '../../document/read-text.ts';
import { failoverOf } from '../failover.ts';
import type { TopologySection } from '../schema.ts';
import { type Base, fileHint } from './configure-nodes.ts';
import type { ConfiguredPart } from './configured.ts';
import { mapProxy, type ProxyChoice } from './haproxy.ts';
import { fileMountedAt, wordsBy } from './places.ts';

/** Who leads clients to the primary: whoever fails over, by the runtime API, or the checks of the file alone. */
export const routeNames = ['failover', 'checks'] as const;
type Routes = (typeof routeNames)[number];

export type ProxyConfigured = ConfiguredPart & { readonly endpoints: TopologySection['endpoints'] };

/** What is expected where a topology takes no haproxy.cfg; undefined where it takes one. */
export function takesNoProxy(base: Base): string | undefined {
  if (placeOfProxy(base)) return undefined;
  return 'expected a topology with HAProxy in front of its nodes, such as semisync, async or orchestrator, found one without';
}

/**
 * Puts a haproxy.cfg into the proxy of a topology.
 *
 * @throws DrillError (exit 64) with all that is wrong with it
 */
export async function configureProxy(
  path: string,
  choice: ProxyChoice & { readonly routes?: Routes | undefined },
  base: Base,
): Promise<ProxyConfigured> {
  const place = placeOfProxy(base);
  if (!place) throw new Error('asked for a topology without HAProxy');
  const { section } = base;
  const ours = (await readFile(place.source, 'utf8')).split('\n');
  const { tool, services: tools } = failoverOf(section);
  const isManager = tool.name === 'manager';
  const isTold = choice.routes !== 'checks';
  const { write, read } = section.endpoints;
  const port = write.port ?? 3306;
  const readPort = read?.port ?? port + 1;
  const mapped = mapProxy(fromHere(path), await readText(path), choice, {
    nodes: section.nodes.filter((node) => !section.delayed?.includes(node)),
    sockets: ours.map((line) => line.trim()).filter((line) => line.startsWith('stats socket')),
    write: { name: 'write', port, isRouted: isTold },
    // Only our manager decides who serves reads.
    read: { name: 'read', port: readPort, isRouted: isTold && isManager },
    // Its servers wait for whoever fails over.
    ourRead: isTold ? sectionOf(ours, 'listen read') : [],
  });
  if (mapped.problems.length > 0) throw invalidDocument(mapped.problems, fileHint);
  const reads = mapped.reads ? { service: place.service, port: readPort } : isTold ? read : undefined;
  const silenced = { environment: { HAPROXY: isManager ? 'none' : '' } };
  return {
    paths: [fromHere(path)],
    files: [
      {
        name: basename(path),
        services: [place.service],
        target: place.target,
        lines: mapped.lines,
        validator: 'haproxy',
      },
    ],
    services: isTold ? {} : Object.fromEntries(tools.map((name) => [name, silenced])),
    changes: mapped.changes,
    kept: [],
    decides: [],
    endpoints: { write, ...(reads && { read: reads }) },
  };
}

function placeOfProxy({ section, layers }: Base) {
  const service = section.proxy?.service;
  const own = service === undefined ? undefined : layers[service];
  if (service === undefined || !own || section.endpoints.write.service !== service) return undefined;
  const words = [...wordsBy(own, 'entrypoint'), ...wordsBy(own, 'command')];
  const target = words[words.indexOf('-f') + 1];
  if (words[0] !== 'haproxy' || !words.includes('-f') || target === undefined) return undefined;
  const source = fileMountedAt(own, target);
  return source === undefined ? undefined : { service, target, source };
}

/** What is expected where the checks of a proxy cannot lead clients alone; undefined where they can. */
export function cannotCheckAlone({ section }: Base): string | undefined {
  if (failoverOf(section).tool.name !== 'manager' || section.replication !== 'async') return undefined;
  return 'expected `failover`: where replication is asynchronous, the manager promotes only after it cut clients off by the proxy';
}

/** A section of our own file, from its header to the next. */
function sectionOf(lines: readonly string[], header: string): readonly string[] {
  const start = lines.indexOf(header);
  if (start < 0) return [];
  const end = lines.findIndex((line, index) => index > start && /^\S/.test(line) && !line.startsWith('#'));
  return ['', ...lines.slice(start, end < 0 ? undefined : end)];
}
