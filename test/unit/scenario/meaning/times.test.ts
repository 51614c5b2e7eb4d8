import { describe, expect, test } from 'vitest';
import { judged, type Kind, kill } from './judged.ts';

const step = (more: object) => ({ method: [{ ...kill, ...more }] });
const workload = (more: object) => ({ workload: more });

const refusedKinds: Kind[] = [
  [
    'a drill without an end',
    step({ repeat: { times: 100, every: '2h' } }),
    /method\.0\.repeat: expected a drill of at most 168 h/,
    step({ repeat: { times: 80, every: '2h' } }),
  ],
  ['a step after weeks', step({ at: '600h' }), /at most 24h/, step({ at: '23h' })],
  [
    'more injections than anybody reads of',
    { method: Array.from({ length: 11 }, () => ({ ...kill, repeat: { times: 100, every: '1s' } })) },
    /at most 1000 injections in all, found 1100/,
    step({ repeat: { times: 100, every: '1s' } }),
  ],
  [
    'a fault that is over at once',
    step({ for: '0s' }),
    /method\.0\.for: expected 1ms to 24h/,
    step({ for: '20ms' }),
  ],
  [
    'a repetition without a pause',
    step({ repeat: { times: 2, every: '0s' } }),
    /every: expected 1ms to 24h/,
    step({ repeat: { times: 2, every: '1s' } }),
  ],
  [
    'an act that is waited for twice',
    { waitsFor: ['heal', 'heal'] },
    /waitsFor: expected each once/,
    { waitsFor: ['heal', 'restart'] },
  ],
  [
    'no baseline',
    { baseline: { duration: '0s' } },
    /duration: expected 500ms to 1h/,
    { baseline: { duration: '500ms' } },
  ],
  [
    'a latency of nothing',
    { baseline: { maxLatency: '0s' } },
    /maxLatency: expected 1ms/,
    { baseline: { maxLatency: '1ms' } },
  ],
  [
    'a deadline of nothing',
    { recovery: { deadline: '0s' } },
    /recovery\.deadline: expected 1s to 24h/,
    { recovery: { deadline: '1s' } },
  ],
  [
    'a cluster at once',
    { provision: { deadline: '0s' } },
    /provision\.deadline: expected 1s to 1h/,
    { provision: { deadline: '1s' } },
  ],
  ['nothing observed', { observe: '0s' }, /observe: expected 100ms to 24h/, { observe: '3s' }],
  ['400 digits', { observe: `${'9'.repeat(400)}s` }, /observe: expected a duration/, { observe: '24h' }],
  [
    'probes without a period',
    workload({ probeEvery: '0s' }),
    /probeEvery: expected 1ms to 10s/,
    workload({ probeEvery: '7ms' }),
  ],
  [
    'probes that wait for ever',
    workload({ probeDeadline: '30s' }),
    /at most 1000 periods of the probes: 30\.00 s \/ 10 ms = 3000/,
    workload({ probeDeadline: '30s', probeEvery: '750ms' }),
  ],
  [
    'a billion writes a second',
    workload({ rate: '1000000000/s' }),
    /workload\.rate: expected a rate/,
    workload({ rate: '5000/s' }),
  ],
  ['a name that is no folder', { name: 'a'.repeat(61) }, /at most 60 characters/, { name: 'a'.repeat(60) }],
  [
    'a question of two lines',
    { question: 'Why?\n::error::no' },
    /expected one line of text/,
    { question: '为什么?' },
  ],
  [
    'a check twice',
    { checks: ['nodes-equal-primary', 'nodes-equal-primary'] },
    /checks: expected each once/,
    { checks: ['nodes-equal-primary'] },
  ],
  [
    'a backup twice',
    { backup: { full: ['with-method', 'with-method'] } },
    /full: expected each once/,
    { backup: { full: ['with-method'] } },
  ],
];

const doubtfulKinds: Kind[] = [
  [
    'a fault that is over before the probes can see it',
    step({ for: '19ms' }),
    /method\.0\.for: a probe is due every 10 ms: an outage by a fault of 19 ms cannot be told from none; write 20ms or more/,
    step({ for: '20ms' }),
  ],
  [
    'probes that wait for each other',
    workload({ probeDeadline: '500ms' }),
    /50 probes wait at once .* 100 ms late; write a probeEvery of 13ms or more/,
    workload({ probeDeadline: '500ms', probeEvery: '13ms' }),
  ],
  [
    'writes quicker than a commit',
    workload({ rate: '2000/s', writers: 1 }),
    /each write 0\.5 ms/,
    workload({ rate: '1000/s', writers: 1 }),
  ],
  [
    'stable before it can be seen',
    { observe: '2900ms' },
    /observe: writes count as stable after 3\.00 s/,
    { observe: '3s' },
  ],
  [
    'steady whatever happens',
    { baseline: { maxErrors: 1 } },
    /100 % of the writes fail/,
    { baseline: { maxErrors: 0.5 } },
  ],
];

test.each(refusedKinds)('refused: %s', async (_, wrong, says, fine) => {
  const { refused } = await judged(wrong);
  expect(refused).toEqual([expect.stringMatching(says)]);
  expect(await judged(fine)).toEqual({ refused: [], warned: [] });
});

describe('a warning', () => {
  test.each(doubtfulKinds)('%s', async (_, wrong, says, fine) => {
    expect(await judged(wrong)).toEqual({ refused: [], warned: [expect.stringMatching(says)] });
    expect(await judged(fine)).toEqual({ refused: [], warned: [] });
  });
});

test('what is wrong in the schema and what is wrong in meaning is told at once', async () => {
  const { refused } = await judged({
    observe: 'soon',
    objectives: { 'rto-service': '>= 5s' },
    method: [{ ...kill, fault: 'lock-table', target: 'proxy' }],
  });
  expect(refused).toHaveLength(3);
});
