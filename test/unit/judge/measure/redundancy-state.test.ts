import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { kinds } from '../../../../src/engine/replication/kinds.ts';
import type { Sample } from '../../../../src/history/schema.ts';
import type { ServiceLook } from '../../../../src/history/service-look.ts';
import { settleMs } from '../../../../src/judge/measure/redundancy/copies.ts';
import { notRedundantBecause, staleMs } from '../../../../src/judge/measure/redundancy/state.ts';
import { groupName, groupOf, primaryMember, secondaryMember } from '../../../support/group.ts';
import { nodes, semisyncOf, uuidOf } from '../../../support/parts.ts';
import { gtids, looksAt, primary, replica, samplesOf, workingManager, workingProxy } from './looks.ts';

const expected = { nodes: [...nodes], kind: kinds.semisync, services: ['manager', 'proxy'] };
const all = gtids(1, 100);
const leader = samplesOf(1, [0, primary(all)], [3000, primary(all)]);
const follower = (serverId: number) => samplesOf(serverId, [0, replica(all)], [2990, replica(all)]);
const reasonsOf = (db1: Sample[], db2: Sample[], db3: Sample[] = follower(3), nowMs = 3010) =>
  notRedundantBecause(looksAt([db1, db2, db3]), expected, nowMs);
const only = (text: string | RegExp) => [expect.stringMatching(text)];

test('a cluster of which everything does its part is fully redundant', () => {
  expect(reasonsOf(leader, follower(2))).toEqual([]);
});

describe('a node', () => {
  test('that did not answer last, or was never asked, is named', () => {
    expect(reasonsOf(leader, samplesOf(2, [0, replica(all)], [2990, null]))).toEqual(only(/^db2: ECONN/));
    const two = looksAt([leader, follower(2)]);
    expect(notRedundantBecause(two, expected, 3010)).toEqual(only(/^db3: not asked yet/));
  });

  test('of which nothing was heard for a while is named, from the first millisecond on', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 * staleMs }), (laterMs) => {
        const reasons = reasonsOf(leader, follower(2), follower(3), 2991 + laterMs);
        expect(reasons.filter((reason) => reason.startsWith('db2: not asked for')).length).toBe(
          laterMs > staleMs ? 1 : 0,
        );
      }),
    );
  });

  test('that was not asked long enough for a comparison is no pass, nor is one whose primary was not', () => {
    const young = samplesOf(2, [2990, replica(all)]);
    expect(reasonsOf(leader, young)).toEqual(only(/^db2: not asked long enough/));
    expect(reasonsOf(samplesOf(1, [3000, primary(all)]), follower(2)).join()).toMatch(/db2: not asked long/);
  });

  test('whose logs were purged is told so, with the number of the error', () => {
    const receiverError =
      "error 13114: Got fatal error 1236 from source when reading data from binary log: 'Cannot replicate because the source purged required binary logs.'";
    const away = samplesOf(
      2,
      [0, replica(all)],
      [2990, replica(all, 1, { receiver: 'off', receiverError, logsPurged: true })],
    );
    expect(reasonsOf(leader, away)).toEqual([
      'db2: cannot catch up: error 1236: the logs it needs were purged',
    ]);
  });

  test('whose applier stopped is told so, with the number and the text of the error', () => {
    const applierError = "error 1146: Table 'ledger.entries' doesn't exist";
    const stopped = samplesOf(
      2,
      [0, replica(all)],
      [2990, replica(all, 1, { applier: 'off', applierError })],
    );
    expect(reasonsOf(leader, stopped)).toEqual([`db2: applier is off: ${applierError}`]);
  });
});

describe('what a replica lacks', () => {
  test('199 of 2,828 transactions are not all, though both threads run', () => {
    const behind = samplesOf(2, [0, replica(gtids(1, 199))], [2990, replica(gtids(1, 199))]);
    const long = samplesOf(1, [0, primary(gtids(1, 2828))], [3000, primary(gtids(1, 2828))]);
    const even = samplesOf(3, [0, replica(gtids(1, 2828))], [2990, replica(gtids(1, 2828))]);
    expect(reasonsOf(long, behind, even)).toEqual(
      only(/^db2: lacks 2629 transactions \(.*:200-2828\), which db1 had 2 s before$/),
    );
  });

  test('is told to one transaction and one millisecond; what it has received counts', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -3, max: 3 }),
        fc.integer({ min: 0, max: 5 }),
        fc.integer({ min: 0, max: 5 }),
        (earlierMs, behind, more) => {
          // db1 answers at 1 ms + earlier: the state of then binds a look that is asked `settleMs` later.
          const leading = samplesOf(
            1,
            [-10_000, primary(gtids(1, 50))],
            [earlierMs, primary(all)],
            [3000, primary(all)],
          );
          const received = more > 0 ? `${uuidOf(1)}:${101 - behind}-${100 - behind + more}` : '';
          const late = replica(gtids(1, 100 - behind), 1, { received });
          const own = samplesOf(2, [-10_000, late], [0, late], [settleMs + 1, late]);
          const lacks = earlierMs <= 0 && more < behind;
          const reasons = reasonsOf(leading, own, samplesOf(3, [0, replica(all)], [2990, replica(all)]));
          expect(reasons.some((reason) => reason.startsWith('db2: lacks'))).toBe(lacks);
        },
      ),
    );
  });

  test('of its own is lost for good, even where the receiver says to have received it', () => {
    const leading = samplesOf(
      1,
      [0, primary(`${all},${gtids(2, 155)}`)],
      [3000, primary(`${all},${gtids(2, 155)}`)],
    );
    const old = replica(`${all},${gtids(2, 100)}`, 1, { received: `${uuidOf(2)}:101-155` });
    const other = replica(`${all},${gtids(2, 155)}`);
    expect(
      reasonsOf(leading, samplesOf(2, [0, old], [2990, old]), samplesOf(3, [0, other], [2990, other])),
    ).toEqual(only(/^db2: lost 55 transactions \(.*:101-155\) of its own, .* behind for good/));
  });
});

describe('a former primary that lacks what was its own', () => {
  const tail = `${all},${gtids(2, 155)}`;
  const leading = samplesOf(1, [0, primary(tail)], [5000, primary(tail)]);
  const other = samplesOf(3, [0, replica(tail)], [4990, replica(tail)]);
  const old = (waiting: number) => ({
    ...replica(`${all},${gtids(2, 150)}`),
    semisync: semisyncOf({ replicaActive: true, waiting }),
  });
  const told = (...seen: Parameters<typeof samplesOf>[1][]) =>
    reasonsOf(leading, samplesOf(2, ...seen), other, 5010);

  test('is behind for good once it lacks it for longer than any commit: to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), (lateMs) => {
        const backAtMs = 4990 - settleMs - 1 + lateMs;
        const before = replica(tail);
        const reasons = told([0, before], [backAtMs, old(0)], [4990, old(0)]);
        expect(reasons).toEqual(only(lateMs <= 0 ? /^db2: lost 5 .* for good/ : /^db2: lacks 5 /));
      }),
    );
  });

  test('is not called so while its own commits hang: they are on the others already', () => {
    expect(told([0, old(5)], [2000, old(5)], [4990, old(5)])).toEqual(only(/^db2: lacks 5 /));
    expect(told([0, old(5)], [2000, old(5)], [4990, old(0)])).toEqual(only(/^db2: lacks 5 /));
  });
});

describe('what a replica has and its primary lacks', () => {
  const errant = replica(`${all},${uuidOf(9)}:1-3`);

  test('is errant when the primary was asked after it', () => {
    expect(reasonsOf(leader, samplesOf(2, [0, errant], [2990, errant]))).toEqual(
      only(/^db2: has 3 transactions \(.*:1-3\), which db1 lacks: errant$/),
    );
  });

  test('is not, while the primary may have it by now: to the millisecond', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2900, max: 3100 }), (atMs) => {
        const own = samplesOf(2, [0, replica(all)], [atMs, errant]);
        expect(reasonsOf(leader, own).length).toBe(atMs + 1 <= 3000 ? 1 : 0);
      }),
    );
  });

  test('of the primary’s own is on its way, until it stays away for longer than any commit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 1100 }), (atMs) => {
        const ahead = replica(gtids(1, 102));
        const own = samplesOf(2, [0, replica(all)], [atMs, ahead], [2990, ahead]);
        const lost = atMs + 1 <= 3000 - settleMs;
        expect(reasonsOf(leader, own).map((reason) => /errant/.test(reason))).toEqual(lost ? [true] : []);
      }),
    );
  });

  test('is gone once it was copied anew', () => {
    const own = samplesOf(2, [0, replica(gtids(1, 102))], [900, null], [2990, replica(all)]);
    expect(reasonsOf(leader, own)).toEqual([]);
  });
});

describe('the last word is never that nobody is errant, while db2 has what primary db3 lacks', () => {
  const has = gtids(3, 100);
  const lead = [0, primary(has)] as const;
  const db3 = samplesOf(3, lead, [3000, primary(has)]);
  const db1 = samplesOf(1, [0, replica(has, 3)], [2990, replica(has, 3)]);
  const errant = replica(`${has},${gtids(2, 3)}`, 3);
  const db2 = samplesOf(2, [0, errant], [2990, errant]);
  const served = { ...workingProxy, proxy: { serverUuid: uuidOf(3) } };
  const led = {
    ...workingManager,
    manager: { activity: 'watching', primary: 'db3', problem: null, silent: [] },
  };
  const reasons = (...own: readonly Sample[][]) =>
    notRedundantBecause(looksAt(own, { manager: led, proxy: served }), expected, 3010);
  const silent = (serverId: number, state: object) => samplesOf(serverId, [0, state], [2990, null]);
  const stays = replica(`${gtids(3, 102)}`, 3);

  test.each([
    ['all answer', [db1, db2, db3], /^db2: has 3 .*errant$/m],
    ['the primary does not answer', [db1, db2, silent(3, primary(has))], /^db3: ECONN/m],
    ['the other replica does not', [silent(1, replica(has, 3)), db2, db3], /^db2: has 3 .*errant$/m],
    ['db2 does not', [db1, silent(2, errant), db3], /^db2: ECONN/m],
    ['nobody was asked since the last action', [], /^db2: not asked yet$/m],
    [
      'the primary lost what was its own',
      [db1, samplesOf(2, [0, stays], [2990, stays]), db3],
      /^db2: has 2 .*errant$/m,
    ],
  ])('%s', (_, own, reason) => {
    expect(reasons(...own).join('\n')).toMatch(reason);
  });
});

describe('the services that failover needs', () => {
  const reasons = (services: Parameters<typeof looksAt>[1], needed = expected.services) =>
    notRedundantBecause(
      looksAt([leader, follower(2), follower(3)], services),
      { ...expected, services: needed },
      3010,
    );
  const said = { activity: 'watching', primary: 'db1', problem: null, silent: [] };

  test('a manager that is dead, was never asked, or is not at its task', () => {
    const dead = { ...workingManager, error: 'its container exited (137)', manager: null };
    expect(reasons({ manager: dead, proxy: workingProxy })).toEqual([
      'manager: is dead or out of reach: its container exited (137)',
    ]);
    expect(reasons({ proxy: workingProxy })).toEqual(['manager: not asked yet']);
    const saying = (changes: Partial<typeof said> | object) =>
      reasons({ manager: { ...workingManager, manager: { ...said, ...changes } }, proxy: workingProxy });
    expect(saying({})).toEqual([]);
    expect(saying({ activity: 'making a primary' })).toEqual(only(/^manager: is making a primary/));
    expect(saying({ primary: null })).toEqual(['manager: knows no primary']);
    expect(saying({ primary: 'db2' })).toEqual(only(/^manager: holds db2 for the primary/));
    expect(saying({ problem: 'ECONNREFUSED' })).toEqual(['manager: reports a problem: ECONNREFUSED']);
    expect(saying({ silent: ['db3'] })).toEqual(['manager: gets no answer from db3']);
  });

  test('services of a failover tool, none of which acts', () => {
    const standby = { ...workingManager, manager: { ...said, leads: false } };
    const acting = { ...workingManager, manager: { ...said, leads: true } };
    const unsaid = { ...workingManager, manager: { ...said, leads: null } };
    const group = (one: ServiceLook) =>
      reasons({ manager: one, other: standby, proxy: workingProxy }, ['manager', 'other', 'proxy']);
    expect(group(acting)).toEqual([]);
    expect(group(standby)).toEqual(['no service of the failover tool acts']);
    expect(group(unsaid)).toEqual(['no service of the failover tool acts']);
    expect(reasons({ manager: unsaid, proxy: workingProxy })).toEqual([]);
  });

  test('a proxy that leads reads to nobody, also one that only reads go through', () => {
    const reads = 'connect ECONNREFUSED 10.0.0.9:3307';
    const nobody = `proxy: leads reads to nobody: ${reads}`;
    expect(reasons({ manager: workingManager, proxy: { ...workingProxy, reads } })).toEqual([nobody]);
    expect(reasons({ manager: workingManager, proxy: { ...workingProxy, proxy: null, reads } })).toEqual([
      nobody,
    ]);
    expect(reasons({ manager: workingManager, proxy: { ...workingProxy, reads: null } })).toEqual([]);
    expect(
      reasons({ manager: workingManager, proxy: { ...workingProxy, proxy: null, reads: null } }),
    ).toEqual([]);
    expect(reasons({ manager: workingManager, proxy: { ...workingProxy, proxy: null } })).toEqual([
      'proxy: says not to whom it leads',
    ]);
  });

  test('a proxy that leads writes to a node that does not accept them', () => {
    const stale = { ...workingProxy, proxy: { serverUuid: uuidOf(2) } };
    expect(reasons({ manager: workingManager, proxy: stale })).toEqual(
      only(/^proxy: leads writes to 00000002/),
    );
  });
});

test('members of one group lack nothing that the group agreed on, and need no manager', () => {
  const executed = (last: number) => ({ executed: `${groupName}:1-${last}` });
  const group = groupOf({});
  expect(group.name).toBe(groupName);
  const seen = (serverId: number, state: object) => samplesOf(serverId, [0, state], [2990, state]);
  const looks = looksAt(
    [
      seen(1, { ...primaryMember(), ...executed(100) }),
      seen(2, { ...secondaryMember(2), ...executed(90) }),
      seen(3, { ...secondaryMember(3), ...executed(104) }),
    ],
    { proxy: workingProxy },
  );
  const members = { ...expected, kind: kinds['group-replication'], services: ['proxy'] };
  expect(notRedundantBecause(looks, members, 3010)).toEqual([]);
  const foreign = { ...secondaryMember(2), executed: `${groupName}:1-90,${uuidOf(2)}:1` };
  const errant = new Map([...looks.samples, ['db2', seen(2, foreign)]]);
  expect(notRedundantBecause({ ...looks, samples: errant }, members, 3010)).toEqual(
    only(/^db2: has 1 trans/),
  );
});
