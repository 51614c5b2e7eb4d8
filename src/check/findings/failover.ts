import { orchestratorDefaults } from '../config/orchestrator.ts';
import { hasFailoverProgram, hasReplicas } from '../facts.ts';
import type { Rule, Seen } from '../finding.ts';

const recoveryManual = 'https://github.com/openark/orchestrator/blob/master/docs/configuration-recovery.md';

const starts = (restart: string): boolean => restart !== 'no';

const nobody: Rule = {
  name: 'nobody-fails-over',
  weight: 'serious',
  looksFor: 'a stack in which nobody makes another node the primary',
  matters:
    'When the machine of the primary is gone, nobody can write until a person promotes a replica. A restart policy brings back a process that crashed, and no machine, disk or network.',
  instead:
    'A failover tool (such as Orchestrator), or Group Replication; or a runbook, and `failover: { tool: other, services: [...] }` in ha-drill.yml where a tool was missed.',
  find: (facts) => {
    if (!hasReplicas(facts) || hasFailoverProgram(facts)) return [];
    const nodes = facts.services.filter(({ role }) => role === 'node');
    const policies = [...new Set(nodes.map(({ restart }) => restart))].filter(starts);
    const only =
      policies.length === 0
        ? ', and nothing starts a node again'
        : `; restart: ${policies.join(', ')} is all that brings a primary back`;
    return [{ where: facts.nodes.join(', '), what: `no service fails over${only}` }];
  },
};

const restartRaces: Rule = {
  name: 'restart-races-failover',
  weight: 'serious',
  looksFor: 'a restart policy on database nodes beside a failover tool',
  matters:
    'Docker starts a crashed server again in less than a second. Either the tool does not see the crash at all, or it promotes another node while the old primary comes back: who is first decides between no failover, a failover, and two primaries.',
  instead:
    'restart: "no" for the database services: the tool fails over, and an operator (or `recovery.rejoin`) brings the old primary back as a replica.',
  source: 'https://docs.docker.com/engine/containers/start-containers-automatically/',
  find: (facts) => {
    if (!hasReplicas(facts) || !hasFailoverProgram(facts)) return [];
    const nodes = facts.services.filter(({ role, restart }) => role === 'node' && starts(restart));
    if (nodes.length === 0) return [];
    const policies = [...new Set(nodes.map(({ restart }) => restart))].join(', ');
    const tools = new Set([
      ...facts.failover.services,
      ...facts.configs.orchestrators.map(({ service }) => service),
    ]);
    return [
      {
        where: nodes.map(({ name }) => name).join(', '),
        what: `restart: ${policies}, while ${[...tools].join(', ')} ${tools.size > 1 ? 'fail' : 'fails'} over`,
      },
    ];
  },
};

const untold: Rule = {
  name: 'failover-tool-not-told',
  weight: 'note',
  looksFor: 'an Orchestrator in the stack that ha-drill.yml does not name',
  matters: 'A drill takes what it does for something that happens by itself, and does not look at it.',
  instead: 'failover: { tool: ..., services: [...] } in ha-drill.yml.',
  find: ({ failover, configs }) =>
    failover.services.length > 0
      ? []
      : configs.orchestrators.map(({ service, path }) => ({
          where: service,
          what: `${path} is a configuration of Orchestrator, and ha-drill.yml says failover: ${failover.tool}`,
        })),
};

const recoversNothing: Rule = {
  name: 'orchestrator-recovers-nothing',
  weight: 'serious',
  looksFor: 'an Orchestrator whose RecoverMasterClusterFilters name no cluster',
  matters: 'It sees that the primary is dead, shows it, and promotes nobody.',
  instead: '"RecoverMasterClusterFilters": ["*"], or the names of the clusters.',
  source: recoveryManual,
  find: ({ configs }) =>
    configs.orchestrators.flatMap(({ service, path, says }): Seen[] =>
      (says.RecoverMasterClusterFilters ?? []).length > 0
        ? []
        : [{ where: service, what: `${path}: RecoverMasterClusterFilters is empty` }],
    ),
};

const leavesReadOnly: Rule = {
  name: 'orchestrator-leaves-read-only',
  weight: 'serious',
  looksFor: 'an Orchestrator that promotes without making the new primary writable',
  matters: 'After a failover the new primary is still read-only, unless a hook opens it: nobody can write.',
  instead: '"ApplyMySQLPromotionAfterMasterFailover": true',
  source: recoveryManual,
  find: ({ configs }) =>
    configs.orchestrators.flatMap(({ service, path, says }): Seen[] =>
      says.ApplyMySQLPromotionAfterMasterFailover === false
        ? [{ where: service, what: `${path}: ApplyMySQLPromotionAfterMasterFailover is false` }]
        : [],
    ),
};

/** A second failure within it is left to people (seconds). */
const longBlockS = 600;

const blocksSecond: Rule = {
  name: 'orchestrator-blocks-second-failover',
  weight: 'note',
  looksFor: `an Orchestrator that fails over no second time within more than ${longBlockS} s`,
  matters: 'When the new primary fails, too, within that time, nobody is promoted.',
  instead: '"RecoveryPeriodBlockSeconds": a few minutes at most.',
  source: recoveryManual,
  find: ({ configs }) =>
    configs.orchestrators.flatMap(({ service, path, says }): Seen[] => {
      const { RecoveryPeriodBlockSeconds: said } = says;
      const blockS = said ?? orchestratorDefaults.RecoveryPeriodBlockSeconds;
      if (blockS <= longBlockS) return [];
      const how = said === undefined ? ', the default' : '';
      return [{ where: service, what: `${path}: RecoveryPeriodBlockSeconds is ${blockS}${how}` }];
    }),
};

const promotesEarly: Rule = {
  name: 'orchestrator-promotes-before-applied',
  weight: 'note',
  looksFor: 'an Orchestrator that opens a replica before it has applied all it received',
  matters:
    'A replica that lags is opened for writes while transactions it acknowledged still wait: applications read old rows, and writes may collide with what comes.',
  instead: '"DelayMasterPromotionIfSQLThreadNotUpToDate": true',
  source: recoveryManual,
  find: ({ configs }) =>
    configs.orchestrators.flatMap(({ service, path, says }): Seen[] =>
      says.DelayMasterPromotionIfSQLThreadNotUpToDate || says.FailMasterPromotionIfSQLThreadNotUpToDate
        ? []
        : [
            {
              where: service,
              what: `${path}: neither Delay- nor FailMasterPromotionIfSQLThreadNotUpToDate is true`,
            },
          ],
    ),
};

const vipFollowsNobody: Rule = {
  name: 'virtual-ip-follows-machine',
  weight: 'serious',
  looksFor: 'a keepalived that moves an address without asking the database',
  matters:
    'The address stays where keepalived runs, also when the server there is dead or read-only: nobody can write, or writes go to a node that does not lead.',
  instead:
    'A vrrp_script with track_script that asks whether the local server accepts writes (SELECT @@super_read_only), with rise and fall.',
  source: 'https://www.keepalived.org/manpage.html',
  find: ({ configs }) =>
    configs.keepaliveds.flatMap(({ service, path, says }): Seen[] =>
      says.tracks
        ? []
        : [
            {
              where: service,
              what: `${path}: no track_script, track_process or track_file decides who has ${says.addresses.join(', ') || 'the address'}`,
            },
          ],
    ),
};

export const failoverRules: readonly Rule[] = [
  nobody,
  restartRaces,
  recoversNothing,
  leavesReadOnly,
  vipFollowsNobody,
  untold,
  blocksSecond,
  promotesEarly,
];
