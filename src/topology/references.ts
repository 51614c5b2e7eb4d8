import { problemAt, valueAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import type { Path, Source } from '../document/source.ts';
import { didYouMean } from '../document/suggest.ts';
import { shown } from '../document/wording.ts';
import { ownRecord } from './access-rules.ts';
import { namedVolume } from './mounts.ts';
import { pathOf, type ServiceLayer, type Services } from './services.ts';

type Use = { readonly at: Path; readonly name: string };
type Kind = { readonly section: string; readonly one: string; readonly builtIn: readonly string[] };

const kinds = {
  volumes: { section: 'volumes', one: 'volume', builtIn: [] },
  networks: { section: 'networks', one: 'network', builtIn: ['default'] },
  depends_on: { section: 'services', one: 'service', builtIn: [] },
  configs: { section: 'configs', one: 'config', builtIn: [] },
  secrets: { section: 'secrets', one: 'secret', builtIn: [] },
} satisfies Record<string, Kind>;
type Key = keyof typeof kinds;

/**
 * Volumes, networks, services, configs and secrets that services use and their compose file does not declare: Compose
 * refuses it ("undefined volume"). What a service inherits by `extends` is to be declared in the file that extends.
 */
export function referenceProblems(source: Source, { layers }: Services): Problem[] {
  const told = new Set<string>();
  return Object.values(layers)
    .flat()
    .flatMap((layer) =>
      (Object.keys(kinds) as Key[]).flatMap((key) => {
        const { section, one, builtIn }: Kind = kinds[key];
        const declared = Object.keys(ownRecord(valueAt(source, [section])));
        return usesOf(layer, key).flatMap(({ at, name }) => {
          if (name.includes('$') || declared.includes(name) || builtIn.includes(name)) return [];
          const place = `${layer.source.path} ${at.join('.')}`;
          if (told.has(place)) return [];
          told.add(place);
          const expected = declared.length > 0 ? declared.join(', ') : 'it has none';
          const message = `expected a ${one} that ${fromHere(source.path)} declares (${expected}), found ${shown(name)}`;
          return [problemAt(layer.source, at, message, didYouMean(name, declared))];
        });
      }),
    );
}

function usesOf(layer: ServiceLayer, key: Key): Use[] {
  const at = [...pathOf(layer), key];
  const written = valueAt(layer.source, at);
  if (!Array.isArray(written)) {
    const isNamed = key === 'networks' || key === 'depends_on';
    return isNamed ? Object.keys(ownRecord(written)).map((name) => ({ at: [...at, name], name })) : [];
  }
  return written.flatMap((one: unknown, index) => {
    const name = key === 'volumes' ? namedVolume(one) : typeof one === 'string' ? one : ownRecord(one).source;
    return typeof name === 'string' ? [{ at: [...at, index], name }] : [];
  });
}
