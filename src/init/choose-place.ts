import { listed } from './entry.ts';
import { nameOf } from './route-ways.ts';
import type { Route } from './seen.ts';

/** One place, or the same port of several services. */
export type Chosen = {
  readonly address?: string;
  readonly services?: readonly string[];
  readonly port: number;
  readonly doubts: readonly string[];
};

/** Of several places the one to take: a moving address before services, which it stands before. */
export function choose(routes: readonly Route[]): Chosen | undefined {
  const [first] = routes.toSorted((a, b) => Number('service' in a) - Number('service' in b));
  if (first === undefined) return undefined;
  if ('address' in first) {
    const others = routes.filter(
      (one) => one !== first && !('address' in one && one.address === first.address),
    );
    const doubts = others.map(
      (one) => `${nameOf(one)} leads there, too. Do applications use ${nameOf(first)}?`,
    );
    return { address: first.address, port: first.port, doubts };
  }
  const twins = routes.flatMap((one) => ('service' in one && one.port === first.port ? [one.service] : []));
  const others = routes.filter((one) => one.port !== first.port);
  return {
    services: twins,
    port: first.port,
    doubts: [
      ...(twins.length > 1
        ? [
            `${listed(twins)} lead there alike. Do applications have all of them in a list, or use one of them?`,
          ]
        : []),
      ...(others.length > 0
        ? [`${listed(others.map(nameOf))} lead there, too. Which do applications use?`]
        : []),
    ],
  };
}

/** Reads go by what writes go by, where that can be; replicas alone before what leads to the primary, too. */
export function sameSide(reads: readonly Route[], write: Chosen): readonly Route[] {
  const isSame = (route: Route): boolean =>
    'service' in route ? (write.services ?? []).includes(route.service) : route.address === write.address;
  const same = reads.filter(isSame);
  const [best] = same.length > 0 ? same : reads;
  return best ? (same.length > 0 ? same : reads).filter((one) => one.port === best.port) : [];
}

/** As ha-drill.yml has it. */
export function written({ address, services = [], port }: Chosen): object {
  if (address !== undefined) return { address, port };
  return services.length === 1 ? { service: services[0], port } : { services, port };
}
