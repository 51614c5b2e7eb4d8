import { byDefault, switchAtStart } from '../../engine/at-start.ts';
import { hasFailoverProgram, hasReplicas, type ServerFacts, type StackFacts } from '../facts.ts';
import { named, type Rule, type Seen, seenOn } from '../finding.ts';

const readOnlyManual =
  'https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_super_read_only';

/** Whether a server refuses writes of applications right after a start, and what says so. */
export function readOnlyAtStart({ settings, startOptions }: ServerFacts): { on: boolean; from: string } {
  const found = ['super_read_only', 'read_only'].map((name) => switchAtStart(settings, startOptions, name));
  // By default both are off: one that is on now, by nobody, was switched on by the other.
  return found.find((one) => one?.on && one.from !== byDefault) ?? { on: false, from: byDefault };
}

/** Roles of this moment that should not be. */
const severalWritable: Rule = {
  name: 'several-nodes-writable',
  weight: 'serious',
  looksFor: 'more than one node that accepts writes now, where one should',
  matters:
    'An application, a migration or a person that reaches the wrong node writes there what no other node ever gets, and from then on the node cannot follow or take over.',
  instead:
    'super_read_only=ON in the configuration file of every node; whoever makes a node the primary switches it off there (SET GLOBAL, not SET PERSIST).',
  source: readOnlyManual,
  find: ({ traits, servers, primary }) => {
    if (!traits.includes('one-writer')) return [];
    const writable = servers.filter(({ state }) => state.acceptsWrites);
    if (writable.length < 2) return [];
    const others = writable.filter(({ node }) => node !== primary);
    const what = (those: readonly ServerFacts[]): string =>
      primary === undefined
        ? `${named(those)} accept writes, and none of them is the source of the others`
        : `${named(those)} accept${those.length === 1 ? 's' : ''} writes beside the primary ${primary}`;
    return seenOn(others, what);
  },
};

const nobodyWritable: Rule = {
  name: 'no-node-writable',
  weight: 'serious',
  looksFor: 'no node that accepts writes',
  matters: 'Nobody can write, before anything is broken.',
  instead: 'Have the service that sets replication up, or the failover tool, make one node writable.',
  source: readOnlyManual,
  find: ({ servers, nodes }) =>
    servers.length === nodes.length && servers.every(({ state }) => !state.acceptsWrites)
      ? [{ where: named(servers), what: 'all nodes are read-only' }]
      : [],
};

const writableAfterRestart: Rule = {
  name: 'writable-after-restart',
  weight: 'serious',
  looksFor: 'nodes that accept writes as soon as they start, whoever leads by then',
  matters:
    'A primary that crashed comes back writable after another one was promoted: two nodes accept writes (split brain), and what goes to the old one is lost or stands in the way of its return.',
  instead:
    'super_read_only=ON in the configuration file of every node, and restart: "no" for them where a tool fails over; whoever makes a node the primary switches it off there (SET GLOBAL, not SET PERSIST).',
  source: readOnlyManual,
  find: (facts) => {
    if (!hasReplicas(facts)) return [];
    const writable = facts.servers.filter((server) => !readOnlyAtStart(server).on);
    return seenOn(writable, (those) => {
      const leads = those.some(({ node }) => node === facts.primary) ? ` (${facts.primary} leads now)` : '';
      return `${named(those)} start${those.length === 1 ? 's' : ''} with read_only=OFF${leads}: neither the configuration file nor the command nor SET PERSIST says otherwise`;
    });
  },
};

const comesBackReadOnly: Rule = {
  name: 'primary-comes-back-read-only',
  weight: 'serious',
  looksFor: 'a primary that starts read-only, where something starts it again before anybody fails over',
  matters:
    'After a crash it is back in a second, read-only. A failover tool that looks later finds a primary that answers and replicas that follow it: it does nothing, and nobody can write.',
  instead:
    'restart: "no" for the database services, so that the failover tool alone decides; or a tool that makes a read-only primary writable again (Orchestrator: RecoverNonWriteableMaster).',
  find: (facts) => {
    // Our own manager opens a primary that came back.
    if (!hasReplicas(facts) || facts.failover.tool === 'manager') return [];
    return facts.servers.flatMap((server): Seen[] => {
      const { on, from } = readOnlyAtStart(server);
      const restart = restartOf(facts, server.node);
      if (server.node !== facts.primary || !on || restart === 'no') return [];
      const what = `${server.node} leads and starts read-only (by ${from}), and restart: ${restart} starts it`;
      return [
        {
          where: server.node,
          what: hasFailoverProgram(facts) ? what : `${what}; nobody makes it writable then`,
        },
      ];
    });
  },
};

const leavesGroup: Rule = {
  name: 'alone-after-restart',
  weight: 'serious',
  looksFor: 'members of a group that neither join it at a start nor are read-only then',
  matters:
    'A member that crashed comes back outside its group, and writable: whoever reaches it writes what the group never gets.',
  instead: 'group_replication_start_on_boot=ON, and super_read_only=ON in the configuration file.',
  source:
    'https://dev.mysql.com/doc/refman/8.4/en/group-replication-system-variables.html#sysvar_group_replication_start_on_boot',
  find: ({ traits, servers }) => {
    if (traits.includes('channel') || !traits.includes('copies')) return [];
    const alone = servers.filter((server) => {
      const joins = switchAtStart(server.settings, server.startOptions, 'group_replication_start_on_boot');
      return joins?.on === false && !readOnlyAtStart(server).on;
    });
    return seenOn(alone, (those) => `${named(those)}: group_replication_start_on_boot=OFF, read_only=OFF`);
  },
};

function restartOf({ services }: StackFacts, node: string): string {
  return services.find(({ name }) => name === node)?.restart ?? 'no';
}

export const writableRules: readonly Rule[] = [
  severalWritable,
  nobodyWritable,
  writableAfterRestart,
  comesBackReadOnly,
  leavesGroup,
];
