import { z } from 'zod';
import { bySignal } from '../holds.ts';
import { anyService } from '../premises.ts';
import { byPacketFilter, bySignals, together } from '../shared/agents.ts';
import { onEachTarget } from '../shared/each-target.ts';
import { injectionOf, killSilenced } from '../shared/process/killed.ts';
import { serverOf } from '../shared/process/server-of.ts';
import type { Fault, FaultContext, FaultTarget, Injection } from '../types.ts';

const parameters = z
  .object({
    what: z
      .enum(['process', 'host'])
      .default('process')
      .meta({ description: 'SIGKILL of the server process, or of the whole host behind a cut network' }),
  })
  .strict();

/** SIGKILL of a server. It stays dead until recovery starts it again, unless its own stack does. */
export const fault: Fault<typeof parameters> = {
  name: 'kill',
  description:
    'SIGKILL. process: the server dies, its host answers "connection refused" while its container runs; a restart policy acts as after any crash. host: the network is cut first, so clients see silence, and no restart policy acts.',
  disruption: ({ what }) => what,
  parameters,
  agent: together(bySignals(), byPacketFilter()),
  premises: { target: anyService },
  end: 'started-again',
  unseats: true,
  looksLike: ({ what }) => (what === 'host' ? 'silence' : 'crash'),
  holds: ({ what }) => (what === 'host' ? ['server', 'container'] : ['server']),
  uses: ({ what }) => (what === 'host' ? ['container'] : bySignal),
  inject: (targets, { what }, context) =>
    onEachTarget(targets, (target) => (what === 'process' ? killProcess(target, context) : killHost(target))),
};

/** As a crash does: what the stack does about it, its restart policy included, is its own. */
async function killProcess(target: FaultTarget, context: FaultContext): Promise<Injection> {
  const server = await serverOf(target, context);
  return injectionOf(await server.kill());
}

/** Network first, so that no FIN or RST of the dying server tells anybody; then everything in the container. */
async function killHost(target: FaultTarget): Promise<Injection> {
  return killSilenced(target, await target.run('cut_network'), 'network cut');
}
