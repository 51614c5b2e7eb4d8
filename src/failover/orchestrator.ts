import { z } from 'zod';
import { answersSchema } from './orchestrator-answers.ts';
import { lookOf } from './orchestrator-look.ts';
import type { FailoverTool, ToolLook } from './types.ts';

const asked = [
  'all-instances',
  'replication-analysis',
  'audit-recovery',
  'blocked-recoveries',
  'clusters-info',
  'check-global-recoveries',
] as const;
/** Without these it says nothing. */
const needed: readonly string[] = ['all-instances', 'replication-analysis'];

/**
 * Orchestrator, of Percona or openark. It is asked by its HTTP API alone: its log has whole seconds of the wall clock, and
 * as it is configured as a rule, no word of a recovery that succeeds.
 *
 * All requests of a look go out at once. Four looks a second took 0.1 of a core of it (version 3.2.6, SQLite, three
 * instances), ten took 0.3: its own check of failures is made once a second, so that more would cost it more than it tells.
 */
export const orchestrator: FailoverTool = {
  name: 'orchestrator',
  description: 'Orchestrator, of Percona or openark',
  isProgram: true,
  forms: false,
  mends: false,
  tellsPromotions: false,
  look: async (url, timeoutMs, nameOf) => {
    const signal = AbortSignal.timeout(timeoutMs);
    const ask = async (path: string): Promise<Response> => fetch(`${url}/api/${path}`, { signal });
    const bodyOf = async (path: string): Promise<unknown> => {
      const response = await ask(path);
      if (response.ok) return response.json();
      await response.body?.cancel();
      if (needed.includes(path)) throw new Error(`${url}/api/${path} answers ${response.status}`);
      return undefined;
    };
    const leader = ask('leader-check').then(async (response) => {
      await response.body?.cancel();
      if (response.ok) return { leads: true };
      // Outside of a raft group it answers with an error, and who acts is told by the backend alone.
      return response.status === 404
        ? { leads: false, 'raft-leader': z.string().safeParse(await bodyOf('raft-leader')).data }
        : { leads: null };
    });
    const [{ leads, ...raft }, ...bodies] = await Promise.all([leader, ...asked.map(bodyOf)]);
    const answers = answersSchema.safeParse({
      ...raft,
      ...Object.fromEntries(asked.map((path, index) => [path, bodies[index]])),
    });
    if (!answers.success) {
      const places = answers.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
      throw new Error(`the answers of ${url}/api are not as known: ${places.slice(0, 3).join('; ')}`);
    }
    return named(lookOf(answers.data, leads), nameOf);
  },
};

/** With the names of services in the place of those of hosts. */
function named(look: ToolLook, nameOf: (host: string) => string): ToolLook {
  const { primary, silent, failure, recovery } = look;
  const orNull = (host: string | null): string | null => (host === null ? null : nameOf(host));
  return {
    ...look,
    primary: orNull(primary),
    silent: silent.map(nameOf),
    failure: failure ? { ...failure, node: nameOf(failure.node) } : null,
    recovery: recovery
      ? { ...recovery, of: nameOf(recovery.of), successor: orNull(recovery.successor) }
      : null,
  };
}
