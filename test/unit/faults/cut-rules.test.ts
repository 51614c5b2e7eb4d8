import { describe, expect, test } from 'vitest';
import { cutOffFrom, fault as partition } from '../../../src/faults/partition/fault.ts';
import { cutRules, socketFilter } from '../../../src/faults/shared/network/cut-rules.ts';
import type { Peer } from '../../../src/faults/types.ts';

describe('the rules of a cut', () => {
  test('from everyone, both ways', () => {
    const rules = cutRules('isolate_1', { whom: { except: [] }, direction: 'both', how: 'drop' });
    expect(rules.join('\n')).toMatchInlineSnapshot(`
      "add table inet ha_drill
      add counter inet ha_drill isolate_1
      add chain inet ha_drill isolate_1_in { type filter hook input priority -300; policy accept; }
      add rule inet ha_drill isolate_1_in iif != "lo" counter name isolate_1 drop
      add chain inet ha_drill isolate_1_out { type filter hook output priority -300; policy accept; }
      add rule inet ha_drill isolate_1_out oif != "lo" counter name isolate_1 drop"
    `);
  });

  test('one way, rejected: RST passes', () => {
    const rules = cutRules('p_2', {
      whom: { only: ['10.0.0.1', '10.0.0.2'] },
      direction: 'in',
      how: 'reject',
    });
    expect(rules.join('\n')).toMatchInlineSnapshot(`
      "add table inet ha_drill
      add counter inet ha_drill p_2
      add chain inet ha_drill p_2_cut
      add rule inet ha_drill p_2_cut tcp flags & rst == rst accept
      add rule inet ha_drill p_2_cut meta l4proto tcp counter name p_2 reject with tcp reset
      add rule inet ha_drill p_2_cut counter name p_2 reject
      add chain inet ha_drill p_2_in { type filter hook input priority -300; policy accept; }
      add rule inet ha_drill p_2_in iif != "lo" ip saddr { 10.0.0.1, 10.0.0.2 } jump p_2_cut"
    `);
  });

  test('of advertisements alone: whoever sends them, and nothing else', () => {
    const rules = cutRules('p_4', { whom: { protocol: 'vrrp' }, direction: 'in', how: 'drop' });
    expect(rules.at(-1)).toBe(
      'add rule inet ha_drill p_4_in iif != "lo" ip protocol 112 counter name p_4 drop',
    );
  });

  test('that comes and goes asks a set', () => {
    const whom = { except: ['10.0.0.1'] };
    const rules = cutRules('f_3', { whom, direction: 'out', how: 'drop', flapping: true });
    expect(rules.join('\n')).toMatchInlineSnapshot(`
      "add table inet ha_drill
      add counter inet ha_drill f_3
      add set inet ha_drill f_3_down { type ether_type; flags timeout; }
      add chain inet ha_drill f_3_out { type filter hook output priority -300; policy accept; }
      add rule inet ha_drill f_3_out oif != "lo" meta protocol @f_3_down ip daddr != { 10.0.0.1 } counter name f_3 drop"
    `);
  });

  test('that loses a share counts all', () => {
    const rules = cutRules('l_4', { whom: { except: [] }, direction: 'in', how: 'drop', share: 0.02 });
    expect(rules.join('\n')).toMatchInlineSnapshot(`
      "add table inet ha_drill
      add counter inet ha_drill l_4
      add counter inet ha_drill l_4_seen
      add chain inet ha_drill l_4_in { type filter hook input priority -300; policy accept; }
      add rule inet ha_drill l_4_in iif != "lo" counter name l_4_seen numgen random mod 10000 < 200 counter name l_4 drop"
    `);
  });

  test('concern the connections of the same addresses', () => {
    expect(socketFilter({ only: ['10.0.0.1', '10.0.0.2'] })).toMatchInlineSnapshot(
      `"dst 10.0.0.1 or dst 10.0.0.2"`,
    );
    expect(socketFilter({ except: ['10.0.0.1'] })).toMatchInlineSnapshot(
      `"not dst 127.0.0.0/8 and not dst [::1] and not dst 10.0.0.1"`,
    );
  });
});

describe('whom a partition cuts off', () => {
  const peers: Peer[] = [
    { service: 'db1', role: 'primary', address: '10.0.0.1' },
    { service: 'db2', role: 'replica', address: '10.0.0.2' },
    { service: 'db3', role: 'replica', address: '10.0.0.3' },
    { service: 'proxy', role: 'proxy', address: '10.0.0.20' },
    { service: 'manager', role: 'manager', address: '10.0.0.30' },
  ];
  const [db1, db2, , proxy] = peers.map(({ service }) => ({ service }));

  test.each([
    ['replication of the primary', db1, { relation: 'replication' }, { only: ['10.0.0.2', '10.0.0.3'] }],
    ['replication of a replica', db2, { relation: 'replication' }, { only: ['10.0.0.1', '10.0.0.3'] }],
    ['clients of a node', db1, { relation: 'clients' }, { only: ['10.0.0.20'] }],
    [
      'clients of the proxy',
      proxy,
      { relation: 'clients' },
      { except: ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.30'] },
    ],
    ['the manager of the proxy', proxy, { relation: 'manager' }, { only: ['10.0.0.30'] }],
    ['roles', db1, { from: ['replica', 'manager'] }, { only: ['10.0.0.2', '10.0.0.3', '10.0.0.30'] }],
  ])('%s', (_, target, wanted, whom) => {
    const { relation, from } = partition.parameters.parse(wanted);
    expect(cutOffFrom(target ?? { service: '' }, { relation, from }, peers)).toEqual(whom);
  });

  test.each([{}, { relation: 'clients', from: ['replica'] }, { from: [] }])(
    'is not left open by %o',
    (wanted) => {
      expect(partition.parameters.safeParse(wanted).success).toBe(false);
    },
  );
});
