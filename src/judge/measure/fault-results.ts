import { z } from 'zod';
import type { DrillEvent } from '../../history/schema.ts';
import type { FaultResult } from './types.ts';

const injectionData = z.object({ step: z.number().int(), turn: z.number().int().default(0) });

const faultData = injectionData.extend({
  fault: z.string(),
  targets: z.array(z.string()),
  evidence: z.string().optional(),
  effectAtMs: z.number().optional(),
});

/** The faults of a drill as they took effect, in the order in which they were injected. */
export function faultsOf(events: readonly DrillEvent[]): FaultResult[] {
  const dataOf = (event: DrillEvent) => faultData.safeParse(event.data).data;
  const about = (event: DrillEvent, { step, turn }: z.infer<typeof injectionData>): boolean => {
    const other = injectionData.safeParse(event.data).data;
    return other?.step === step && other.turn === turn;
  };
  return events
    .filter((event) => event.type === 'fault-injecting')
    .flatMap((event) => {
      const injecting = dataOf(event);
      if (!injecting) return [];
      const inForce = events.find((other) => other.type === 'fault-in-force' && about(other, injecting));
      const unproved = events.find((other) => other.type === 'fault-unproved' && about(other, injecting));
      const proof = inForce && dataOf(inForce);
      return {
        step: injecting.step,
        turn: injecting.turn,
        fault: injecting.fault,
        targets: injecting.targets,
        injectingAtMs: event.atMs,
        inForceAtMs: inForce ? (proof?.effectAtMs ?? inForce.atMs) : null,
        evidence: proof?.evidence ?? inForce?.text ?? unproved?.text ?? 'neither proved nor refuted',
      };
    });
}
