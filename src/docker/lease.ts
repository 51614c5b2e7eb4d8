import type Docker from 'dockerode';
import { cleaningUp } from '../clean-up.ts';
import { labelsOf, leaseRole } from './labels.ts';
import { ignoreGone } from './leftovers.ts';

/** How often a lease is renewed (ms). */
export const renewEveryMs = 5000;

/**
 * How old a lease may be until its run has no living owner any more (ms, by the engine's clock). Whoever decides by this
 * looks a second time, more than a renewal later: after an absence of the engine a living run comes back as soon as it can.
 */
export const leaseMs = 30_000;

/** What tells everybody who shares the engine that a run has a living owner. */
export type Lease = {
  /** Removes it: nothing of the run is left, or nobody has to stay for what is. Idempotent. */
  remove(): Promise<void>;
};

/**
 * Takes the lease of a run: the first thing of it on the engine. It is an empty volume, with the labels of the run, that
 * is made anew every 5 s; how old it is the engine tells, by its own clock. So it works for engines on other machines, needs
 * no image and no process, and a harness that is gone for whatever reason leaves one that grows old. Two requests take
 * some milliseconds of the engine.
 *
 * A renewal that fails is no error: the drill itself finds out that its engine is away, and the next one is tried.
 */
export async function takeLease(
  docker: Docker,
  run: string,
  { kept }: { readonly kept?: boolean } = {},
): Promise<Lease> {
  const nameOf = (turn: number): string => `ha-drill-${run}-lease-${turn % 2}`;
  const labels = labelsOf(run, { role: leaseRole, kept });
  let turn = 0;
  const renew = async (): Promise<void> => {
    await docker.createVolume({ Name: nameOf(turn + 1), Labels: labels });
    await docker.getVolume(nameOf(turn)).remove().catch(ignoreGone);
    turn += 1;
  };
  await renew();
  let renewing = Promise.resolve();
  let busy = false;
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    renewing = renew()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, renewEveryMs);
  // It keeps no process alive.
  timer.unref();
  return {
    remove: async () => {
      clearInterval(timer);
      await renewing;
      for (const one of [0, 1]) await docker.getVolume(nameOf(one)).remove().catch(ignoreGone);
    },
  };
}

/** Has a lease of a run for as long as something goes on. */
export async function withLease<T>(
  docker: Docker,
  run: string,
  use: () => Promise<T>,
  options: { readonly kept?: boolean } = {},
): Promise<T> {
  const lease = await takeLease(docker, run, options);
  return cleaningUp(use, lease.remove);
}
