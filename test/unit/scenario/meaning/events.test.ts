import { expect, test } from 'vitest';
import { judged, type Kind, kill } from './judged.ts';

const freeze = { at: '1s', fault: 'freeze', target: 'primary' };
const upon = (on: string, first: object = kill, more: object = {}) => ({
  method: [first, { on, fault: 'cpu-starve', target: 'primary' }],
  ...more,
});
const group = { topology: 'group-replication' };
const nothing = { recovery: { restart: 'none', reclone: 'never' } };

const refusedKinds: Kind[] = [
  [
    'a backup without backups',
    upon('backup-started'),
    /takes no `backup`/,
    upon('backup-started', kill, { backup: { full: ['with-method'] } }),
  ],
  [
    'a backup that is over by then',
    upon('backup-completed', kill, { backup: {} }),
    /before the method begins/,
    upon('backup-completed', kill, { backup: {}, parameters: { FULL_EVERY_S: '30' } }),
  ],
  [
    'a restore from no backup',
    upon('restore-started'),
    /restores nothing/,
    upon('restore-started', kill, { backup: {}, recovery: { restore: { upTo: 'latest' } } }),
  ],
  [
    'the word of no manager',
    upon('promotion-started', kill, group),
    /topology group-replication has none/,
    upon('promoted', kill, group),
  ],
  [
    'detection by nobody',
    upon('failure-detected', kill, { topology: 'standalone' }),
    /only a failover manager|one node/,
    upon('failure-detected', kill, group),
  ],
  [
    'a takeover where all lead',
    upon('promoted', kill, { topology: 'group-replication-multi' }),
    /nobody takes over/,
    upon('write-outage', kill, { topology: 'group-replication-multi' }),
  ],
  [
    'a takeover by nobody',
    upon('promoted', kill, { topology: 'standalone' }),
    /one node/,
    upon('fault-in-force', kill, { topology: 'standalone' }),
  ],
  [
    'healing of what is dead',
    upon('fault-healed'),
    /no fault of a step before it is healed/,
    upon('fault-healed', freeze),
  ],
  [
    'a recovery that does nothing',
    upon('recovery-step', kill, nothing),
    /recovery does nothing/,
    upon('recovery-step', { ...kill, for: '2s' }, nothing),
  ],
  [
    'a step after the recovery',
    { method: [kill, { on: 'recovery-step', at: '60s', fault: 'kill', target: 'primary' }] },
    /within the recovery/,
    { method: [kill, { on: 'recovery-step', at: '59s', fault: 'kill', target: 'primary' }] },
  ],
  [
    'a candidate before anything',
    { method: [{ ...kill, target: 'candidate' }] },
    /nobody is a candidate/,
    { method: [kill, { at: '2s', fault: 'freeze', target: 'candidate' }] },
  ],
];

const doubtfulKinds: Kind[] = [
  [
    'a promotion because of a replica',
    upon('promoted', { ...kill, target: 'replica' }),
    /promoted may never come/,
    upon('promoted'),
  ],
  [
    'an outage because of a manager',
    upon('write-outage', { ...kill, target: 'manager' }),
    /keeps users from writing/,
    upon('write-outage', { ...kill, target: 'replicas' }),
  ],
  [
    'the death of a container that lives',
    upon('container-died'),
    /outlives its server/,
    upon('container-died', { ...kill, with: { what: 'host' } }),
  ],
  [
    'a candidate before the choice',
    { method: [kill, { on: 'failure-detected', fault: 'freeze', target: 'candidate' }] },
    /nobody may have been chosen/,
    { method: [kill, { on: 'candidate-chosen', fault: 'freeze', target: 'candidate' }] },
  ],
];

test.each(refusedKinds)('refused: %s', async (_, wrong, says, fine) => {
  expect((await judged(wrong)).refused).toEqual([expect.stringMatching(says)]);
  expect((await judged(fine)).refused).toEqual([]);
});

test.each(doubtfulKinds)('a warning: %s', async (_, wrong, says, fine) => {
  expect((await judged(wrong)).warned).toEqual([expect.stringMatching(says)]);
  expect(await judged(fine)).toEqual({ refused: [], warned: [] });
});

test('steps that wait for each other, or for themselves, are all refused', async () => {
  const waiting = { on: 'fault-healed', fault: 'freeze', target: 'proxy' };
  const circle = await judged({ method: [kill, waiting, { ...waiting, target: 'manager' }] });
  expect(circle.refused).toEqual([
    expect.stringContaining('method.1.on: expected an event that comes'),
    expect.stringContaining('method.2.on: expected an event that comes'),
  ]);
  const chain = await judged({ method: [freeze, waiting, { ...waiting, at: '1s', target: 'manager' }] });
  expect(chain.refused).toEqual([]);
});
