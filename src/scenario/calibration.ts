import { parseSource } from '../document/source.ts';
import { type LoadedScenario, resolveScenario } from './load.ts';

/** Which blackouts a calibration makes. */
export type Wanted = {
  readonly topology: string;
  readonly lengthsMs: readonly number[];
  /** So many of each length and kind. */
  readonly repeat: number;
};

/** From the end of a blackout to the next: writes must be stable for 3 s, and the next one begins within a random 500 ms. */
const restMs = 4000;
const phaseMs = 500;

/**
 * A drill has so many at most, or one of each. A refused one leaves connections that the servers hold for open, and where
 * they let no more in, writes are out for longer than the blackout.
 */
const mostInOne = 24;

/**
 * The drills of a calibration: blackouts of the endpoint one after the other, seen from the load alone, each length
 * once silent and once refused in every round.
 *
 * A connection that hung in a silent one goes on when TCP tries again, which may take as long once more: the next
 * blackout waits for that.
 *
 * @throws DrillError (exit 64) when there is no such topology
 */
export function calibrationScenarios({ repeat, ...wanted }: Wanted): Promise<LoadedScenario[]> {
  const mostRounds = Math.max(1, Math.floor(mostInOne / (2 * wanted.lengthsMs.length)));
  const drills = Math.ceil(repeat / mostRounds);
  const rounds = Array.from({ length: drills }, (_, index) =>
    Math.min(mostRounds, repeat - index * mostRounds),
  );
  return Promise.all(rounds.map((own) => scenarioOf({ ...wanted, repeat: own })));
}

async function scenarioOf(wanted: Wanted): Promise<LoadedScenario> {
  const kinds = wanted.lengthsMs.flatMap((lengthMs) => [
    { how: 'drop', lengthMs, wholeMs: 2 * lengthMs + restMs },
    { how: 'reject', lengthMs, wholeMs: lengthMs + restMs },
  ]);
  let atMs = 1000;
  const steps: string[] = [];
  for (let round = 0; round < wanted.repeat; round += 1) {
    for (const { how, lengthMs, wholeMs } of kinds) {
      steps.push(
        `  - { at: ${atMs}ms, phase: ${phaseMs}ms, fault: blackout, target: TARGET, for: ${lengthMs + 1000}ms, with: { length: ${lengthMs}ms, how: ${how}, from: load } }`,
      );
      atMs += wholeMs;
    }
  }
  const text = (target: string): string => `name: calibrate
question: How far is what ha-drill measures from the truth?
topology: ${JSON.stringify(wanted.topology)}
baseline: { maxErrors: 0.05, maxLatency: 2s }
method:
${steps.join('\n').replaceAll('TARGET', target)}
recovery: { startAfter: 0s, restart: none, reclone: never }
objectives: { write-outage-service: <= 6h, write-outage-application: <= 6h }
`;
  const load = (target: string) => resolveScenario(parseSource('ha-drill calibrate', text(target)), []);
  const onPrimary = await load('primary');
  const { proxy } = onPrimary.topology.section;
  return proxy ? load('proxy') : onPrimary;
}
