import { describe, expect, test } from 'vitest';
import { betterWhen, measureNames, measureUnits } from '../../../../src/judge/measure/names.ts';
import { judged, type Kind, kill } from './judged.ts';

const only = (measure: string, target: string, more: object = {}) => ({
  objectives: { [measure]: target },
  ...more,
});
const restoring = {
  backup: {},
  method: [{ at: '1s', fault: 'drop-table', target: 'primary' }],
  recovery: { restore: {} },
};

const refusedKinds: Kind[] = [
  [
    'staleness of what nobody reads',
    only('staleness', '<= 1s'),
    /expected a scenario with `workload: \{ beside: \[\{ kind: reads \}\] \}`/,
    only('staleness', '<= 1s', { workload: { beside: [{ kind: 'reads' }] } }),
  ],
  [
    'reads that no proxy leads',
    only('read-outage', '<= 1s', { topology: 'standalone' }),
    /expected a topology with a read endpoint at a proxy, found standalone/,
    only('read-outage', '<= 1s'),
  ],
  ['no objective', { objectives: {} }, /objectives: expected at least one/, only('rpo-rows', '<= 0')],
  [
    'an RTO of nothing',
    only('rto-service', '<= 0'),
    /it takes some time, always/,
    only('rto-service', '<= 1s'),
  ],
  [
    'an RTO below the period of the probes',
    only('rto-service', '<= 9ms'),
    /a write is due every 10 ms/,
    only('rto-service', '<= 10ms'),
  ],
  [
    'an RTO below the period of the writes',
    only('rto-application', '<= 4ms'),
    /due every 5 ms/,
    only('rto-application', '<= 5ms'),
  ],
  [
    'an availability that all have',
    only('availability-service', '>= 0%'),
    /every drill meets it/,
    only('availability-service', '>= 100%'),
  ],
  [
    'a number of 400 digits',
    only('rpo-rows', `<= ${'9'.repeat(400)}`),
    /every drill would meet it/,
    only('rpo-rows', '<= 1000000000'),
  ],
  [
    'a restore that is not',
    only('time-to-restore', '<= 60s'),
    /recovery\.restore/,
    only('time-to-restore', '<= 60s', restoring),
  ],
  [
    'findings of nobody',
    only('backup-findings', '<= 0', { backup: {} }),
    /verify: true/,
    only('backup-findings', '<= 0', { backup: { verify: true } }),
  ],
];

const doubtfulKinds: Kind[] = [
  [
    'an RTO beyond what is waited for',
    only('rto-service', '<= 31s'),
    /nothing above 30\.00 s can be told; write an observe of 31s/,
    only('rto-service', '<= 30s'),
  ],
  [
    'redundancy beyond what is waited for',
    only('time-to-redundancy', '<= 96s'),
    /0 ms \+ 30\.00 s \+ 5\.00 s \+ 60\.00 s = 95\.00 s .* recovery\.deadline of 1m1s/,
    only('time-to-redundancy', '<= 95s'),
  ],
  [
    'redundancy before the recovery begins',
    only('time-to-redundancy', '<= 7s'),
    /3\.00 s \(stable writes\) \+ 5\.00 s/,
    only('time-to-redundancy', '<= 8s'),
  ],
  [
    'failovers of one node',
    only('failovers', '<= 1', { topology: 'standalone' }),
    /one node/,
    only('failovers', '<= 1', { topology: 'group-replication' }),
  ],
];

test.each(refusedKinds)('refused: %s', async (_, wrong, says, fine) => {
  expect((await judged(wrong)).refused).toEqual([expect.stringMatching(says)]);
  expect((await judged(fine)).refused).toEqual([]);
});

test.each(doubtfulKinds)('a warning: %s', async (_, wrong, says, fine) => {
  expect(await judged(wrong)).toEqual({ refused: [], warned: [expect.stringMatching(says)] });
  expect(await judged(fine)).toEqual({ refused: [], warned: [] });
});

describe('a target that only a worse cluster meets is refused, of every measure', () => {
  const values = { ms: '50s', rows: '3', count: '3', ratio: '99%' };

  test.each(measureNames)('%s', async (measure) => {
    const workload = { beside: [{ kind: 'reads', with: { from: 'write' } }] };
    const more = { ...restoring, workload, backup: { verify: true }, observe: '60s' };
    const value = values[measureUnits[measure]];
    const right = betterWhen[measure];
    const wrong = right === '<=' ? '>=' : '<=';
    const with_ = (operator: string) =>
      judged({ ...more, objectives: { 'backup-findings': '<= 0', [measure]: `${operator} ${value}` } });
    expect((await with_(wrong)).refused).toEqual([
      expect.stringMatching(
        `objectives\\.${measure}: expected a target with ${right}.*only a worse cluster meets; write ${right}`,
      ),
    ]);
    expect((await with_(right)).refused).toEqual([]);
  });
});

test('where the scenario restores, its RTO may be longer than what is waited for', async () => {
  const long = { ...restoring, observe: '3s', objectives: { 'rto-service': '<= 60s' } };
  expect((await judged(long)).warned).toEqual([]);
  expect((await judged({ ...long, method: [kill], recovery: {}, backup: undefined })).warned).toHaveLength(1);
});
