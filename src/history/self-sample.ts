import { z } from 'zod';

const share = z.number().min(0);

/**
 * One line of `harness.ndjson.gz`: how the harness and its machine were in the second before `atMs`.
 *
 * The control probe is an exchange over the loopback between two threads of the harness, on a schedule: no server of
 * the cluster has a part in it. Where it stands still, so would everything that the harness measures.
 */
export const selfSampleSchema = z.object({
  atMs: z.number(),
  /** The longest delay of the event loop of the thread that conducts the drill. */
  conductorDelayMs: z.number().min(0),
  /** The longest delay of the event loop of the thread that makes the load; null while it does not run. */
  loadDelayMs: z.number().min(0).nullable(),
  /** Null while no load runs. */
  control: z
    .object({
      everyMs: z.number().positive(),
      answers: z.number().int().min(0),
      slowestMs: z.number().min(0),
      /** Spans without an answer that were much longer than the period: `[fromMs, toMs]`, ascending. */
      gaps: z.array(z.tuple([z.number(), z.number()])),
    })
    .nullable(),
  /** Shares of all CPUs' time: at work, and taken away by the host of this virtual machine. Null: not told. */
  cpu: z.object({ busy: share, steal: share }).nullable(),
  /** Shares of the time in which some (or all) processes waited for the CPU or the disk. Null: not told. */
  pressure: z.object({ cpuSome: share, ioSome: share, ioFull: share }).nullable(),
});
export type SelfSample = z.infer<typeof selfSampleSchema>;
