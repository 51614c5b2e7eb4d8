import { expect, test } from 'vitest';
import { agentFor, hostAgentFor } from '../../../src/faults/agents.ts';
import { faults } from '../../../src/faults/list.ts';
import { everyAgent } from '../../../src/faults/shared/agents.ts';

test('an agent may do what the faults of its drill need, and no more', async () => {
  const none = await agentFor([faults['drop-table']]);
  expect(none.rights).toEqual({ capabilities: ['KILL'], cgroups: false });
  const slow = await agentFor([faults.delay, faults.jitter]);
  expect(slow.rights).toEqual({ capabilities: ['KILL', 'NET_ADMIN'], cgroups: false });
  const all = await agentFor([faults['disk-slow'], faults.isolate]);
  expect(all.rights).toEqual({
    capabilities: ['KILL', 'SYS_PTRACE', 'DAC_OVERRIDE', 'NET_ADMIN'],
    cgroups: true,
  });
});

test('no fault asks again for what every agent has', () => {
  const commands = everyAgent.commands.map(String);
  for (const { name, agent } of Object.values(faults))
    expect(agent?.commands.map(String).filter((one) => commands.includes(one)) ?? [], name).toEqual([]);
});

test('an agent knows the commands of these faults only, and every one once', async () => {
  const { commands } = await agentFor([faults.isolate, faults.partition]);
  expect(commands.match(/^net_on\(\)/gm)).toHaveLength(1);
  expect(commands).not.toMatch(/^(fill_disk|delay_on|clock_shift)\(\)/m);
});

test('the agent on the host sends signals where a fault does, and else only looks', async () => {
  expect((await hostAgentFor([faults.kill])).rights.capabilities).toEqual(['KILL']);
  expect((await hostAgentFor([faults['oom-kill']])).rights.capabilities).toEqual([]);
  expect((await hostAgentFor([faults.isolate])).rights.capabilities).toEqual([]);
});
