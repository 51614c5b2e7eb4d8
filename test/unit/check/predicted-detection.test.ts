import { expect, test } from 'vitest';
import { readKeepalived } from '../../../src/check/config/keepalived.ts';
import type { StackFacts } from '../../../src/check/facts.ts';
import { predictedDetection } from '../../../src/check/predicted-detection.ts';
import { haproxy, nothingRead, orchestrator, server, service, stack, withServers } from './planted.ts';

/** `situation: what: from to`, of each prediction. */
function predicted(facts: StackFacts): string[] {
  return predictedDetection(facts).map(({ situation, what, expected }) => {
    const time = expected ? `${expected.fromMs} to ${expected.toMs}` : 'not known';
    return `${situation}: ${what}: ${time}`;
  });
}

const routing = haproxy(`listen w
  bind *:3306
  option external-check
  timeout connect 2s
  default-server inter 1s fastinter 500ms downinter 3s fall 3 rise 2
  server db1 db1:3306 check
  server db2 db2:3306 check
`);

test('Orchestrator polls, and waits for replicas that notice a silent source', () => {
  expect(predicted(stack({ configs: orchestrator({ InstancePollSeconds: 5 }) }))).toEqual([
    'crash: Orchestrator calls the primary dead: 0 to 11000',
    'silence: Orchestrator calls the primary dead: 3000 to 16000',
  ]);
});

test('the slowest replica counts, and each setting is named', () => {
  const facts = withServers(
    server('db3', { variables: { replica_net_timeout: '60' }, channel: { heartbeatS: 30 } }),
  );
  const [, silence] = predictedDetection({ ...facts, configs: orchestrator({}) });
  expect(silence?.expected).toEqual({ fromMs: 30_000, toMs: 64_000 });
  expect(silence?.settings.slice(0, 2)).toEqual([
    'replica_net_timeout=60 (db3)',
    'SOURCE_HEARTBEAT_PERIOD=30',
  ]);
});

test('HAProxy adds its checks, and the way back of writes is the sum of both', () => {
  const configs = { ...orchestrator({}), haproxies: routing.haproxies };
  expect(predicted(stack({ configs }))).toEqual([
    'crash: Orchestrator calls the primary dead: 0 to 3000',
    'crash: HAProxy takes the old primary out: 1000 to 2000',
    'crash: writes work again, with HAProxy: 500 to 6500',
    'silence: Orchestrator calls the primary dead: 3000 to 8000',
    'silence: HAProxy takes the old primary out: 1000 to 5000',
    'silence: writes work again, with HAProxy: 3500 to 11500',
  ]);
});

test('writes do not come back by a proxy that asks nobody, or where nobody is promoted', () => {
  const asking = { ...orchestrator({ RecoverMasterClusterFilters: [] }), haproxies: routing.haproxies };
  const blind = haproxy('listen w\n bind *:3306\n server a a:3306 check\n server b b:3306 check\n');
  for (const configs of [asking, { ...orchestrator({}), haproxies: blind.haproxies }]) {
    expect(predicted(stack({ configs })).filter((text) => text.includes('writes work again'))).toEqual([]);
  }
});

test('a group expels after 5 s and its time-out', () => {
  const facts = stack({
    replication: 'group-replication',
    traits: ['one-writer', 'copies'],
    failover: { tool: 'group', services: [] },
    servers: ['db1', 'db2'].map((node) =>
      server(node, { variables: { group_replication_member_expel_timeout: '0' }, channel: null }),
    ),
  });
  expect(predicted(facts)[0]).toBe('crash: the group expels it and elects: 5000 to 10000');
});

test('the manager of ha-drill says its parameters in its environment', () => {
  const environment = { CONFIRM_MS: '1000', SILENCE_MS: '2000', POLL_MS: '100' };
  const services = [service('manager', { role: 'manager', environment })];
  const failover = { tool: 'manager', services: ['manager'] } as const;
  expect(predicted(stack({ services, failover }))).toEqual([
    'crash: the manager calls the primary dead: 900 to 1300',
    'silence: the manager calls the primary dead: 1900 to 2300',
  ]);
  expect(predicted(stack({ failover }))[0]).toBe('crash: the manager calls the primary dead: not known');
});

test('keepalived asks by its script, or hears nothing any more', () => {
  const says = readKeepalived(
    'vrrp_script s { interval 2\n fall 3\n timeout 1 }\nvrrp_instance v { advert_int 1\n track_script { s } }',
  );
  if (!says) throw new Error('not understood');
  const configs = { ...nothingRead, keepaliveds: [{ service: 'vip', path: 'k', says }] };
  expect(predicted(stack({ configs }))).toEqual([
    'crash: keepalived moves the address: 4000 to 8000',
    'silence: keepalived moves the address: 3000 to 4000',
  ]);
});

test('of nobody, and of tools that are not understood, nothing is claimed', () => {
  expect(predicted(stack())[0]).toBe('crash: orc1, orc2, orc3 sees it: not known');
  const nobody = predictedDetection(stack({ failover: { tool: 'none', services: [] } }));
  expect(nobody[0]).toMatchObject({
    what: 'nobody fails over',
    expected: null,
    unknown: 'until a person does',
  });
});
