import { z } from 'zod';
import type { ContainerLimits } from '../../docker/container-acts.ts';
import { environmentError } from '../../errors.ts';
import { anyService } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const parameters = z
  .object({
    cpus: z
      .number()
      .min(0.02)
      .max(64)
      .default(0.05)
      .meta({ description: 'how many cores it may use: 0.05 is 5 ms in every 100 ms' }),
  })
  .strict();

/** A target on a machine that is too busy for it. */
export const fault: Fault<typeof parameters> = {
  name: 'cpu-starve',
  description:
    'Limits the processor time of the target\'s container (docker update). Everything there goes on, slowly. The engine keeps the limit: after the death of the harness "ha-drill clean" ends it, by removing the container.',
  disruption: () => 'resource',
  parameters,
  premises: { target: anyService, machine: ['cpu-limit'] },
  end: 'healed',
  holds: () => ['processor'],
  uses: () => ['container', 'processor'],
  inject: (targets, { cpus }, context) => onEachTarget(targets, (target) => starve(target, cpus, context)),
};

async function starve(target: FaultTarget, cpus: number, { nowMs }: FaultContext): Promise<Injection> {
  const before = await target.limits();
  if (before.cpus !== null && before.cpus <= cpus) {
    throw environmentError(`cpu-starve: ${target.service} has no more than ${before.cpus} cores already.`, {
      hint: `give it fewer than that: cpus is ${cpus}`,
    });
  }
  const effectAtMs = nowMs();
  await target.setLimits({ cpus });
  return {
    effectAtMs,
    prove: () => seenStarving(target, cpus),
    healing: {
      heal: async () => void (await target.setLimits({ cpus: before.cpus })),
      prove: () => seenFed(target, before),
    },
  };
}

/** Under load it shows by itself; an idle server is asked to do something. */
async function seenStarving(target: FaultTarget, cpus: number): Promise<Proof> {
  const { throttledPeriods: atFirst } = await target.usage();
  const look = async (): Promise<Proof> => {
    const periods = (await target.usage()).throttledPeriods - atFirst;
    const evidence = `had to wait for its ${cpus} cores in ${periods} periods since the proof began`;
    return { proved: periods > 0, evidence };
  };
  const seen = await seenWithin(1000, look);
  if (seen.proved || !(await target.isRunning())) return seen;
  await doSomething(target);
  return look();
}

async function seenFed(target: FaultTarget, before: ContainerLimits): Promise<Proof> {
  const { cpus } = await target.limits();
  const evidence = `may use ${coresOf({ cpus })}; before: ${coresOf(before)}`;
  if (cpus !== before.cpus) return { proved: false, evidence };
  // Where it was limited before, it may have to wait as it did before; one that is down waits for nothing.
  if (cpus !== null || !(await target.isRunning())) return { proved: true, evidence };
  const { throttledPeriods: atFirst } = await target.usage();
  await doSomething(target);
  const periods = (await target.usage()).throttledPeriods - atFirst;
  return { proved: periods === 0, evidence: `${evidence}; had to wait in ${periods} periods since` };
}

function coresOf({ cpus }: Pick<ContainerLimits, 'cpus'>): string {
  return cpus === null ? 'all cores' : `${cpus} cores`;
}

/** The start of any program in the container takes some 20 ms of its processor time, also when it is not there. */
async function doSomething(target: FaultTarget): Promise<void> {
  await target.runInContainer(['true']);
}
