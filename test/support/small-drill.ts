import type { DrillRecord } from '../../src/history/record.ts';
import { plantDrill } from './planted-drill.ts';

/** A drill in which all went as planned, with few operations and samples: tests that change each of them are quick. */
export function smallDrill(latencyMs = 2): DrillRecord {
  return plantDrill({ periodMs: { service: 100, application: 50 }, sampleEveryMs: 1000, latencyMs });
}
