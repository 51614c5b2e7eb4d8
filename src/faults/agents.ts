import { readFile } from 'node:fs/promises';
import type { AgentRights } from '../docker/agent-rights.ts';
import { everyAgent, hostCommands, together } from './shared/agents.ts';
import type { AgentNeeds } from './types.ts';

/** What an agent is started with: shell functions that it can be told to run, and what it may do. */
export type AgentKit = { readonly commands: string; readonly rights: AgentRights };

type WithAgent = { readonly agent?: AgentNeeds };

/** The agent beside a service in a drill of some faults. It knows what these need, and may do no more. */
export async function agentFor(faults: readonly WithAgent[]): Promise<AgentKit> {
  const { commands, capabilities, cgroups = false } = together(everyAgent, ...needsOf(faults));
  return { commands: await textOf(commands), rights: { capabilities, cgroups } };
}

/** The one in the host's process namespace. */
export async function hostAgentFor(faults: readonly WithAgent[]): Promise<AgentKit> {
  const { onHost = [] } = together(...needsOf(faults));
  return { commands: await textOf(hostCommands), rights: { capabilities: onHost } };
}

function needsOf(faults: readonly WithAgent[]): AgentNeeds[] {
  return faults.flatMap(({ agent }) => agent ?? []);
}

async function textOf(parts: readonly URL[]): Promise<string> {
  return (await Promise.all(parts.map((url) => readFile(url, 'utf8')))).join('\n');
}
