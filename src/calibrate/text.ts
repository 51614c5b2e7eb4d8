import { formatMs } from '../formats/units.ts';
import { type Side, textTable } from '../report/text-table.ts';
import type { Calibration, Errors } from './schema.ts';

const titles = { outage: 'service outage', rto: 'RTO (service)' } as const;
const kinds = { drop: 'silence (DROP)', reject: 'refused (REJECT)', all: 'all' } as const;
const sides: Side[] = ['left', 'left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'];

/** A calibration for a terminal. */
export function renderCalibration(calibration: Calibration): string {
  return [
    `${calibration.topology}: measured minus truth, over ${count(calibration.blackouts.length, 'blackout')}`,
    ...textTable(rowsOf(calibration), sides),
    '',
    ...remarks(calibration),
  ].join('\n');
}

/** The same as a table of Markdown, for the README. */
export function renderCalibrationMarkdown(calibration: Calibration): string {
  const [head = [], ...rows] = rowsOf(calibration);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = line(sides.map((side) => (side === 'right' ? '--:' : '---')));
  return [line(head), rule, ...rows.map(line), '', ...remarks(calibration).map((text) => `- ${text}`)].join(
    '\n',
  );
}

function rowsOf({ errors }: Calibration): string[][] {
  return [
    ['measure', 'blackout', 'length', 'n', 'median', 'p95', 'worst', 'stated', 'outside'],
    ...errors.map((one) => [
      titles[one.measure],
      kinds[one.how],
      one.lengthMs === null ? 'all' : formatMs(one.lengthMs),
      String(one.count),
      signed(one),
      tenths(one.p95Ms),
      tenths(one.worstMs),
      tenths(one.statedMs),
      String(one.outside),
    ]),
  ];
}

function remarks(calibration: Calibration): string[] {
  const { missed, unproved, inconclusive, again, kernelOffMs, blackouts } = calibration;
  const truthMs = Math.max(0, ...blackouts.map(({ truthErrorMs }) => truthErrorMs));
  const waits = blackouts.flatMap(({ applicationMs, truthMs: ms }) =>
    applicationMs === null ? [] : [applicationMs - ms],
  );
  return [
    ...(blackouts.length > 0 && kernelOffMs !== null
      ? [
          `the truth is known to ${tenths(truthMs)} at worst; the kernel kept its word to ${tenths(kernelOffMs)}`,
        ]
      : []),
    ...(waits.length > 0
      ? [
          `the application could not write for up to ${formatMs(Math.max(...waits))} longer than a blackout lasted (${waits.length} seen), never for less than ${formatMs(Math.min(...waits))} longer: its connections hang until TCP tries again`,
        ]
      : []),
    ...(missed.outage + missed.rto > 0
      ? [`not seen at all: ${count(missed.outage, 'outage')}, ${count(missed.rto, 'RTO')}`]
      : []),
    ...(inconclusive > 0
      ? [`left out, as the harness itself stood still: ${count(inconclusive, 'blackout')}`]
      : []),
    ...(again > 0
      ? [
          `left out of the RTO, whose truth they are not: ${count(again, 'blackout')}; ${blackouts.flatMap((one) => (one.harness === null ? (one.again ?? []) : [])).join('; ')}`,
        ]
      : []),
    ...(unproved > 0 ? [`of unknown truth: ${count(unproved, 'blackout')}`] : []),
  ];
}

function signed({ medianMs }: Errors): string {
  return `${medianMs > 0 ? '+' : ''}${tenths(medianMs)}`;
}

function tenths(ms: number): string {
  return `${ms.toFixed(1)} ms`;
}

function count(of: number, what: string): string {
  return `${of} ${what}${of === 1 ? '' : 's'}`;
}
