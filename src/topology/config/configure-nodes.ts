import { readFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { basename } from 'node:path';
import { fromHere } from '../../document/from-here.ts';
import { invalidDocument, type Problem } from '../../document/problem.ts';
import { isSecretName, keepNamedSecret } from '../../secrets.ts';
import type { TopologySection } from '../schema.ts';
import type { ServiceLayer } from '../services.ts';
import type { ConfigChange } from './change.ts';
import type { ConfiguredPart, Decided } from './configured.ts';
import { type MappedNode, mapNode } from './node.ts';
import { fileMountedAt, optionFileOf, optionOf, wordsBy } from './places.ts';
import { readIncluded } from './read.ts';

/** A topology as its compose files have it. */
export type Base = {
  readonly section: TopologySection;
  readonly layers: Readonly<Record<string, readonly ServiceLayer[]>>;
};

/** Another kind of replication that settings make of the topology's, and the line that does. */
type Kind = { readonly replication: TopologySection['replication']; readonly change: ConfigChange };

export type NodesConfigured = ConfiguredPart & { readonly kind?: Kind | undefined };

export const fileHint = 'docs/configuration.md tells what becomes of each line';

/** What is expected where a topology takes no option file; undefined where it takes one. */
export function takesNoOptionFile({ section, layers }: Base): string | undefined {
  if (section.engine !== 'mysql')
    return `expected a topology of MySQL servers, found one of ${section.engine}`;
  const without = section.nodes.find((node) => placeOfNode(layers[node] ?? []) === undefined);
  return without === undefined
    ? undefined
    : `expected a topology whose servers have an option file, found none of ${without}`;
}

/**
 * Puts a my.cnf into the servers of a topology.
 *
 * @throws DrillError (exit 64) with all that is wrong with it
 */
export async function configureNodes(path: string, folder: string, base: Base): Promise<NodesConfigured> {
  const { settings, problems } = await readIncluded(path, folder);
  for (const { name, value } of settings) if (value && isSecretName(name)) keepNamedSecret(value);
  if (problems.length > 0) throw invalidDocument(problems, fileHint);
  const { section, layers } = base;
  const groups = Map.groupBy(section.nodes, (node) => placeOfNode(layers[node] ?? [])?.source ?? '');
  const parts = await Promise.all(
    [...groups].map(async ([source, nodes]) => {
      const commands = nodes.map((node) => wordsBy(layers[node] ?? [], 'command'));
      const options = commands.flat().flatMap((word) => optionOf(word) ?? []);
      const ours = await readFile(source, 'utf8');
      const mapped = mapNode(settings, {
        ours,
        command: new Map(options.map(({ name, value }) => [name, value])),
        waitsForAcknowledgement: ours.includes('semisync_source'),
        isGroup: ours.includes('group_replication'),
        nodes: section.nodes.length,
        memoryBytes: totalmem(),
      });
      return { nodes, mapped, target: optionFileOf(commands[0] ?? []) ?? '' };
    }),
  );
  const nothing = parts.flatMap(({ mapped }) => mapped.problems);
  if (nothing.length > 0)
    throw invalidDocument(
      nothing.map((one) => inFile(one, path)),
      fileHint,
    );
  const [first] = parts;
  return {
    paths: [fromHere(path)],
    files: parts.map(({ nodes, mapped, target }) => ({
      name: basename(path),
      services: nodes,
      target,
      lines: mapped.lines,
      validator: 'mysqld',
    })),
    services: Object.fromEntries(
      parts.flatMap(({ nodes, mapped }) =>
        nodes.map((node) => [node, { command: commandWithout(layers[node] ?? [], mapped) }]),
      ),
    ),
    changes: first?.mapped.changes ?? [],
    kept: first?.mapped.kept ?? [],
    decides: decidedBy(first?.mapped, commandsOf(base)),
    kind: anotherKind(section, first?.mapped),
  };
}

function inFile(problem: Problem, path: string): Problem {
  return problem.place === '' ? { ...problem, place: fromHere(path) } : problem;
}

function placeOfNode(layers: readonly ServiceLayer[]): { source: string } | undefined {
  const target = optionFileOf(wordsBy(layers, 'command'));
  const source = target === undefined ? undefined : fileMountedAt(layers, target);
  return source === undefined ? undefined : { source };
}

function commandsOf({ section, layers }: Base): readonly string[] {
  return section.nodes.flatMap((node) => wordsBy(layers[node] ?? [], 'command'));
}

/** Parameters that command lines give to options which theirs say, too. */
function decidedBy(mapped: MappedNode | undefined, words: readonly string[]): Decided[] {
  const found = new Map<string, Decided>();
  for (const word of words) {
    const by = mapped?.settings.get(optionOf(word)?.name ?? '');
    const [, parameter] = /\$\{(\w+):/.exec(word) ?? [];
    if (by && parameter !== undefined) found.set(`${parameter} ${by.written}`, { parameter, by });
  }
  return [...found.values()];
}

/** What the command line says counts more than any file: what theirs says must not be said there. */
function commandWithout(layers: readonly ServiceLayer[], { settings }: MappedNode): readonly string[] {
  return wordsBy(layers, 'command').filter((word) => {
    const option = optionOf(word);
    return option === undefined || !settings.has(option.name);
  });
}

/** Commits that wait no longer than this promise nothing (ms). */
const foreverMs = 3_600_000;

function anotherKind({ replication }: TopologySection, mapped: MappedNode | undefined): Kind | undefined {
  const timeout = mapped?.settings.get('rpl_semi_sync_source_timeout');
  if (replication !== 'semisync' || timeout === undefined || !(Number(timeout.value) < foreverMs))
    return undefined;
  const change = {
    file: timeout.file,
    line: timeout.line,
    written: timeout.written,
    used: 'replication: semisync-with-timeout',
    why: `after ${timeout.value} ms without a replica, writes are answered without one`,
  };
  return { replication: 'semisync-with-timeout', change };
}
