import { formatMs } from '../formats/units.ts';
import type { PlannedFault, ScenarioPlan } from '../scenario/plan.ts';
import { columns } from './output.ts';

/** Characters of the time axis. */
const width = 60;

const legend =
  "# sure   . at most, until the phase's deadline   ! fault   ~ fault, at a random instant in here";

/** The timeline of a plan in ASCII, from the start of the load to the last deadline. */
export function gantt(plan: ScenarioPlan): string[] {
  const column = (ms: number): number => Math.min(Math.floor((ms / plan.mostMs) * width), width - 1);
  const phase = (name: string): string[][] =>
    plan.phases
      .filter((each) => each.name === name)
      .map(({ startMs, leastMs, latestEndMs, what }) => {
        const start = column(startMs);
        const sure = leastMs > 0 ? column(startMs + leastMs) - start + 1 : 0;
        const drawn = '#'.repeat(sure).padEnd(column(latestEndMs) - start + 1, '.');
        return [name, ' '.repeat(start) + drawn, what];
      });
  const faults = plan.faults.map((fault) => {
    const first = column(fault.atMs ?? fault.earliestMs);
    const mark = '~'.repeat(column(fault.latestMs) - first + 1);
    const isSure = fault.atMs !== null || fault.earliestMs === fault.latestMs;
    return [`${fault.step}: ${fault.fault}`, ' '.repeat(first) + (isSure ? '!' : mark), instantOf(fault)];
  });
  const end = formatMs(plan.mostMs);
  const axis = ['', `0${end.padStart(width - 1)}`, 'from the start of the load'];
  return [
    ...columns([axis, ...phase('baseline'), ...faults, ...phase('observe'), ...phase('recovery')]),
    legend,
  ];
}

function instantOf(fault: PlannedFault): string {
  const { target, forMs, repeat } = fault;
  const lasts = forMs === null ? '' : `, for ${formatMs(forMs)}`;
  const again = repeat ? `, ${repeat.times} times, every ${formatMs(repeat.every)}` : '';
  return `${target}, ${startOf(fault)}${lasts}${again}`;
}

function startOf({ on, offsetMs, atMs, earliestMs, latestMs }: PlannedFault): string {
  if (on !== null) return offsetMs > 0 ? `${formatMs(offsetMs)} after ${on}` : `on ${on}`;
  if (atMs !== null) return `at ${formatMs(atMs)}`;
  if (earliestMs === latestMs) return `at ${formatMs(earliestMs)}`;
  return `between ${formatMs(earliestMs)} and ${formatMs(latestMs)}`;
}
