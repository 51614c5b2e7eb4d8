import { surplusOf } from '../../engine/surplus.ts';
import { type ServerFacts, variable } from '../facts.ts';
import { named, type Rule, type Seen } from '../finding.ts';
import { isOlderSeries } from '../server-versions.ts';

/** Servers that share what each should have for itself, a list for each value that is shared. */
function sharing(
  servers: readonly ServerFacts[],
  of: (server: ServerFacts) => string | number,
): readonly (readonly ServerFacts[])[] {
  return [...Map.groupBy(servers, of).values()].filter((those) => those.length > 1);
}

const sameId: Rule = {
  name: 'same-server-id',
  weight: 'serious',
  looksFor: 'one server_id on two nodes',
  matters:
    'A replica skips what carries its own server_id, since it takes it for its own, and a source throws out one of two replicas with the same id: rows are missing, or replication stops and starts without end.',
  instead: 'Another server_id for each node, on the command line or in a file of its own.',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_id',
  find: ({ servers }) =>
    sharing(servers, ({ state }) => state.serverId).map((those) => ({
      where: named(those),
      what: `server_id=${those[0]?.state.serverId} on ${named(those)}`,
    })),
};

const sameUuid: Rule = {
  name: 'same-server-uuid',
  weight: 'serious',
  looksFor: 'one server_uuid on two nodes',
  matters:
    'The data folder was copied with auto.cnf: transactions of both carry one identity, so that nobody can tell who has what, and the source throws out one of them.',
  instead: 'Remove auto.cnf from the copied data folder; the server makes another one.',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/replication-options.html#sysvar_server_uuid',
  find: ({ servers }) =>
    sharing(servers, ({ state }) => state.serverUuid).map((those) => ({
      where: named(those),
      what: `server_uuid ${those[0]?.state.serverUuid} on ${named(those)}`,
    })),
};

const errant: Rule = {
  name: 'errant-transactions',
  weight: 'serious',
  looksFor: 'replicas with transactions of their own',
  matters:
    'If that replica is promoted, the others are to get those transactions, and stop where the source has purged them or where they collide; if it is not, its rows differ from those of the primary already.',
  instead:
    'In the scripts that set a replica up: SET sql_log_bin=0 first, or run them on the primary alone. Mend what is there by copying the node anew.',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/replication-gtids-lifecycle.html',
  find: ({ servers, primary, traits }) => {
    const leader = servers.find(({ node }) => node === primary);
    if (!leader || !traits.includes('copies')) return [];
    return servers.flatMap(({ node, state }): Seen[] => {
      // What others committed may have come here first; what is its own, nobody else has.
      const own = surplusOf(state, leader.state).of(state.serverUuid);
      const what = `${node} has ${own.count} transaction${own.count === 1 ? '' : 's'} that ${leader.node} has not: ${own}`;
      return node === primary || own.isEmpty ? [] : [{ where: node, what }];
    });
  },
};

const versions: Rule = {
  name: 'several-versions',
  weight: 'note',
  looksFor:
    'nodes with different versions of the server; serious where the primary is of a newer series than a replica',
  matters:
    'A replica that is older than its source may not understand what comes, so a failover to the newer node is a way without return.',
  instead: 'One version, except while you upgrade: replicas first, the primary last.',
  source: 'https://dev.mysql.com/doc/refman/8.4/en/replication-compatibility.html',
  find: ({ servers, primary, traits }) => {
    const versionOf = (server: ServerFacts): string => variable(server, 'version');
    if (new Set(servers.map(versionOf)).size < 2) return [];
    const all = servers.map((server) => `${server.node}: ${versionOf(server)}`).join(', ');
    const leader = servers.find(({ node }) => node === primary);
    const behind =
      leader && traits.includes('copies')
        ? servers.filter((one) => isOlderSeries(versionOf(one), versionOf(leader)))
        : [];
    if (!leader || behind.length === 0) return [{ where: named(servers), what: all }];
    const what = `${all}; ${named(behind)} ${behind.length === 1 ? 'replicates' : 'replicate'} from ${leader.node}, which is newer`;
    return [{ where: named(servers), what, weight: 'serious' }];
  },
};

export const identityRules: readonly Rule[] = [sameId, sameUuid, errant, versions];
