import { valueAt } from '../document/check.ts';
import { pathOf, type ServiceLayer } from './services.ts';

/**
 * Where a service mounts volumes of Docker that have a name, by its layers; undefined where a variable keeps that from
 * being known.
 */
export function namedMounts(layers: readonly ServiceLayer[]): readonly string[] | undefined {
  const written = layers.flatMap((layer) => {
    const volumes = valueAt(layer.source, [...pathOf(layer), 'volumes']);
    return Array.isArray(volumes) ? volumes : [];
  });
  if (JSON.stringify(written).includes('$')) return undefined;
  return written.map(namedMount).filter((target) => target !== undefined);
}

/** `name:/target`, or the same as a map. A volume without a name is another one with every start. */
function namedMount(volume: unknown): string | undefined {
  if (typeof volume === 'string') {
    const [source = '', target] = volume.split(':');
    return /^[./~]/.test(source) || !target ? undefined : target.trim();
  }
  if (typeof volume !== 'object' || volume === null) return undefined;
  const { type, source, target }: { type?: unknown; source?: unknown; target?: unknown } = volume;
  return type === 'volume' && source && typeof target === 'string' ? target : undefined;
}
