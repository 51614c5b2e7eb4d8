import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { during, overlap, type Span, spansOf } from '../../../../src/scenario/meaning/spans.ts';
import { judged, type Kind } from './judged.ts';

const step = (fault: string, target: string, more: object = {}) => ({ at: '1s', fault, target, ...more });
const delay = step('delay', 'primary', { for: '10s' });
const together = (...method: object[]) => ({ method });

const refusedKinds: Kind[] = [
  [
    'two that delay the packets of one network',
    together(delay, step('jitter', 'primary')),
    /delay of the primary \(step 0, from 1\.00 s, for 10\.00 s\) and jitter .*one of delay, jitter/,
    together(delay, step('jitter', 'primary', { at: '11s' })),
  ],
  [
    'two on other services',
    together(delay, step('corrupt', 'nodes')),
    /packets of a network/,
    together(delay, step('corrupt', 'replica')),
  ],
  [
    'two root disciplines',
    together(step('bandwidth', 'proxy'), step('reorder', 'proxy', { at: '3s' })),
    /one root discipline/,
    together(step('bandwidth', 'proxy'), step('loss', 'proxy', { at: '3s' })),
  ],
  [
    'a second isolation',
    together(step('isolate', 'proxy'), step('isolate', 'proxy', { at: '3s' })),
    /nobody reaches it/,
    together(step('isolate', 'proxy'), step('isolate', 'manager', { at: '3s' })),
  ],
  [
    'SQL on nodes that are cut off',
    together(step('isolate', 'nodes'), step('lock-table', 'primary', { at: '3s' })),
    /nobody reaches it/,
    together(step('isolate', 'nodes', { for: '1s' }), step('lock-table', 'primary', { at: '9s' })),
  ],
  [
    'a stop of what stands still',
    together(step('freeze', 'proxy'), step('stop', 'proxy', { at: '3s' })),
    /stands still by then/,
    together(step('freeze', 'proxy'), step('kill', 'proxy', { at: '3s' })),
  ],
  [
    'a death of the dead',
    together(step('kill', 'replicas'), step('kill', 'nodes', { at: '3s' })),
    /its server is down/,
    together(step('kill', 'replicas'), step('power-loss', 'nodes', { at: '3s' })),
  ],
  [
    'two on one volume',
    together(step('disk-slow', 'nodes'), step('disk-full', 'nodes', { at: '3s' })),
    /can have a volume/,
    together(
      step('disk-slow', 'nodes'),
      step('disk-full', 'nodes', { at: '3s', with: { volume: 'binlog' } }),
    ),
  ],
  [
    'a table that is gone',
    together(step('drop-database', 'primary'), step('truncate', 'primary', { at: '3s' })),
    /the table ledger.* is locked or gone/,
    together(
      step('drop-table', 'primary'),
      step('truncate', 'primary', { at: '3s', with: { table: 'counters' } }),
    ),
  ],
  [
    'a turn within the turn before',
    together(step('freeze', 'proxy', { for: '5s', repeat: { times: 3, every: '4s' } })),
    /again and again/,
    together(step('freeze', 'proxy', { for: '3s', repeat: { times: 3, every: '4s' } })),
  ],
];

test.each(refusedKinds)('refused: %s', async (_, wrong, says, fine) => {
  expect((await judged(wrong)).refused).toEqual([expect.stringMatching(says)]);
  expect((await judged(fine)).refused).toEqual([]);
});

describe('a warning, where it depends', () => {
  test('on the random phase', async () => {
    const phased = (phase: string) => together(delay, step('jitter', 'primary', { at: '9s', phase }));
    expect((await judged(phased('5s'))).warned).toEqual([
      expect.stringContaining('may come together on one service'),
    ]);
    expect((await judged(phased('1s'))).refused).toHaveLength(1);
  });

  test('on who leads by then', async () => {
    const moved = together(
      delay,
      step('kill', 'primary', { at: '2s' }),
      step('jitter', 'primary', { at: '8s' }),
    );
    const { refused, warned } = await judged(moved);
    expect(refused).toEqual([]);
    expect(warned).toEqual([expect.stringContaining('method.2.fault: delay of the primary')]);
  });

  test('and none where the first one takes its target out of its role', async () => {
    const twice = together(step('kill', 'primary'), step('kill', 'primary', { at: '20s' }));
    expect(await judged(twice)).toEqual({ refused: [], warned: [] });
  });
});

describe('spans', () => {
  const times = fc.record({ at: fc.nat(50), phase: fc.nat(20), for: fc.integer({ min: 1, max: 30 }) });
  const draw = ({ at, phase }: { at: number; phase: number }, part: number) => at + phase * part;
  const spanOf = (one: { at: number; phase: number; for: number }): Span => {
    const [span] = spansOf({ times: { ...one, on: undefined, repeat: undefined } });
    if (!span) throw new Error('no span');
    return span;
  };

  test('what is sure is so for every draw of the phases, and what never is for none', () => {
    fc.assert(
      fc.property(
        times,
        times,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (a, b, x, y) => {
          const [fromA, fromB] = [draw(a, x), draw(b, y)];
          const isTogether = fromA < fromB + b.for && fromB < fromA + a.for;
          const isDuring = fromB > fromA && fromB < fromA + a.for;
          const [chance, within] = [overlap(spanOf(a), spanOf(b)), during(spanOf(a), spanOf(b))];
          if (chance !== 'possibly') expect(chance === 'surely').toBe(isTogether);
          if (within === 'surely') expect(isDuring).toBe(true);
          if (within === 'never') expect(isDuring).toBe(false);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
