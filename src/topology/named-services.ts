import { problemAt, valueAt } from '../document/check.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { shown } from '../document/wording.ts';

/** Where a section names several services. */
const lists: Path[] = [
  ['nodes'],
  ['delayed'],
  ['endpoints', 'write', 'services'],
  ['endpoints', 'read', 'services'],
  ['proxy', 'services'],
  ['failover', 'services'],
];

/** The list at a place of a document; empty where there is none. */
function listAt(source: Source, place: Path): readonly unknown[] {
  const list = valueAt(source, place);
  return Array.isArray(list) ? list : [];
}

/**
 * Services that a section names and its compose file does not have, and those that it names twice.
 *
 * @param services those of the compose file
 * @param section where the section stands in its document
 */
export function serviceProblems(source: Source, services: readonly string[], section: Path): Problem[] {
  const places: Path[] = [
    ['endpoints', 'write', 'service'],
    ['endpoints', 'read', 'service'],
    ['endpoints', 'write', 'resolver', 'service'],
    ['endpoints', 'read', 'resolver', 'service'],
    ['proxy', 'service'],
    ...lists.flatMap((list) => listAt(source, [...section, ...list]).map((_, index) => [...list, index])),
    ['manager', 'service'],
    ['backup', 'service'],
  ];
  return places.flatMap((place) => {
    const path = [...section, ...place];
    const name = valueAt(source, path);
    if (typeof name !== 'string' || name === '') return [];
    const message = `expected a service of this file (${services.join(', ')}), found ${shown(name)}`;
    if (!services.includes(name)) return [problemAt(source, path, message, didYouMean(name, services))];
    const twins = listAt(source, path.slice(0, -1));
    const isTwin = typeof place.at(-1) === 'number' && twins.indexOf(name) !== place.at(-1);
    return isTwin
      ? [
          problemAt(
            source,
            path,
            `expected each ${place[0] === 'nodes' ? 'node' : 'service'} once, found ${shown(name)} again`,
          ),
        ]
      : [];
  });
}
