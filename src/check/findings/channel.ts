import { isIPv4 } from 'node:net';
import type { Channel } from '../../engine/settings.ts';
import { type ServerFacts, type StackFacts, variable } from '../facts.ts';
import { named, type Rule, type Seen, seenOn } from '../finding.ts';

const changeManual = 'https://dev.mysql.com/doc/refman/8.4/en/change-replication-source-to.html';
const detectionGuide =
  'https://github.com/openark/orchestrator/blob/master/docs/configuration-failure-detection.md';

type Replica = { readonly node: string; readonly server: ServerFacts; readonly channel: Channel };

/** Every channel by which a node fetches from another; those that a group uses for itself are left out. */
function replicas({ servers }: StackFacts): readonly Replica[] {
  return servers.flatMap((server) =>
    server.settings.channels
      .filter(({ name }) => !name.startsWith('group_replication_'))
      .map((channel) => ({ node: server.node, server, channel })),
  );
}

const notReplicating: Rule = {
  name: 'replica-does-not-replicate',
  weight: 'serious',
  looksFor: 'nodes beside the primary that get nothing from it',
  matters: 'There is no copy of the rows that could take over.',
  instead:
    'What sets replication up must end with START REPLICA on every replica, and fail where it does not run.',
  source: changeManual,
  find: ({ servers, primary, traits }) => {
    if (!traits.includes('channel') || servers.length < 2) return [];
    if (servers.every(({ state }) => state.source === null)) {
      return [{ where: named(servers), what: 'no node replicates from another one' }];
    }
    if (primary === undefined) return [];
    return servers.flatMap(({ node, state }): Seen[] => {
      const { source } = state;
      if (node === primary) return [];
      if (!source) return [{ where: node, what: `${node} replicates from nobody` }];
      const trouble = [
        ...(source.receiver === 'on' ? [] : [`receiver ${source.receiver} ${source.receiverError}`.trim()]),
        ...(source.applier === 'on' ? [] : [`applier ${source.applier} ${source.applierError}`.trim()]),
      ];
      return trouble.length === 0 ? [] : [{ where: node, what: `${node}: ${trouble.join(', ')}` }];
    });
  },
};

/** Longer than most failovers are meant to take (s). */
const lateS = 30;

const lateNotice: Rule = {
  name: 'silent-source-noticed-late',
  weight: 'note',
  looksFor: `replicas that take a silent source for alive for ${lateS} s or more`,
  matters:
    'When the machine or the network of the primary is gone, no packet says so. Replicas go on saying that they are connected, and a failover tool that asks them waits for as long.',
  instead: 'replica_net_timeout=4 and SOURCE_HEARTBEAT_PERIOD=1 or 2 (the default of 60 s is long).',
  source: detectionGuide,
  find: (facts) => {
    const late = [...new Set(replicas(facts).map(({ server }) => server))].filter(
      (server) => Number(variable(server, 'replica_net_timeout')) >= lateS,
    );
    return seenOn(
      late,
      ([first]) => `replica_net_timeout=${first && variable(first, 'replica_net_timeout')}`,
    );
  },
};

const noHeartbeat: Rule = {
  name: 'heartbeat-too-rare',
  weight: 'note',
  looksFor: 'heartbeats that come as rarely as a replica gives up, or not at all',
  matters:
    'An idle primary counts as silent: replicas connect anew again and again, and a failover tool may take it for dead.',
  instead: 'SOURCE_HEARTBEAT_PERIOD: half of replica_net_timeout, or less.',
  source: changeManual,
  find: (facts) => {
    const rare = replicas(facts).filter(({ server, channel }) => {
      const netTimeoutS = Number(variable(server, 'replica_net_timeout') || Number.POSITIVE_INFINITY);
      return channel.heartbeatS === 0 || channel.heartbeatS >= netTimeoutS;
    });
    return seenOn(
      rare,
      ([first]) =>
        `SOURCE_HEARTBEAT_PERIOD=${first?.channel.heartbeatS}, replica_net_timeout=${first && variable(first.server, 'replica_net_timeout')}`,
    );
  },
};

const slowRetryS = 10;

const slowReconnect: Rule = {
  name: 'reconnects-slowly',
  weight: 'note',
  looksFor: `replicas that wait ${slowRetryS} s or more between two attempts to connect`,
  matters:
    'After the source came back, or the network did, replicas lag by that much more; with semisync, writes wait as long or are unprotected.',
  instead: 'SOURCE_CONNECT_RETRY=1 (the default is 60 s).',
  source: changeManual,
  find: (facts) =>
    seenOn(
      replicas(facts).filter(({ channel }) => channel.retryEveryS >= slowRetryS),
      ([first]) => `SOURCE_CONNECT_RETRY=${first?.channel.retryEveryS}`,
    ),
};

const leastRetryingS = 3600;

const givesUp: Rule = {
  name: 'gives-up-reconnecting',
  weight: 'note',
  looksFor: 'replicas that stop trying to connect within an hour',
  matters: 'A source that is away for longer than that stays without this replica until a person starts it.',
  instead: 'SOURCE_RETRY_COUNT=86400 with SOURCE_CONNECT_RETRY=1 (0 tries without end).',
  source: changeManual,
  find: (facts) =>
    seenOn(
      replicas(facts).filter(
        ({ channel }) => channel.retries > 0 && channel.retries * channel.retryEveryS < leastRetryingS,
      ),
      ([first]) =>
        `${first?.channel.retries} attempts, one every ${first?.channel.retryEveryS} s (SOURCE_RETRY_COUNT, SOURCE_CONNECT_RETRY): it gives up after ${(first?.channel.retries ?? 0) * (first?.channel.retryEveryS ?? 0)} s`,
    ),
};

const positions: Rule = {
  name: 'replicates-by-position',
  weight: 'note',
  looksFor: 'replicas that follow file names and positions, where there are GTIDs',
  matters: 'After a failover they cannot find their place in the log of the new primary by themselves.',
  instead: 'SOURCE_AUTO_POSITION=1',
  source: changeManual,
  find: (facts) =>
    seenOn(
      replicas(facts).filter(
        ({ server, channel }) => !channel.autoPosition && variable(server, 'gtid_mode') === 'ON',
      ),
      () => 'SOURCE_AUTO_POSITION=0',
    ),
};

const strangeSource: Rule = {
  name: 'source-is-no-service',
  weight: 'note',
  looksFor: 'replicas whose source is named by something that no service of the stack is called',
  matters:
    'An address of a container may be that of another one after a restart, and a name from elsewhere may lead out of the stack: a replica follows the wrong server, or none.',
  instead: 'SOURCE_HOST: the name of the service.',
  source: 'https://docs.docker.com/compose/how-tos/networking/',
  find: ({ services, ...facts }) =>
    replicas({ services, ...facts }).flatMap(({ node, channel }): Seen[] => {
      if (services.some(({ names }) => names.includes(channel.host))) return [];
      const kind = isIPv4(channel.host)
        ? 'an address, which no service has for good'
        : 'no name of a service';
      return [{ where: node, what: `${node} replicates from ${channel.host}: ${kind}` }];
    }),
};

const noReportHost: Rule = {
  name: 'replicas-not-discovered',
  weight: 'serious',
  looksFor: 'nodes without report_host, where Orchestrator finds replicas by what they report',
  matters: 'Orchestrator does not find the replicas by the names it can reach, and promotes none of them.',
  instead: 'report_host: the name of the service, for each node; or "DiscoverByShowSlaveHosts": false.',
  source: 'https://github.com/openark/orchestrator/blob/master/docs/configuration-discovery-basic.md',
  find: ({ configs, servers }) =>
    configs.orchestrators.some(({ says }) => says.DiscoverByShowSlaveHosts)
      ? seenOn(
          servers.filter((server) => variable(server, 'report_host') === ''),
          (those) => `report_host is empty on ${named(those)}, and DiscoverByShowSlaveHosts is true`,
        )
      : [],
};

export const channelRules: readonly Rule[] = [
  notReplicating,
  noReportHost,
  lateNotice,
  noHeartbeat,
  slowReconnect,
  givesUp,
  positions,
  strangeSource,
];
