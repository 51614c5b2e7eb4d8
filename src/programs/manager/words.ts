import type { ServiceEvent } from '../event-log.ts';

/** The words by which the manager tells what it does. */
export const managerWords = {
  'cluster-formed': 'replication was set up on blank nodes',
  'primary-suspected': 'the primary failed to answer a poll',
  'primary-recovered': 'a suspected primary answers again',
  'failure-detected': 'the primary counts as dead; failover begins (data.reason)',
  fenced: 'the old primary is out of the proxy and, where reachable, read-only',
  'candidate-chosen': 'the replica to promote (node)',
  'promotion-started': 'the candidate stops replicating',
  promoted: 'the candidate accepts writes (node)',
  repointed: 'a replica follows the new primary (node)',
  routed: 'the proxy sends writes to the new primary (node)',
  'routing-failed':
    'a primary accepts writes, but the proxy could not be told (node, text); tried again until it is routed',
  'failover-completed': 'failover is over: the new primary accepts writes, and the proxy sends them',
  'failover-refused': 'no failover, with the reason (text)',
  'failover-failed': 'a step of the failover failed (text)',
  'switchover-started': 'a planned change of primary began (data.reason)',
  'switchover-completed': 'a planned change of primary is over',
  'switchover-failed': 'a planned change of primary was given up (text)',
  rejoined: 'a clean node replicates again (node)',
  'errant-transactions': 'a node has transactions the primary lacks and is kept out (node, data.gtids)',
  'lost-own-tail':
    'a node lost transactions of its own that the primary has, can never fetch them, and is kept out (node, data.gtids)',
  'left-alone': 'an administrator works on a node, which is not touched until that is over (node)',
  'manager-started': 'the program started',
  'primary-found': 'took charge of a cluster found running, touching nothing (node)',
  'repair-failed': 'bringing a node in line failed and will be tried again (node, text)',
} as const;

export type ManagerWord = keyof typeof managerWords;
export type ManagerEvent = ServiceEvent<ManagerWord>;
