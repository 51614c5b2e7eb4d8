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
  return written.flatMap((volume) => mountOf(volume)?.target ?? []);
}

/** The name of the volume that a service mounts. A volume without a name is another one with every start. */
export function namedVolume(volume: unknown): string | undefined {
  return mountOf(volume)?.name;
}

/** `name:/target`, or the same as a map. */
function mountOf(volume: unknown): { readonly name: string; readonly target: string } | undefined {
  if (typeof volume === 'string') {
    const [name = '', target] = volume.split(':');
    return /^[./~]/.test(name) || !name || !target ? undefined : { name, target: target.trim() };
  }
  if (typeof volume !== 'object' || volume === null) return undefined;
  const { type, source, target }: { type?: unknown; source?: unknown; target?: unknown } = volume;
  const isNamed = type === 'volume' && typeof source === 'string' && source !== '';
  return isNamed && typeof target === 'string' ? { name: source, target } : undefined;
}
