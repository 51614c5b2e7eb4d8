import { type EngineName, isAttached } from '../engine/observation.ts';
import type { ReplicationName } from '../engine/replication/kinds.ts';
import { formatMs } from '../formats/units.ts';
import { type Entry, listed } from './entry.ts';
import { nodeCalled, type Seen, type SeenNode } from './seen.ts';
import type { WrittenService } from './written-services.ts';

/** A node as others call it. */
export type NamedNode = { readonly name: string; readonly names: readonly string[] };

/** The kind of replication by what the servers said. */
export function replicationSeen(
  { nodes, primary, trouble }: Seen,
  named: readonly NamedNode[],
): Entry & { readonly value: ReplicationName } {
  const states = nodes.flatMap(({ name, state }) => (state ? [{ name, state }] : []));
  const groups = states.filter(({ state }) => state.group?.state === 'ONLINE');
  const roles = nodes.map((node) => roleOf(node, primary, named));
  if (groups.length > 0) {
    const single = groups.every(({ state }) => state.group?.singlePrimary);
    return {
      key: 'replication',
      value: single ? 'group-replication' : 'group-replication-multi',
      reasons: [
        `${groups.length} of ${nodes.length} servers are members of one group, in ${single ? 'single' : 'multi'}-primary mode.`,
        ...roles,
      ],
    };
  }
  if (nodes.length === 1)
    return { key: 'replication', value: 'standalone', reasons: ['There is one server.', ...roles] };
  if (trouble !== undefined || primary === undefined || !states.some(({ state }) => isAttached(state))) {
    return {
      key: 'replication',
      value: 'async',
      reasons: [trouble?.text ?? 'No server replicates from another one.', ...roles],
      questions:
        trouble?.what === 'no-account'
          ? ['is it async?']
          : [
              'how is replication set up? No server followed another one. A drill begins once the stack has replication by itself: by a service of the compose file that sets it up, by scripts in /docker-entrypoint-initdb.d, or by a command of yours as `setup` (`init --setup COMMAND` runs it on the copy). Then write the kind here.',
            ],
    };
  }
  return withAcknowledgement(nodes, primary, roles);
}

function withAcknowledgement(
  nodes: readonly SeenNode[],
  primary: string,
  roles: readonly string[],
): Entry & { readonly value: ReplicationName } {
  const leader = nodes.find(({ name }) => name === primary);
  const { semisync } = leader?.state ?? {};
  const replicas = nodes.filter(({ name }) => name !== primary);
  const acknowledging = replicas.filter(({ state }) => state?.semisync?.replicaEnabled);
  if (!semisync?.sourceEnabled) {
    const why = semisync ? 'has semisync loaded, and switched off' : 'has no semisync';
    return {
      key: 'replication',
      value: 'async',
      reasons: [`${primary} ${why}: it answers a commit before any replica has it.`, ...roles],
    };
  }
  const timeoutMs = leader?.setUp?.semisyncTimeoutMs ?? foreverMs;
  return {
    key: 'replication',
    value: timeoutMs < foreverMs ? 'semisync-with-timeout' : 'semisync',
    reasons: [
      `${primary} waits for an acknowledgement, which ${acknowledging.length} of ${replicas.length} replicas give.`,
      ...roles,
    ],
    findings: [
      timeoutFinding(timeoutMs, leader?.state?.engine),
      ...(semisync.sourceActive ? [] : [`semisync is enabled on ${primary}, and was not in force.`]),
    ],
    questions:
      acknowledging.length > 0
        ? []
        : [
            `no replica is set to acknowledge. Is semisync wanted? If not, switch it off on ${primary} and write async.`,
          ],
  };
}

/** What a server that is told nothing else takes (ms). */
const usualTimeoutMs = 10_000;

/** Longer than anybody waits for a commit (ms). */
const foreverMs = 3_600_000;

function timeoutFinding(timeoutMs: number, engine: EngineName = 'mysql'): string {
  const variable = engine === 'mariadb' ? 'rpl_semi_sync_master_timeout' : 'rpl_semi_sync_source_timeout';
  return timeoutMs >= foreverMs
    ? 'semisync has no time-out within an hour: while no replica answers, nobody can write.'
    : `${variable} is ${formatMs(timeoutMs)}: when no replica acknowledges within it, commits go on without one, and a primary that is lost then takes them with it.`;
}

function roleOf(
  { name, state, setUp, says }: SeenNode,
  primary: string | undefined,
  named: readonly NamedNode[],
): string {
  if (!state) return `${name}: ${says}`;
  const version = setUp ? `, version ${setUp.version}` : '';
  const access = state.acceptsWrites ? 'accepts writes' : (setUp?.readOnly ?? 'read-only');
  if (state.group?.state === 'ONLINE') {
    return `${name}: ${state.group.role.toLowerCase()} of the group, ${access}${version}.`;
  }
  const lead = name === primary ? 'the primary' : access;
  const { source } = state;
  const host = source && (nodeCalled(source.host, named) ?? source.host);
  const delay = source?.delaySeconds ? `, ${source.delaySeconds} s late on purpose` : '';
  return `${name}: ${lead}, ${host ? `replicates from ${host}` : 'replicates from nobody'}${delay}${version}.`;
}

/** The kind of replication by the files alone: commands and my.cnf. */
export function replicationByFiles(
  nodes: readonly WrittenService[],
): Entry & { readonly value: ReplicationName } {
  if (nodes.length === 1)
    return { key: 'replication', value: 'standalone', reasons: ['There is one server.'] };
  const said = nodes
    .flatMap(({ words, files }) => [...words, ...files.map(({ text }) => text)])
    .join('\n')
    .toLowerCase()
    .replaceAll('-', '_');
  const isGroup = /group_replication/.test(said);
  const isMulti = /single_primary_mode\s*=\s*(off|0|false)/.test(said);
  const isSemisync = /semi_?sync_(source|master)_enabled\s*=\s*(on|1|true)/.test(said);
  const timeoutMs = Number(
    /semi_?sync_(?:source|master)_timeout\s*=\s*(\d+)/.exec(said)?.[1] ?? usualTimeoutMs,
  );
  const found: readonly [ReplicationName, string] = isGroup
    ? [
        isMulti ? 'group-replication-multi' : 'group-replication',
        'Commands or my.cnf have settings of group replication.',
      ]
    : isSemisync
      ? [
          timeoutMs < foreverMs ? 'semisync-with-timeout' : 'semisync',
          `Commands or my.cnf enable semisync on a source, with a time-out of ${formatMs(timeoutMs)}.`,
        ]
      : ['async', 'No file that was read enables semisync or a group.'];
  return {
    key: 'replication',
    value: found[0],
    reasons: [`${found[1]} No server was asked.`],
    questions: [
      `is it ${found[0]}? \`ha-drill init\` without --no-start asks the servers ${listed(nodes.map(({ name }) => name))}.`,
    ],
  };
}
