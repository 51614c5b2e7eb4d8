import { type ServerFacts, type StackFacts, variable } from '../facts.ts';
import { named, type Rule, seenOn } from '../finding.ts';

const binlogManual = 'https://dev.mysql.com/doc/refman/8.4/en/replication-options-binary-log.html';

/** Servers of a stack with copies whose variable is not as it should be. */
function servers({ servers: all, traits }: StackFacts, isBad: (server: ServerFacts) => boolean) {
  return traits.includes('copies') ? all.filter(isBad) : [];
}

const gtidOff: Rule = {
  name: 'gtid-off',
  weight: 'serious',
  looksFor: 'nodes without GTIDs',
  matters:
    'After a failover nobody can tell by name which transactions a node has, so replicas cannot follow the new primary by themselves, and what the old one has alone is not seen.',
  instead: 'gtid_mode=ON and enforce_gtid_consistency=ON',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/replication-gtids.html',
  find: (facts) => {
    const off = servers(facts, (server) => !['ON', ''].includes(variable(server, 'gtid_mode')));
    return seenOn(off, ([first]) => `gtid_mode=${first && variable(first, 'gtid_mode')}`);
  },
};

const binlogOff: Rule = {
  name: 'binlog-off',
  weight: 'serious',
  looksFor: 'nodes without a binary log',
  matters: 'A node without one can be promoted, and then has nothing that the others could follow.',
  instead: 'log_bin on every node (no skip-log-bin).',
  source: `${binlogManual}#sysvar_log_bin`,
  find: (facts) =>
    seenOn(
      servers(facts, (one) => variable(one, 'log_bin') === 'OFF'),
      () => 'log_bin=OFF',
    ),
};

const replicaUpdatesOff: Rule = {
  name: 'replica-updates-not-logged',
  weight: 'serious',
  looksFor: 'nodes that do not write to their binary log what they got as replicas',
  matters:
    'When such a node is promoted, the other replicas cannot get from it what they had not received yet: they stop, or lack rows.',
  instead: 'log_replica_updates=ON on every node.',
  source: `${binlogManual}#sysvar_log_replica_updates`,
  find: (facts) =>
    seenOn(
      servers(
        facts,
        (one) => variable(one, 'log_replica_updates') === 'OFF' && variable(one, 'log_bin') !== 'OFF',
      ),
      () => 'log_replica_updates=OFF',
    ),
};

const notFlushed: Rule = {
  name: 'commits-not-flushed',
  weight: 'serious',
  looksFor: 'servers that answer a commit before it is on the disk',
  matters:
    'A power loss, or a crash of the machine, takes acknowledged writes of the last second or more; and a replica may have what its source has lost.',
  instead: 'sync_binlog=1 and innodb_flush_log_at_trx_commit=1',
  source:
    'https://dev.mysql.com/doc/refman/8.4/en/innodb-parameters.html#sysvar_innodb_flush_log_at_trx_commit',
  find: ({ servers: all }) => {
    const loose = ({ settings }: ServerFacts): string[] =>
      ['sync_binlog', 'innodb_flush_log_at_trx_commit'].flatMap((name) => {
        const value = settings.variables[name]?.value;
        return value === undefined || value === '1' ? [] : [`${name}=${value}`];
      });
    const bad = all.filter((server) => loose(server).length > 0);
    return seenOn(bad, (those) => [...new Set(those.flatMap(loose))].join(', '));
  },
};

const shortExpiryS = 86_400;

const expiresSoon: Rule = {
  name: 'binlog-expires-soon',
  weight: 'note',
  looksFor: 'binary logs that are kept for less than a day',
  matters:
    'A replica that is away for longer than that cannot catch up any more, and must be copied anew; and a restore to a moment has nothing to replay.',
  instead: 'binlog_expire_logs_seconds: longer than a weekend without a person.',
  source: `${binlogManual}#sysvar_binlog_expire_logs_seconds`,
  find: (facts) => {
    const soon = servers(facts, (server) => {
      const seconds = Number(variable(server, 'binlog_expire_logs_seconds'));
      return seconds > 0 && seconds < shortExpiryS;
    });
    return seenOn(
      soon,
      (those) =>
        `binlog_expire_logs_seconds=${those[0] && variable(those[0], 'binlog_expire_logs_seconds')} on ${named(those)}`,
    );
  },
};

export const durabilityRules: readonly Rule[] = [
  gtidOff,
  binlogOff,
  replicaUpdatesOff,
  notFlushed,
  expiresSoon,
];
