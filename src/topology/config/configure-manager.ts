import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { fromHere } from '../../document/from-here.ts';
import { invalidDocument } from '../../document/problem.ts';
import { readSource } from '../../document/source.ts';
import { isSecretName, keepNamedSecret } from '../../secrets.ts';
import { failoverOf } from '../failover.ts';
import { type Base, fileHint } from './configure-nodes.ts';
import type { ConfiguredPart } from './configured.ts';
import { mapManager } from './orchestrator.ts';
import { fileMountedAt } from './places.ts';

/** Where `topologies/orchestrator` has its settings; its start puts the values of the run in. */
const target = '/etc/ha-drill/orchestrator.conf.json';

/** What is expected where a topology has no Orchestrator that takes settings; undefined where it has one. */
export function takesNoManager(base: Base): string | undefined {
  if (placeOfManager(base)) return undefined;
  return `expected a topology with Orchestrator, such as orchestrator, found one where ${failoverOf(base.section).tool.name} fails over`;
}

/**
 * Puts an orchestrator.conf.json into the Orchestrator of a topology.
 *
 * @throws DrillError (exit 64) with all that is wrong with it
 */
export async function configureManager(path: string, base: Base): Promise<ConfiguredPart> {
  const place = placeOfManager(base);
  if (!place) throw new Error('asked for a topology without Orchestrator');
  const ours = z.record(z.string(), z.unknown()).parse(JSON.parse(await readFile(place.source, 'utf8')));
  const source = await readSource(fromHere(path));
  const said = z.record(z.string(), z.unknown()).catch({}).parse(source.plain);
  for (const [name, value] of Object.entries(said))
    if (typeof value === 'string' && isSecretName(name)) keepNamedSecret(value);
  const { lines, changes, problems, decided } = mapManager(source, ours);
  if (problems.length > 0) throw invalidDocument(problems, fileHint);
  return {
    paths: [fromHere(path)],
    files: [{ name: basename(path), services: [place.service], target, lines, validator: null }],
    services: {},
    changes,
    kept: Object.keys(ours).filter((name) => !decided.has(name)),
    decides: [...decided].flatMap(([name, by]) => {
      const [, parameter] = /^@(\w+)@$/.exec(String(ours[name])) ?? [];
      return parameter === undefined ? [] : [{ parameter, by }];
    }),
  };
}

function placeOfManager({ section, layers }: Base) {
  const { tool, services } = failoverOf(section);
  const [service] = services;
  const source = service === undefined ? undefined : fileMountedAt(layers[service] ?? [], target);
  return tool.name === 'orchestrator' && service !== undefined && source !== undefined
    ? { service, source }
    : undefined;
}
