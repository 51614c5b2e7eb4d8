import type Docker from 'dockerode';
import { trialPlan } from '../../src/cli/faults-try.ts';
import { parseSource } from '../../src/document/source.ts';
import type { Trial } from '../../src/drill/trial.ts';
import { tryFaults } from '../../src/drill/try-faults.ts';
import { resolveScenario } from '../../src/scenario/load.ts';
import { median, type Row } from './statistics.ts';

const times = 11;

/** What is injected, into whom, and how soon it must be in force (ms, median). */
const cases = [
  { goalMs: 50, step: '{ fault: isolate, target: primary }' },
  { goalMs: 50, step: '{ fault: isolate, target: primary, with: { how: reject } }' },
  { goalMs: 50, step: '{ fault: partition, target: primary, with: { relation: replication } }' },
  { goalMs: 50, step: '{ fault: isolate, target: replicas }' },
  { goalMs: 50, step: '{ fault: flap, target: replica }' },
  { goalMs: 50, step: '{ fault: delay, target: primary }' },
  { goalMs: 50, step: '{ fault: jitter, target: primary }' },
  { goalMs: 50, step: '{ fault: loss, target: primary, with: { share: 0.2 } }' },
  { goalMs: 50, step: '{ fault: bandwidth, target: primary }' },
  { goalMs: 300, step: '{ fault: kill, target: primary }' },
  { goalMs: 300, step: '{ fault: kill, target: replica, with: { what: host } }' },
] as const;

/**
 * From the decision to inject, the journal's write included, until the injecting had returned: then the kernel has the
 * rules, and the process is gone. Only injections count that were proved afterwards.
 */
export async function benchFaults(docker: Docker, images: Record<string, string>): Promise<Row[]> {
  const steps = cases.map(({ step }) => `  - ${step}`).join('\n');
  const text = `name: bench-faults
question: How soon is a fault in force?
topology: semisync
method:
${steps}
objectives: {}
`;
  const loaded = await resolveScenario(parseSource('the bench of faults', text), []);
  const progress = { phase: console.error, note: () => undefined, live: () => undefined };
  const { signal } = new AbortController();
  const tried = await tryFaults(trialPlan(loaded), times, { docker, images, progress, interrupt: signal });
  if (tried.failure) throw tried.failure;
  return cases.map(({ goalMs, step }, index) =>
    rowOf(step, goalMs, tried.trials.slice(index * times, (index + 1) * times)),
  );
}

function rowOf(step: string, goalMs: number, trials: readonly Trial[]): Row {
  const measured = trials.flatMap(({ doneAfterMs }) => (doneAfterMs === null ? [] : [doneAfterMs]));
  return {
    what: `in force: ${step.slice(2, -2)}`,
    goal: `<= ${goalMs} ms`,
    measured: `${median(measured).toFixed(1)} ms, ${measured.length} of ${trials.length} proved`,
    values: measured.map((ms) => ms.toFixed(1)).join(' '),
  };
}
