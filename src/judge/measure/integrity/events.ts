import { z } from 'zod';
import { counted } from '../../../evidence.ts';
import type { DrillRecord } from '../../../history/record.ts';
import type { DrillEvent, EventType } from '../../../history/schema.ts';

const injection = z.object({
  step: z.number().int(),
  turn: z.number().int().default(0),
  fault: z.string().optional(),
  targets: z.array(z.string()).optional(),
  effectAtMs: z.number().optional(),
});

/** Phases of every drill that was completed, in their order; `backup` may stand between. */
const phases = ['provision', 'baseline', 'method', 'recovery', 'collect'] as const;

/**
 * What does not hold of the events: they are within the drill, its phases come in their order, the fault events are about
 * steps that the scenario has, and none of them contradicts another or how the drill ended.
 */
export function eventProblems(record: DrillRecord): string[] {
  return [
    ...outsideTheDrill(record),
    ...phaseProblems(record),
    ...lifecycleProblems(record),
    ...faultProblems(record),
  ];
}

function outsideTheDrill({ events, manifest }: DrillRecord): string[] {
  const endMs = manifest.endedAtMs ?? Number.POSITIVE_INFINITY;
  const outside = events.filter(({ atMs, source }) => {
    // What the harness tells of itself is told by its own clock.
    const errorMs = source === 'harness' ? 0 : manifest.clock.errorMs;
    return !(atMs >= -errorMs && atMs <= endMs + errorMs);
  });
  const [first] = outside;
  if (!first) return [];
  return [
    `${counted(outside.length, 'event is', 'events are')} not within the drill: ${first.type} at ${first.atMs} ms`,
  ];
}

function phaseProblems({ events, manifest }: DrillRecord): string[] {
  const told = events.filter(({ type }) => type === 'phase-started').map(({ data }) => String(data?.phase));
  const main = told.filter((phase) => phase !== 'backup');
  const expected = manifest.lifecycle === 'completed' ? phases : phases.slice(0, main.length);
  if (main.join() === expected.join()) return [];
  return [`the phases of the drill were ${told.join(', ') || 'not recorded'}; expected ${phases.join(', ')}`];
}

function lifecycleProblems({ events, manifest }: DrillRecord): string[] {
  const interrupted = events.find(({ type }) => type === 'drill-interrupted');
  if (!interrupted || manifest.lifecycle !== 'completed') return [];
  return [
    `run.json says that the drill was completed, and an event that it was interrupted (${interrupted.text})`,
  ];
}

const faultEvents: readonly EventType[] = [
  'fault-injecting',
  'fault-in-force',
  'fault-unproved',
  'fault-healing',
  'fault-healed',
];

function faultProblems(record: DrillRecord): string[] {
  const told = record.events.filter(({ type }) => faultEvents.includes(type));
  const isOver = record.manifest.lifecycle === 'completed';
  return [...told.flatMap((event) => stepProblems(record, event)), ...contradictions(told, isOver)];
}

function stepProblems({ manifest }: DrillRecord, event: DrillEvent): string[] {
  const about = `${event.type} at ${event.atMs} ms`;
  const { data } = injection.safeParse(event.data);
  if (!data) return [`${about} does not say which step it is about`];
  const { step, turn, fault, targets = [], effectAtMs } = data;
  const definition = manifest.scenario.method[step];
  if (!definition) return [`${about} is about step ${step}, which the scenario does not have`];
  if (turn < 0 || turn >= (definition.repeat?.times ?? 1))
    return [`${about} is about turn ${turn} of step ${step}, which the scenario does not have`];
  const services = manifest.topology.services.map(({ name }) => name);
  const stranger = targets.find((target) => !services.includes(target));
  return [
    ...(fault === undefined || fault === definition.fault
      ? []
      : [`${about} is of ${fault}, and step ${step} is ${definition.fault}`]),
    ...(stranger === undefined ? [] : [`${about} is of ${stranger}, which the topology does not have`]),
    ...(effectAtMs === undefined || (effectAtMs >= 0 && effectAtMs <= event.atMs)
      ? []
      : [`${about} says that its effect began at ${effectAtMs} ms, which is not before it was told`]),
  ];
}

/** Of one injection: it is begun once, then proved or not, and healed last; a healing that was begun is told as over. */
function contradictions(told: readonly DrillEvent[], isOver: boolean): string[] {
  const byInjection = Map.groupBy(told, ({ data }) => {
    const about = injection.safeParse(data).data;
    return `step ${about?.step}, turn ${about?.turn}`;
  });
  return [...byInjection].flatMap(([which, events]) => {
    const at = (type: EventType) => events.filter((event) => event.type === type).map(({ atMs }) => atMs);
    const [begun, proved, unproved] = [at('fault-injecting'), at('fault-in-force'), at('fault-unproved')];
    const [healing, healed] = [at('fault-healing'), at('fault-healed')];
    const since = begun[0] ?? Number.POSITIVE_INFINITY;
    const early = events.find(({ data }) => Number(data?.effectAtMs ?? since) < since);
    return [
      ...(early
        ? [`${which}: its effect began at ${early.data?.effectAtMs} ms, before it was injected`]
        : []),
      ...(begun.length > 1 ? [`${which}: injected ${begun.length} times`] : []),
      ...(proved.length > 1 ? [`${which}: proved ${proved.length} times`] : []),
      ...(proved.length > 0 && unproved.length > 0 ? [`${which}: both proved and not proved`] : []),
      ...([...proved, ...healing, ...healed].some((atMs) => atMs < since)
        ? [`${which}: in force or healed without having been injected before`]
        : []),
      ...(isOver && healing.some((fromMs) => !healed.some((atMs) => atMs >= fromMs))
        ? [`${which}: its healing began, and no event says that it was healed`]
        : []),
    ];
  });
}
