import { expect, test } from 'vitest';
import { readConfigs } from '../../../src/check/config/configs.ts';

const saidBy = (text: string) =>
  readConfigs([{ service: 'orchestrator', path: 'orchestrator.conf.json', text }]).orchestrators.map(
    ({ says }) => says,
  );

test('what is said is read, and what is not said is left out', () => {
  const text = '{ "MySQLTopologyUser": "o", "InstancePollSeconds": 7, "RecoverMasterClusterFilters": ["*"] }';
  expect(saidBy(text)).toEqual([{ InstancePollSeconds: 7, RecoverMasterClusterFilters: ['*'] }]);
});

// biome-ignore lint/suspicious/noTemplateCurlyInString: as shells put values in
test.each(['"@INSTANCE_POLL_SECONDS@"', '"${POLL}"', '${POLL}', '{{ poll }}'])(
  'a file into which %s is still put is not what Orchestrator runs with',
  (open) => {
    expect(saidBy(`{ "MySQLTopologyUser": "o", "InstancePollSeconds": ${open} }`)).toEqual([]);
  },
);

test('a password that is put in later leaves nothing open that decides', () => {
  const text = '{ "MySQLTopologyUser": "o", "MySQLTopologyPassword": "@SECRET@", "InstancePollSeconds": 7 }';
  expect(saidBy(text)).toEqual([{ InstancePollSeconds: 7 }]);
});
