import type { Place, Route } from './seen.ts';

/** Where a route leads by the connections that were tried. */
export type Way = 'primary' | 'replicas' | 'mixed' | 'refused' | 'nowhere';

/** Where a route leads, by where its connections did. */
export function wayOf({ led, error }: Route, writers: readonly string[]): Way {
  const reached = led.flatMap((one) => one ?? []);
  if (reached.length === 0)
    return error !== undefined && /denied|not allowed/i.test(error) ? 'refused' : 'nowhere';
  if (reached.every((one) => writers.includes(one)))
    return reached.length === led.length ? 'primary' : 'mixed';
  return reached.some((one) => writers.includes(one)) ? 'mixed' : 'replicas';
}

/** What was measured of it. */
export function sentence({ led, error }: Route, primary: string | undefined): string {
  const reached = led.flatMap((one) => one ?? []);
  if (reached.length === 0) return `${error ?? 'no answer'}`;
  const who = [...new Set(reached)].toSorted().map((node) => ({
    node: node === primary ? `${node}, the primary` : node,
    count: reached.filter((one) => one === node).length,
  }));
  const [only] = who;
  if (only?.count === led.length) return `all of ${led.length} connections led to ${only.node}.`;
  const failed = led.length - reached.length;
  const parts = [
    ...who.map(({ node, count }) => `${count} led to ${node}`),
    ...(failed > 0 ? [`${failed} failed (${error ?? 'another server answered'})`] : []),
  ];
  return `of ${led.length} connections ${parts.join('; ')}.`;
}

/** `haproxy:3306` */
export function nameOf(place: Place): string {
  return `${'service' in place ? place.service : place.address}:${place.port}`;
}
