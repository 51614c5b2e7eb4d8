import type { Capability } from '../../docker/agent-rights.ts';
import type { AgentNeeds } from '../types.ts';

const shared = (name: string): URL => new URL(`./sidecar/${name}.sh`, import.meta.url);

/** What every agent beside a service knows and may: it also starts a dead server again, in recovery. */
export const everyAgent: AgentNeeds = {
  commands: ['processes', 'supervisor'].map(shared),
  capabilities: ['KILL'],
};

/** What the agent on the host knows. */
export const hostCommands = ['processes', 'host'].map(shared);

/** Signals to the server, from beside it or, where it is PID 1, from the host. */
export function bySignals(...own: readonly URL[]): AgentNeeds {
  return { commands: own, capabilities: ['KILL'], onHost: ['KILL'] };
}

/** Rules of the packet filter. */
export function byPacketFilter(...own: readonly URL[]): AgentNeeds {
  return { commands: [shared('network'), ...own], capabilities: ['NET_ADMIN'] };
}

/** Queueing disciplines, and packets that a process holds. */
export function byShaping(...own: readonly URL[]): AgentNeeds {
  return { commands: [shared('shape'), ...own], capabilities: ['NET_ADMIN'] };
}

/** Disks of a fixed size. */
export function onDisks(also: readonly Capability[], ...own: readonly URL[]): AgentNeeds {
  return { commands: [shared('disk'), ...own], capabilities: ['SYS_PTRACE', 'DAC_OVERRIDE', ...also] };
}

/** Files of the target, which the agent mends when the harness is gone. */
export function onFiles(): AgentNeeds {
  return { commands: [shared('undoings')], capabilities: ['SYS_PTRACE', 'DAC_OVERRIDE'] };
}

/** All that some agents need, in one. */
export function together(...needs: readonly AgentNeeds[]): AgentNeeds {
  const hosted = needs.filter(({ onHost }) => onHost !== undefined);
  return {
    commands: unique(needs.flatMap(({ commands }) => commands.map(String))).map((href) => new URL(href)),
    capabilities: unique(needs.flatMap((one) => one.capabilities)),
    ...(needs.some(({ cgroups }) => cgroups) ? { cgroups: true } : {}),
    ...(hosted.length > 0 ? { onHost: unique(hosted.flatMap(({ onHost = [] }) => onHost)) } : {}),
  };
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}
