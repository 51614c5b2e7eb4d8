import { capabilities } from '../docker/agent-rights.ts';
import { faults } from '../faults/list.ts';
import { everyAgent } from '../faults/shared/agents.ts';
import type { AgentNeeds, Fault } from '../faults/types.ts';

const begin = '<!-- What follows is generated from the faults by `npm run schema`. -->';
const end = '<!-- Generated until here. -->';

/**
 * A page with its table of what the agents of faults may do made anew.
 *
 * @throws Error when the page has no place for it
 */
export function withAgentsTable(page: string, known: readonly Fault[] = Object.values(faults)): string {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined)
    throw new Error(`the page has no lines "${begin}" and "${end}"`);
  return `${before}${begin}\n\n${agentsTable(known).join('\n')}\n\n${end}${after}`;
}

function agentsTable(known: readonly Fault[]): string[] {
  const none = known.filter(({ agent }) => agent === undefined).map(({ name }) => name);
  return [
    '| capability | what it is for |',
    '|---|---|',
    ...Object.entries(capabilities).map(([name, what]) => `| ${name} | ${what} |`),
    '',
    '| fault | its agent beside the target has | the agent on the host has |',
    '|---|---|---|',
    ...known.flatMap(({ name, agent }) => (agent ? [rowOf(name, agent)] : [])),
    '',
    `Without an agent: ${none.join(', ')}.`,
  ];
}

function rowOf(name: string, { capabilities: own, cgroups, onHost }: AgentNeeds): string {
  const beside = [
    ...new Set([...everyAgent.capabilities, ...own]),
    ...(cgroups ? ['cgroups, to write'] : []),
  ];
  const host = onHost === undefined ? '' : onHost.join(', ') || 'none';
  return `| ${name} | ${beside.join(', ')} | ${host} |`;
}
