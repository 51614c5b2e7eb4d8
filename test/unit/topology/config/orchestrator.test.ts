import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseSource } from '../../../../src/document/source.ts';
import { mapManager } from '../../../../src/topology/config/orchestrator.ts';
import { loadTopology } from '../../../../src/topology/load.ts';
import { folderWith, refusal } from '../../document/files.ts';

const ours = {
  MySQLTopologyUser: 'ha_admin',
  MySQLTopologyPassword: '@HA_DRILL_ADMIN_PASSWORD@',
  InstancePollSeconds: '@INSTANCE_POLL_SECONDS@',
  PostMasterFailoverProcesses: ['/hook.sh'],
};

const mapped = (text: string) => mapManager(parseSource('orchestrator.conf.json', text), ours);

test('their detection and recovery in our accounts, backends and hooks, each other line told', () => {
  const { lines, changes, problems } = mapped(`{
	"Debug": true,
	"MySQLTopologyUser": "orc_client",
	"MySQLTopologyPassword": "S3cret-of-shop",
	"BackendDB": "mysql",
	"InstancePollSeconds": 5,
	"RecoveryPeriodBlockSeconds": 3600,
	"RecoverMasterClusterFilters": ["^shop"],
	"ReplicationLagQuery": "select lag from meta.heartbeat_view",
	"HostnameResolveMethod": "default",
	"PostMasterFailoverProcesses": ["ssh vip /move.sh"],
	"FailMasterPromotionIfSQLThreadNotUpToDate": true
}`);
  expect(problems).toEqual([]);
  expect(JSON.parse(lines.map(({ text }) => text).join('\n'))).toEqual({
    ...ours,
    InstancePollSeconds: 5,
    RecoveryPeriodBlockSeconds: 3600,
    RecoverMasterClusterFilters: ['*'],
    FailMasterPromotionIfSQLThreadNotUpToDate: true,
  });
  expect(changes.map(({ line, used }) => [line, used])).toEqual([
    [2, null],
    [3, '"ha_admin"'],
    [4, '"HA_DRILL_ADMIN_PASSWORD of the run"'],
    [5, null],
    [8, '["*"]'],
    [9, null],
    [10, null],
    [11, '["/hook.sh"]'],
  ]);
  expect(JSON.stringify(changes)).not.toContain('S3cret');
});

test('what they do not say of detection and recovery is not said for them', () => {
  const base = {
    ...ours,
    DelayMasterPromotionIfSQLThreadNotUpToDate: true,
    RecoverMasterClusterFilters: ['*'],
  };
  const file = parseSource('orchestrator.conf.json', '{ "FailMasterPromotionIfSQLThreadNotUpToDate": true }');
  const { lines, decided, changes } = mapManager(file, base);
  expect(JSON.parse(lines.map(({ text }) => text).join('\n'))).toEqual({
    MySQLTopologyUser: 'ha_admin',
    MySQLTopologyPassword: '@HA_DRILL_ADMIN_PASSWORD@',
    PostMasterFailoverProcesses: ['/hook.sh'],
    FailMasterPromotionIfSQLThreadNotUpToDate: true,
  });
  expect(changes).toEqual([]);
  expect(decided.get('InstancePollSeconds')).toEqual({
    file: 'orchestrator.conf.json',
    line: 1,
    written: 'nothing of InstancePollSeconds',
  });
});

test('filters that recover every cluster, or none, stay', () => {
  for (const filters of ['["*"]', '[".*"]', '[]'])
    expect(mapped(`{ "RecoverMasterClusterFilters": ${filters} }`).changes).toEqual([]);
});

test.each(['[]', '{}', '{ "Debug": true }', '"text"'])('%s has nothing to drill', (text) => {
  expect(mapped(text).problems).toHaveLength(1);
});

const said = (base: string): string => `extends: ${base}\nconfig: { manager: orchestrator.conf.json }\n`;

test('in the topology, the parameters that it decides are gone, and the settings of the run are put in at its start', async () => {
  const files = {
    'ha-drill.yml': said('orchestrator'),
    'orchestrator.conf.json': '{ "InstancePollSeconds": 7 }',
  };
  const folder = await folderWith(files);
  const { configured, section } = await loadTopology(join(folder, 'ha-drill.yml'), folder);
  expect(Object.keys(section.parameters)).not.toContain('INSTANCE_POLL_SECONDS');
  // Their file says nothing of it: Orchestrator's own default, an hour.
  expect(Object.keys(section.parameters)).not.toContain('RECOVERY_BLOCK_SECONDS');
  expect(configured?.decides).toEqual([
    {
      parameter: 'INSTANCE_POLL_SECONDS',
      by: {
        file: expect.stringMatching(/orchestrator\.conf\.json$/),
        line: 1,
        written: '"InstancePollSeconds": 7',
      },
    },
    { parameter: 'RECOVERY_BLOCK_SECONDS', by: expect.objectContaining({ line: 1 }) },
  ]);
  const [file] = configured?.files ?? [];
  expect(file).toMatchObject({ services: ['orchestrator'], target: '/etc/ha-drill/orchestrator.conf.json' });
  const start = await readFile(
    new URL('../../../../topologies/orchestrator/start.sh', import.meta.url),
    'utf8',
  );
  const places = file?.lines.flatMap(({ text }) => text.match(/@\w+@/g) ?? []) ?? [];
  expect(places).toEqual(['@HA_DRILL_ADMIN_PASSWORD@']);
  for (const place of places) expect(start).toContain(place);
});

test.each([
  [
    'semisync',
    '{ "InstancePollSeconds": 7 }',
    /^ha-drill\.yml:2:20: config\.manager: expected a topology with Orchestrator/,
  ],
  ['orchestrator', '{ "InstancePollSeconds": 7', /^orchestrator\.conf\.json:/],
  ['orchestrator', '{}', /^orchestrator\.conf\.json:1:1: expected settings of detection or recovery/],
])('on %s, %j is refused with its place', async (base, text, message) => {
  const folder = await folderWith({ 'ha-drill.yml': said(base), 'orchestrator.conf.json': text });
  const loading = loadTopology(join(folder, 'ha-drill.yml'), folder);
  expect(await refusal(folder, loading)).toMatch(message);
});
