import { replicasOf } from '../../topology/replicas.ts';
import { doubtful, type Finding } from './finding.ts';
import type { Meant, Step } from './read.ts';
import { named } from './roles.ts';

/** Disasters from which the scenario has no way back. They may be meant: so these are warnings. */
export function wayBackFindings(meant: Meant): Finding[] {
  return [...lostForGood(meant), ...deadForGood(meant), ...errantForGood(meant)];
}

/** Data that is destroyed on all nodes, and that no backup brings back. */
function lostForGood({ source, steps, recovery, objectives, checks, topology }: Meant): Finding[] {
  if (!recovery || recovery.restore) return [];
  const isJudged =
    'rpo-rows' in objectives ||
    'rpo-seconds' in objectives ||
    checks.length === 0 ||
    checks.includes('no-acknowledged-write-lost');
  if (!isJudged) return [];
  return steps.flatMap(({ step, name, fault, target }) => {
    if (!fault || !target) return [];
    const isAll = target === 'nodes' || (topology !== undefined && replicasOf(topology.section) === 0);
    const disks = fault.wipes === true && isAll;
    if (!disks && !fault.destroys) return [];
    const what = disks
      ? `${name} of ${named(target)} leaves no copy of the data`
      : `${name} takes data on every node`;
    return [
      doubtful(
        source,
        ['method', step, 'fault'],
        `${what}, and nothing brings it back: what was written is lost, and the drill can only fail`,
        'write `backup: {}` and `recovery.restore`, or judge neither RPO nor lost writes',
      ),
    ];
  });
}

/** What is stopped, and started again by nobody. */
function deadForGood({ source, steps, recovery, objectives }: Meant): Finding[] {
  if (recovery?.restart !== 'none' || !('time-to-redundancy' in objectives)) return [];
  const dead = steps.filter(
    ({ fault, target, times }) =>
      fault?.end === 'started-again' &&
      target !== undefined &&
      times !== undefined &&
      times.for === undefined,
  );
  if (dead.length === 0) return [];
  const message = `${dead.map(describe).join(' and ')} stays down, since nobody starts it again: redundancy cannot come back, and time-to-redundancy can only fail`;
  return [
    doubtful(
      source,
      ['recovery', 'restart'],
      message,
      'write `restart: fault-targets`, or `for` with the step',
    ),
  ];
}

function describe({ name, target, step }: Step): string {
  return `what ${name} of ${target ? named(target) : 'its target'} (step ${step}) hit`;
}

/** Foreign transactions that nobody removes. */
function errantForGood({ source, steps, recovery, objectives, checks }: Meant): Finding[] {
  const errant = steps.find(({ fault }) => fault?.errant);
  if (!errant || recovery?.reclone !== 'never') return [];
  const isJudged =
    'time-to-redundancy' in objectives || checks.length === 0 || checks.includes('no-errant-transactions');
  if (!isJudged) return [];
  const message = 'only copying a node anew removes its errant transactions, and nobody does';
  return [doubtful(source, ['recovery', 'reclone'], message, 'leave it out')];
}
