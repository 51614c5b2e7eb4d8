import { expect, test } from 'vitest';
import { machineBetween, parseMachine } from '../../../src/drill/machine-load.ts';

const stat = (...ticks: number[]) => `cpu  ${ticks.join(' ')}\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n`;
const waited = (some: number, full: number) =>
  `some avg10=0.00 avg60=0.00 avg300=0.00 total=${some}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=${full}\n`;

test('shares of the time between two readings', () => {
  // 200 ticks: 60 user, 20 system, 80 idle, 20 waiting for the disk, 20 stolen.
  const before = parseMachine(stat(100, 0, 50, 1000, 10, 0, 0, 5, 0, 0), waited(1_000_000, 0), waited(0, 0));
  const after = parseMachine(
    stat(160, 0, 70, 1080, 30, 0, 0, 25, 0, 0),
    waited(1_250_000, 0),
    waited(100_000, 40_000),
  );
  expect(machineBetween(before, after, 1000)).toEqual({
    cpu: { busy: 0.5, steal: 0.1 },
    pressure: { cpuSome: 0.25, ioSome: 0.1, ioFull: 0.04 },
  });
});

test('what the kernel does not tell is not known, never 0', () => {
  const nothing = parseMachine(null, null, null);
  expect(machineBetween(nothing, nothing, 1000)).toEqual({ cpu: null, pressure: null });
  const noPressure = parseMachine(stat(1, 0, 1, 1, 0, 0, 0, 0), null, null);
  expect(machineBetween(noPressure, parseMachine(stat(2, 0, 1, 2, 0, 0, 0, 0), null, null), 1000)).toEqual({
    cpu: { busy: 0.5, steal: 0 },
    pressure: null,
  });
});
