import { expect, test } from 'vitest';
import { lookAt, type Soaked } from '../../soak/look.ts';

const sound: Soaked = {
  kind: 'kill',
  seed: 7,
  run: 'r',
  code: 0,
  result: { lifecycle: 'completed', verdict: 'pass', reasons: [] },
  left: [],
};
const failed: Soaked['result'] = { lifecycle: 'completed', verdict: 'fail', reasons: ['rto: 9 s'] };

test('sound drills have no problem, whatever their verdict is, as long as their kind agrees', () => {
  const missed = { ...sound, kind: 'slow', code: 1, result: failed };
  expect(lookAt([sound, { ...sound, seed: 8 }, missed, missed])).toEqual({ problems: [], notes: [] });
});

test.each<[Partial<Soaked>, string]>([
  [{ left: ['volume v'] }, 'kill, seed 7 (r): left behind: volume v'],
  [{ code: 1 }, 'kill, seed 7 (r): expected exit code 0 for pass, found 1'],
  [{ code: null }, 'kill, seed 7 (r): expected exit code 0 for pass, found null'],
  [{ code: 3, result: null }, 'kill, seed 7 (r): ended with exit code 3 and without a result'],
  [
    { result: { lifecycle: 'failed', verdict: 'pass', reasons: [] } },
    'kill, seed 7 (r): expected completed, found failed',
  ],
])('%j is a problem', (change, problem) => {
  expect(lookAt([sound, sound, { ...sound, ...change }])).toEqual({ problems: [problem], notes: [] });
});

test('a verdict that differs from its neighbours is noted with its reason, and a problem without one', () => {
  const explained = { ...sound, code: 1, result: failed };
  expect(lookAt([sound, sound, explained])).toEqual({
    problems: [],
    notes: ['kill, seed 7 (r): fail, where its kind is pass: rto: 9 s'],
  });
  const silent = { ...explained, result: { ...failed, reasons: [] } };
  expect(lookAt([sound, sound, silent]).problems).toEqual([
    'kill, seed 7 (r): fail, where its kind is pass, without a reason',
  ]);
});
