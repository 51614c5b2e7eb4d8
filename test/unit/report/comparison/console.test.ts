import { expect, test } from 'vitest';
import { renderComparison } from '../../../../src/report/comparison/console.ts';
import { plantedComparison } from './planted-comparison.ts';

test('a table for each scenario, what differs, the cost while nothing is broken, what is missing', () => {
  expect(renderComparison(plantedComparison())).toMatchInlineSnapshot(`
    "freeze: How long can nobody write?
                drills           RTO service  range  95 % interval  RTO application     worst RPO  failovers
      semisync  1 inconclusive  not measured                           not measured  not measured          1

    kill-primary: How long can nobody write?
                             drills                    RTO service                        range            95 % interval   RTO application  worst RPO  failovers
      async                  6 fail, 1 broke off  at least 60.00 s  40.00 s to at least 62.00 s  50.00 s to no upper end  at least 60.00 s    12 rows          1
      semisync               6 pass                         1.25 s             1.00 s to 1.50 s         1.05 s to 1.45 s            1.25 s     0 rows          1
      swept CONFIRM_MS=250   2 pass                         375 ms             350 ms to 400 ms             none: 2 runs            375 ms     0 rows          1
      swept CONFIRM_MS=500   2 pass                         625 ms             600 ms to 650 ms             none: 2 runs            625 ms     0 rows          1
      swept CONFIRM_MS=1000  2 pass                         1.13 s             1.10 s to 1.15 s             none: 2 runs            1.13 s     0 rows          1
      async and semisync differ: at least 60.00 s against 1.25 s (p = 0.022 of 10 pairs)
      Too few runs to tell: async and swept CONFIRM_MS=250; async and swept CONFIRM_MS=500; async and swept CONFIRM_MS=1000; semisync and swept CONFIRM_MS=250; semisync and swept CONFIRM_MS=500; semisync and swept CONFIRM_MS=1000; swept CONFIRM_MS=250 and swept CONFIRM_MS=500; swept CONFIRM_MS=250 and swept CONFIRM_MS=1000; swept CONFIRM_MS=500 and swept CONFIRM_MS=1000 (so few cannot show even the greatest difference of 10 pairs: it takes 6 of each)

    short-blip: How long can nobody write?
                             drills  RTO service             range  95 % interval  RTO application  worst RPO     failovers
      swept CONFIRM_MS=250   1 fail       510 ms  510 ms to 510 ms    none: 1 run           510 ms     0 rows  1 of 1 false
      swept CONFIRM_MS=500   1 pass       510 ms  510 ms to 510 ms    none: 1 run           510 ms     0 rows  0 of 1 false
      swept CONFIRM_MS=1000  1 pass       510 ms  510 ms to 510 ms    none: 1 run           510 ms     0 rows  0 of 1 false
      Too few runs to tell: any two of the 3 (so few cannot show even the greatest difference of 3 pairs: it takes 5 of each)

    the cost while nothing is broken
                             nodes  containers        memory  write p50  write p99  acknowledged  offered
      semisync                   3           5  not measured     2.1 ms     9.9 ms  not measured    200/s
      async                      3           5  not measured     2.1 ms     9.9 ms  not measured    200/s
      swept CONFIRM_MS=250       3           5  not measured     2.1 ms     9.9 ms  not measured    200/s
      swept CONFIRM_MS=500       3           5  not measured     2.1 ms     9.9 ms  not measured    200/s
      swept CONFIRM_MS=1000      3           5  not measured     2.1 ms     9.9 ms  not measured    200/s

    not in the numbers
      - kill-replica on alone: not available: it has no replica

    before you compare
      - 1 drill broke off: listed, and in no number.
      - 1 drill is inconclusive. What they measured is in the numbers, because leaving out the drills that ended badly would flatter the rest; they are drawn hollow and count as no pass.
      - Some rows rest on 1 completed drill only. A median of fewer than 6 has no 95 % interval: even the range of 5 values covers the true median in 94 % of cases at most, that of 3 in 75 %."
  `);
});
