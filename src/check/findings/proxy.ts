import { formatMs } from '../../formats/units.ts';
import type { HaproxyListener } from '../config/haproxy.ts';
import type { StackFacts } from '../facts.ts';
import type { Rule, Seen } from '../finding.ts';

/** A listener of HAProxy, and where it is written. */
export type Found = { readonly service: string; readonly path: string; readonly listener: HaproxyListener };

/** The listeners by which applications write, or read. */
export function listenersOf(
  { configs }: Pick<StackFacts, 'configs'>,
  at: StackFacts['endpoints']['write'] | undefined,
) {
  return configs.haproxies.flatMap(({ service, path, says }): Found[] =>
    says
      .filter(({ ports }) => at?.services.includes(service) && ports.includes(at.port))
      .map((listener) => ({ service, path, listener })),
  );
}

function writeListeners(facts: StackFacts): readonly Found[] {
  return listenersOf(facts, facts.endpoints.write);
}

const checks = {
  connect: 'a check that only connects (tcp-check)',
  'mysql-handshake': 'mysql-check, which only logs in',
} as const;

/** How a listener finds a server well that does not lead; undefined where it asks, or where others decide. */
export function takesAnything({ listener }: Found): string | undefined {
  const servers = listener.servers.filter(({ disabled, asksAgent }) => !disabled && !asksAgent);
  if (servers.length < 2) return undefined;
  const unchecked = servers.filter(({ checked }) => !checked);
  if (unchecked.length > 0) return `no check of ${unchecked.map(({ name }) => name).join(', ')}`;
  const { check } = listener;
  return check === 'connect' || check === 'mysql-handshake' ? checks[check] : undefined;
}

const routesToAnything: Rule = {
  name: 'proxy-routes-to-anything',
  weight: 'serious',
  looksFor: 'a proxy that sends writes to whatever listens, whether it leads or not',
  matters:
    'It sends writes to replicas, to an old primary that came back, and during a split to both sides. Where those are writable, rows are written on two nodes; where they are not, writes fail at random.',
  instead:
    'A check that asks for the role: option external-check with a script that asks @@super_read_only, or option httpchk to something beside the server that answers 200 on the primary alone.',
  source: 'https://docs.haproxy.org/3.2/configuration.html#4-option%20external-check',
  find: (facts) => {
    // Where all nodes accept writes, it is as good as any.
    if (!facts.traits.includes('one-writer')) return [];
    return writeListeners(facts).flatMap((found): Seen[] => {
      const how = takesAnything(found);
      const { service, path, listener } = found;
      return how === undefined
        ? []
        : [{ where: service, what: `${path}, listen ${listener.name} (writes): ${how}` }];
    });
  },
};

const oneServer: Rule = {
  name: 'proxy-follows-nobody',
  weight: 'serious',
  looksFor: 'a proxy that knows one node alone for writes',
  matters:
    'After a failover it still sends writes to the old primary: nobody can write until a person edits it.',
  instead: 'Every node as a server, with a check that asks for the role.',
  source: 'https://docs.haproxy.org/3.2/configuration.html',
  find: (facts) =>
    writeListeners(facts).flatMap(({ service, path, listener }): Seen[] => {
      const [only, ...others] = listener.servers;
      return only && others.length === 0 && facts.nodes.length > 1
        ? [{ where: service, what: `${path}, ${listener.name}: the one server ${only.name}` }]
        : [];
    }),
};

const sessionsStay: Rule = {
  name: 'old-connections-stay',
  weight: 'note',
  looksFor: 'a proxy that leaves connections open to a server that it found dead',
  matters:
    'Pools keep their connections to the old primary: to a silent machine they hang until a time-out of the client, and to a demoted one they get errors for as long as they live.',
  instead: 'default-server ... on-marked-down shutdown-sessions',
  source: 'https://docs.haproxy.org/3.2/configuration.html#5.2-on-marked-down',
  find: (facts) =>
    writeListeners(facts).flatMap(({ service, path, listener }): Seen[] => {
      const without = listener.servers.filter(
        ({ checked, shutsDownSessions }) => checked && !shutsDownSessions,
      );
      return without.length === 0
        ? []
        : [{ where: service, what: `${path}, ${listener.name}: no on-marked-down shutdown-sessions` }];
    }),
};

/** Pools leave connections unused for longer than this (ms). */
const shortIdleMs = 300_000;

const cutsIdle: Rule = {
  name: 'proxy-cuts-idle-connections',
  weight: 'note',
  looksFor: `a proxy that ends connections on which nothing is said for less than ${formatMs(shortIdleMs)}`,
  matters:
    'Connections of a pool break while nobody uses them, and long statements are cut in the middle: errors that look like an outage, without one.',
  instead: 'timeout client and timeout server: at least as long as pools keep connections, such as 1h.',
  source: 'https://docs.haproxy.org/3.2/configuration.html#4.2-timeout%20client',
  find: (facts) =>
    [...writeListeners(facts), ...listenersOf(facts, facts.endpoints.read)].flatMap(
      ({ service, path, listener }): Seen[] => {
        const short = (['client', 'server'] as const).flatMap((name) => {
          const ms = listener.timeouts[name];
          return ms === undefined || ms >= shortIdleMs ? [] : [`timeout ${name} ${formatMs(ms)}`];
        });
        return short.length === 0
          ? []
          : [{ where: service, what: `${path}, ${listener.name}: ${short.join(', ')}` }];
      },
    ),
};

const resolvesOnce: Rule = {
  name: 'proxy-resolves-once',
  weight: 'note',
  looksFor: 'an HAProxy that looks up the names of servers only when it starts',
  matters:
    'A container that starts again may have another address, and two may swap theirs: the proxy never finds the one, and takes the other for it.',
  instead:
    'A `resolvers` section with nameserver dns 127.0.0.11:53, and `resolvers NAME init-addr last,libc,none` with the servers.',
  source: 'https://docs.haproxy.org/3.2/configuration.html#5.3.2',
  find: (facts) =>
    writeListeners(facts).flatMap(({ service, path, listener }): Seen[] => {
      const fixed = facts.services.find(({ name }) => name === service)?.hasFixedNames ?? false;
      const once = listener.servers.filter(({ resolves }) => !resolves);
      return fixed || once.length === 0
        ? []
        : [
            {
              where: service,
              what: `${path}, ${listener.name}: no resolvers for ${once.map(({ name }) => name).join(', ')}`,
            },
          ];
    }),
};

const slowMonitorMs = 10_000;

const slowProxysql: Rule = {
  name: 'proxysql-monitors-rarely',
  weight: 'note',
  looksFor: `a ProxySQL that asks its servers less often than every ${formatMs(slowMonitorMs)}`,
  matters: 'It keeps a silent primary online for that long, and learns as late who leads.',
  instead: 'monitor_ping_interval and monitor_read_only_interval: 1000 to 2000 (ms).',
  source: 'https://proxysql.com/documentation/global-variables/mysql-monitor-variables/',
  find: ({ configs }) =>
    configs.proxysqls.flatMap(({ service, path, says }): Seen[] => {
      const slow = [
        ...(says.pingEveryMs > slowMonitorMs ? [`monitor_ping_interval=${says.pingEveryMs}`] : []),
        ...(says.readOnlyEveryMs > slowMonitorMs
          ? [`monitor_read_only_interval=${says.readOnlyEveryMs}`]
          : []),
      ];
      return slow.length === 0 ? [] : [{ where: service, what: `${path}: ${slow.join(', ')}` }];
    }),
};

const proxysqlFollowsNobody: Rule = {
  name: 'proxysql-follows-nobody',
  weight: 'note',
  looksFor: 'a ProxySQL whose file names no hostgroups by role',
  matters:
    'By itself it sends writes where they always went. Whoever fails over must tell it so, and when that fails, the failover succeeds and nobody can write.',
  instead: 'mysql_replication_hostgroups (by read_only), or mysql_group_replication_hostgroups.',
  source: 'https://proxysql.com/documentation/main-runtime/#mysql_replication_hostgroups',
  find: ({ configs }) =>
    configs.proxysqls.flatMap(({ service, path, says }): Seen[] =>
      says.followsRoles
        ? []
        : [{ where: service, what: `${path}: no mysql_replication_hostgroups or its like` }],
    ),
};

export const proxyRules: readonly Rule[] = [
  routesToAnything,
  oneServer,
  sessionsStay,
  cutsIdle,
  resolvesOnce,
  slowProxysql,
  proxysqlFollowsNobody,
];
