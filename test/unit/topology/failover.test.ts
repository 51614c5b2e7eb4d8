import { describe, expect, test } from 'vitest';
import { targetsOf } from '../../../src/scenario/meaning/roles.ts';
import { failoverOf } from '../../../src/topology/failover.ts';
import { loadTopology } from '../../../src/topology/load.ts';
import { roleOf } from '../../../src/topology/roles.ts';
import { folderWith, refusal } from '../document/files.ts';
import { pair } from '../scenario/examples.ts';

const withElector = pair.replace('  proxy: { image', '  elector: { image: bash }\n  proxy: { image');
const saying = (line: string) => withElector.replace('  proxy: { service', `  ${line}\n  proxy: { service`);

async function failoverBy(text: string) {
  const folder = await folderWith({ 'compose.yml': text });
  const topology = await loadTopology('compose.yml', folder);
  const { tool, ...rest } = failoverOf(topology.section);
  return { topology, tool: tool.name, ...rest };
}

describe('who fails over', () => {
  test.each([
    ['nobody, where nothing is said of replicas that follow a source', pair, 'none', []],
    ['the group itself', pair.replace('semisync', 'group-replication'), 'group', []],
    [
      'our manager, by its own key',
      saying('manager: { service: elector, port: 8080 }'),
      'manager',
      ['elector'],
    ],
    [
      'our manager, as a tool',
      saying('failover: { tool: manager, services: [elector], port: 8080 }'),
      'manager',
      ['elector'],
    ],
    ['somebody else', saying('failover: { tool: other, services: [elector] }'), 'other', ['elector']],
  ])('%s', async (_, text, tool, services) => {
    expect(await failoverBy(text)).toMatchObject({ tool, services });
  });

  test('its services have the role of the manager; a candidate is only where it says whom it chose', async () => {
    const stranger = await failoverBy(saying('failover: { tool: other, services: [elector] }'));
    expect(roleOf(stranger.topology.section, 'elector')).toBe('manager');
    expect(targetsOf(stranger.topology)).toContain('manager');
    expect(targetsOf(stranger.topology)).not.toContain('candidate');
    const ours = await failoverBy(saying('manager: { service: elector, port: 8080 }'));
    expect(targetsOf(ours.topology)).toContain('candidate');
    expect(targetsOf((await failoverBy(pair)).topology)).not.toContain('manager');
  });

  test.each([
    ['failover: { tool: other, services: [elektor] }', /services\[?.*elektor/s],
    [
      'failover: { tool: other, services: [elector, elector] }',
      /expected each service once, found "elector" again/,
    ],
    [
      'failover: { tool: other, services: [db1] }',
      /service of its own for the failover tool, found "db1", which is a node/,
    ],
    ['failover: { tool: other }', /expected the services that it runs as, found none/],
    ['failover: { tool: none, services: [elector] }', /expected no service for the tool none/],
    ['failover: { tool: manager, services: [elector] }', /expected the port at which the manager is asked/],
    [
      'failover: { tool: heartbeat, services: [elector] }',
      /expected one of manager, orchestrator, group, keepalived, [a-z, ]*none, other, found "heartbeat"/,
    ],
    [
      'failover: { tool: other, services: [elector] }\n  manager: { service: elector, port: 1 }',
      /either `manager` or `failover`, found both/,
    ],
  ])('%s is refused', async (line, message) => {
    const folder = await folderWith({ 'compose.yml': saying(line) });
    expect(await refusal(folder, loadTopology('compose.yml', folder))).toMatch(message);
  });
});
