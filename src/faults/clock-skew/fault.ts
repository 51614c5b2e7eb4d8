import parseDuration from 'parse-duration';
import { z } from 'zod';
import { formatMs } from '../../formats/units.ts';
import { bySql } from '../holds.ts';
import { databaseNode } from '../premises.ts';
import { onEachTarget, seenWithin } from '../shared/each-target.ts';
import { runIfUp } from '../shared/run-if-up.ts';
import { isDown } from '../shared/sql/held.ts';
import { onServer, rowsOf } from '../shared/sql/sql.ts';
import type { Fault, FaultContext, FaultTarget, Injection, Proof } from '../types.ts';

const anOffset = 'expected a duration with a sign, such as +30s or -1h';
const yearMs = 365 * 24 * 3_600_000;

const parameters = z
  .object({
    by: z
      .string(anOffset)
      .regex(/^[+-](\d+(\.\d+)?(ms|s|m|h))+$/, anOffset)
      .default('+30s')
      .transform((text) => (text.startsWith('-') ? -1 : 1) * (parseDuration(text.slice(1)) ?? Number.NaN))
      .refine((ms) => Math.abs(ms) >= 100 && Math.abs(ms) <= yearMs, 'expected 100ms to 8760h, either way')
      .meta({ description: 'how far the clock jumps: + ahead, - back', examples: ['+30s', '-1h'] }),
  })
  .strict();

/** A server whose clock is wrong. */
export const fault: Fault<typeof parameters> = {
  name: 'clock-skew',
  description:
    "The server's clock jumps, ahead or back, and goes on from there; time-outs last as long as before. By a library of our own, preloaded into the server; an image without it cannot have this fault. A restart of the container sets the clock right.",
  disruption: () => 'resource',
  parameters,
  agent: { commands: [new URL('./sidecar.sh', import.meta.url)], capabilities: ['SYS_PTRACE'] },
  premises: {
    target: databaseNode('only a database server has the library preloaded'),
    image: "a library that shifts the server's clock",
  },
  end: 'healed',
  holds: () => ['clock'],
  uses: () => [...bySql, 'clock'],
  inject: (targets, { by }, context) => onEachTarget(targets, (target) => shiftClock(target, by, context)),
};

async function shiftClock(target: FaultTarget, by: number, { nowMs }: FaultContext): Promise<Injection> {
  const before = await readClock(target);
  const effectAtMs = nowMs();
  await target.run(`clock_shift ${Math.round(by * 1e6)}`);
  return {
    effectAtMs,
    prove: () => seenWithin(3000, async () => shiftSeen(before, await readClock(target), by, 0)),
    healing: {
      heal: async () => void (await runIfUp(target, 'clock_right')),
      prove: () => seenRight(target, before, by),
    },
  };
}

/** The server's clock minus ours, in ms, between these two. Ours is monotonic, and the zero of neither matters. */
export type ClockReading = { readonly leastMs: number; readonly mostMs: number };

/** A server may take the time from the kernel's last tick. */
const tickMs = 10;

async function readClock(target: FaultTarget): Promise<ClockReading> {
  return onServer(target, async (connection) => {
    const sentAtMs = performance.now();
    const [row] = await rowsOf<{ us: number }>(
      connection,
      "SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(6)) AS us",
    );
    const serverMs = (row?.us ?? Number.NaN) / 1000;
    return { leastMs: serverMs - performance.now(), mostMs: serverMs + tickMs - sentAtMs };
  });
}

/** Whether the clock was shifted between two readings by `wantedMs`, and surely not by `otherMs`. */
export function shiftSeen(before: ClockReading, now: ClockReading, wantedMs: number, otherMs: number): Proof {
  const leastMs = now.leastMs - before.mostMs;
  const mostMs = now.mostMs - before.leastMs;
  const mayBe = (ms: number): boolean => leastMs <= ms && ms <= mostMs;
  return {
    proved: mayBe(wantedMs) && !mayBe(otherMs),
    evidence: `the server's own clock is shifted by ${formatMs(leastMs)} to ${formatMs(mostMs)} (UTC_TIMESTAMP(6), between request and answer)`,
  };
}

/** A server that is down reads the clock anew when it starts. */
async function seenRight(target: FaultTarget, before: ClockReading, by: number): Promise<Proof> {
  try {
    return await seenWithin(3000, async () => shiftSeen(before, await readClock(target), 0, by));
  } catch (error) {
    if (!(await isDown(target, error))) throw error;
    const shifted = await runIfUp(target, 'clock_shifted');
    const left = shifted?.lines ?? [];
    return {
      proved: left.length === 0,
      evidence: `the server is down; ${left[0] ?? 'its next start has the right clock'}`,
    };
  }
}
