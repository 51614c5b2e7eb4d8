import { switchAtStart } from '../../engine/at-start.ts';
import { formatMs } from '../../formats/units.ts';
import { type ServerFacts, type StackFacts, variable } from '../facts.ts';
import { named, type Rule, seenOn } from '../finding.ts';

const manual = 'https://dev.mysql.com/doc/refman/8.4/en/replication-semisync.html';

/** An outage that a person has to end takes longer than this (ms). */
const shortTimeoutMs = 3_600_000;

/** Whether a kind of replication is one in which commits wait for replicas, for ever or for a time. */
function promised(replication: string): boolean {
  return replication.startsWith('semisync');
}

/** Servers on which commits wait, or would if they led. */
function waiting({ servers }: StackFacts): readonly ServerFacts[] {
  return servers.filter(({ state }) => state.semisync?.sourceEnabled);
}

const fallsBack: Rule = {
  name: 'semisync-falls-back',
  weight: 'serious',
  looksFor: 'a time-out of semisync that is shorter than an outage',
  matters:
    'When no replica acknowledges for so long, every commit is answered without one, and nobody is told. If the primary dies then, those acknowledged writes are lost.',
  instead:
    'rpl_semi_sync_source_timeout=4294967295 (writes wait instead of being unprotected), or count with lost writes.',
  source:
    'https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_timeout',
  find: (facts) => {
    const short = waiting(facts).filter(
      (server) => Number(variable(server, 'rpl_semi_sync_source_timeout')) < shortTimeoutMs,
    );
    return seenOn(short, (those) => {
      const values = [...new Set(those.map((one) => variable(one, 'rpl_semi_sync_source_timeout')))];
      const after = formatMs(Math.min(...values.map(Number)));
      return `rpl_semi_sync_source_timeout=${values.join(', ')}: after ${after} without a replica, writes are acknowledged without one`;
    });
  },
};

const notInForce: Rule = {
  name: 'semisync-not-in-force',
  weight: 'serious',
  looksFor: 'a primary whose commits wait for nobody, where semisync was promised',
  matters:
    'Writes are acknowledged that no other node has: a primary that dies now takes them with it, while everybody believes in semisync.',
  instead:
    'Load the plugins, and write rpl_semi_sync_source_enabled=ON and rpl_semi_sync_replica_enabled=ON in the configuration file of every node; or say `replication: async` if that is meant.',
  source: manual,
  find: ({ replication, servers, primary }) => {
    const leader = servers.find(({ node }) => node === primary);
    if (!promised(replication) || !leader) return [];
    const { semisync } = leader.state;
    const seen = (what: string) => [{ where: leader.node, what }];
    if (!semisync) return seen(`${leader.node} has no plugin of semisync loaded`);
    if (!semisync.sourceEnabled) return seen(`${leader.node} leads, and rpl_semi_sync_source_enabled=OFF`);
    if (semisync.sourceActive && semisync.sourceClients > 0) return [];
    return seen(
      `${leader.node} leads, semisync is enabled and ${semisync.sourceActive ? 'no replica acknowledges' : `has fallen back (Rpl_semi_sync_source_status=OFF, ${semisync.sourceClients} replicas acknowledge)`}`,
    );
  },
};

const silentReplicas: Rule = {
  name: 'semisync-replica-silent',
  weight: 'note',
  looksFor: 'replicas that do not acknowledge, where semisync was promised',
  matters: 'They count for nothing when the others are gone, and may lack what was acknowledged.',
  instead: 'rpl_semi_sync_replica_enabled=ON in the configuration file, before replication starts.',
  source: manual,
  find: ({ replication, servers, primary }) =>
    promised(replication) && primary !== undefined
      ? seenOn(
          servers.filter(
            ({ node, state }) => node !== primary && state.source && !state.semisync?.replicaActive,
          ),
          (those) => `${named(those)} receive${those.length === 1 ? 's' : ''} without acknowledging`,
        )
      : [],
};

const offAfterRestart: Rule = {
  name: 'semisync-off-after-restart',
  weight: 'serious',
  looksFor: 'semisync that was switched on by SET GLOBAL alone',
  matters:
    'After a restart the node is asynchronous, and nobody is told: the next failure of it as the primary loses acknowledged writes.',
  instead: 'rpl_semi_sync_source_enabled=ON in the configuration file of every node, or SET PERSIST.',
  source: manual,
  find: (facts) => {
    // Our own manager switches it on for whoever leads.
    if (facts.failover.tool === 'manager') return [];
    const lost = waiting(facts).filter(
      ({ settings, startOptions }) =>
        !switchAtStart(settings, startOptions, 'rpl_semi_sync_source_enabled')?.on,
    );
    return seenOn(lost, () => 'rpl_semi_sync_source_enabled is ON now, and OFF after a restart');
  },
};

const waitsNotWithoutReplica: Rule = {
  name: 'semisync-gives-up-without-replicas',
  weight: 'serious',
  looksFor: 'semisync that does not wait while too few replicas are connected',
  matters:
    'As soon as replicas are away, commits are answered without any: the time-out, however long, protects nothing.',
  instead: 'rpl_semi_sync_source_wait_no_replica=ON',
  source:
    'https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_no_replica',
  find: (facts) =>
    seenOn(
      waiting(facts).filter((one) => variable(one, 'rpl_semi_sync_source_wait_no_replica') === 'OFF'),
      () => 'rpl_semi_sync_source_wait_no_replica=OFF',
    ),
};

const afterCommit: Rule = {
  name: 'semisync-after-commit',
  weight: 'serious',
  looksFor: 'a primary that commits first, and waits for the acknowledgement then',
  matters:
    'Other sessions see, and act on, rows that no replica has: after a failover they are gone. The old primary has them as transactions of its own.',
  instead: 'rpl_semi_sync_source_wait_point=AFTER_SYNC',
  source:
    'https://dev.mysql.com/doc/refman/8.4/en/replication-options-source.html#sysvar_rpl_semi_sync_source_wait_point',
  find: (facts) =>
    seenOn(
      waiting(facts).filter((one) => variable(one, 'rpl_semi_sync_source_wait_point') === 'AFTER_COMMIT'),
      () => 'rpl_semi_sync_source_wait_point=AFTER_COMMIT',
    ),
};

const needsAll: Rule = {
  name: 'semisync-needs-every-replica',
  weight: 'note',
  looksFor: 'semisync that waits for as many replicas as there are',
  matters: 'One replica that is away stops all writes for the time-out, and a failover leaves one too few.',
  instead: 'rpl_semi_sync_source_wait_for_replica_count: fewer than there are replicas.',
  source: manual,
  find: (facts) => {
    const replicas = facts.nodes.length - 1;
    const count = (server: ServerFacts) => variable(server, 'rpl_semi_sync_source_wait_for_replica_count');
    return seenOn(
      waiting(facts).filter((server) => replicas > 1 && Number(count(server)) >= replicas),
      ([first]) =>
        `rpl_semi_sync_source_wait_for_replica_count=${first && count(first)}, and there are ${replicas} replicas`,
    );
  },
};

const compared = ['timeout', 'wait_point', 'wait_for_replica_count', 'wait_no_replica'].map(
  (name) => `rpl_semi_sync_source_${name}`,
);

const differs: Rule = {
  name: 'semisync-differs',
  weight: 'note',
  looksFor: 'nodes that would wait in different ways if they led',
  matters: 'After a failover other promises hold than before, and nobody is told.',
  instead: 'The same rpl_semi_sync_* in the configuration file of every node.',
  source: manual,
  find: ({ servers }) => {
    const able = servers.filter(({ state }) => state.semisync !== null);
    return compared.flatMap((name) => {
      const values = able.map((server) => `${server.node}: ${variable(server, name)}`);
      return new Set(able.map((server) => variable(server, name))).size > 1
        ? [{ where: named(able), what: `${name} is ${values.join(', ')}` }]
        : [];
    });
  },
};

export const semisyncRules: readonly Rule[] = [
  fallsBack,
  notInForce,
  offAfterRestart,
  waitsNotWithoutReplica,
  afterCommit,
  silentReplicas,
  needsAll,
  differs,
];
