import { replicationOf } from '../../engine/list.ts';
import { failoverOf } from '../../topology/failover.ts';
import type { LoadedTopology } from '../../topology/loaded.ts';
import type { Trigger } from '../triggers.ts';
import type { Meant, Step } from './read.ts';
import { isNodeTarget, kindsOf } from './roles.ts';

/** Why an event does not come, in words: for sure, or as a rule. */
export type Why = { readonly surely: boolean; readonly because: string };

/** What may cause an event: the scenario, its topology, and the steps of the method that come before. */
export type Causes = Meant & { readonly topology: LoadedTopology; readonly before: readonly Step[] };

type Rule = (causes: Causes) => Why | undefined;

const never = (because: string): Why => ({ surely: true, because });
const hardly = (because: string): Why => ({ surely: false, because });

const ofManager: Rule = ({ topology }) => {
  const { tool } = failoverOf(topology.section);
  if (tool.eventOf) return undefined;
  return never(
    tool.isProgram
      ? `the failover tool ${tool.name} of topology ${topology.name} does not tell it`
      : `only a failover manager tells it, and topology ${topology.name} has none`,
  );
};

/** What a tool whose log is not understood says when it is asked. */
const ofTeller: Rule = (causes) =>
  failoverOf(causes.topology.section).tool.look ? undefined : ofManager(causes);

/** No manager fails over because of what was done to the proxy, to itself, or to a replica among others. */
const needsHarm: Rule = ({ before, topology }) => {
  if (before.some((step) => mayHarm(step, topology))) return undefined;
  return hardly('no step before it harms a primary, so that as a rule nothing is failed over');
};

const ofFailover: Rule = (causes) => ofManager(causes) ?? needsHarm(causes);

const ofToldFailover: Rule = (causes) => ofTeller(causes) ?? needsHarm(causes);

/** Without a manager it is told by the samples of the nodes. */
const ofTakeover: Rule = (causes) => {
  const { name, section } = causes.topology;
  const { traits } = replicationOf(section);
  if (section.nodes.length < 2) return never(`topology ${name} has one node, and nobody takes over`);
  if (!failoverOf(section).tool.tellsPromotions && !traits.includes('one-writer')) {
    return never('where all nodes accept writes, nobody takes over');
  }
  return needsHarm(causes);
};

const ofGroupOrManager: Rule = (causes) => {
  const { traits } = replicationOf(causes.topology.section);
  const isTold = traits.includes('channel') || traits.includes('one-server');
  const because = isTold ? ofTeller(causes) : undefined;
  return because ?? (traits.includes('one-writer') ? ofTakeover(causes) : needsHarm(causes));
};

const ofFullBackup: Rule = ({ backup, topology, parameters, recovery }) => {
  if (!backup) return never('the scenario takes no `backup`');
  const declared = new Map(Object.entries(topology.section.parameters)).get('FULL_EVERY_S')?.default;
  const everySeconds = Number(parameters.FULL_EVERY_S ?? declared ?? 0);
  if (backup.full.includes('with-method') || everySeconds > 0 || recovery?.restore) return undefined;
  return never(
    'the full backup is whole before the method begins; `backup.full: [with-method]` takes one meanwhile',
  );
};

const ofContainers: Rule = ({ before, topology }) =>
  before.some((step) => endsContainer(step, topology))
    ? undefined
    : hardly('no step before it ends a container: that of a node outlives its server');

const rules: Readonly<Partial<Record<Trigger, Rule>>> = {
  'fault-healed': ({ before }) =>
    before.some(({ fault }) => fault?.end === 'healed')
      ? undefined
      : never(
          'no fault of a step before it is healed: what was stopped is started again, which is a recovery-step',
        ),
  'write-outage': ({ before, topology }) =>
    before.some((step) => mayHarm(step, topology) || isProxy(step, topology) || step.target === 'replicas')
      ? undefined
      : hardly('no step before it keeps users from writing, as a rule'),
  'primary-suspected': ofFailover,
  'failure-detected': ofGroupOrManager,
  fenced: ofFailover,
  'candidate-chosen': ofToldFailover,
  'promotion-started': ofFailover,
  promoted: ofTakeover,
  repointed: ofFailover,
  routed: ofManager,
  'failover-completed': ofToldFailover,
  'failover-refused': ofTeller,
  'switchover-started': ofManager,
  'errant-transactions': ofManager,
  rejoined: ofManager,
  'recovery-step': ofRecovery,
  'backup-started': ofFullBackup,
  'backup-completed': ofFullBackup,
  'restore-started': ({ recovery }) =>
    !recovery || recovery.restore?.from === 'backup'
      ? undefined
      : never('the recovery restores nothing from a backup'),
  'container-died': ofContainers,
  'container-started': ofContainers,
};

/** Why an event cannot be waited for; undefined when it may come. */
export function whyNever(trigger: Trigger, causes: Causes): Why | undefined {
  return rules[trigger]?.(causes);
}

/** A runbook step: a start of what was hit, a copy of a node, a restore, what a group needs an operator for. */
function ofRecovery({ recovery, before, topology }: Causes): Why | undefined {
  if (recovery?.restart !== 'none' || recovery.reclone !== 'never' || recovery.restore) return undefined;
  const isStartedAgain = before.some(
    ({ fault, times }) => fault?.end === 'started-again' && times?.for !== undefined,
  );
  const operator = !failoverOf(topology.section).tool.mends && replicationOf(topology.section).nextSteps;
  if (isStartedAgain || operator) return undefined;
  return never('the recovery does nothing: it starts nothing again, copies no node and restores nothing');
}

/** Whether a step may bring the primary down, or cut it off from somebody. */
function mayHarm({ fault, target }: Step, { section }: LoadedTopology): boolean {
  if (!fault || !target) return true;
  const kinds = kindsOf(target, section);
  if (kinds.includes('proxy')) return false;
  if (kinds.includes('manager')) return fault.cutsOff === true;
  return (
    !['replica', 'most-advanced-replica', 'another-replica'].includes(target) || section.nodes.length < 3
  );
}

function isProxy({ target }: Step, { section }: LoadedTopology): boolean {
  return target !== undefined && kindsOf(target, section).includes('proxy');
}

function endsContainer({ fault, target, parameters }: Step, { section }: LoadedTopology): boolean {
  if (!fault || !target || parameters === undefined) return true;
  const holds = fault.holds?.(parameters) ?? [];
  if (holds.includes('container') || fault.restarts === 'container') return true;
  return !isNodeTarget(target, section) && (holds.includes('server') || fault.restarts === 'server');
}
