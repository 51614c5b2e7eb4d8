import { formatMs } from '../formats/units.ts';
import { situations } from '../history/expected-time.ts';
import type { DrillResult, ExpectedResult } from '../judge/measure/types.ts';

/** What the settings promised for the fault of the worst RTO beside what was measured; no rows where nothing was promised. */
export function expectedTable({ expected }: Pick<DrillResult, 'expected'>) {
  const [first] = expected;
  return {
    situation: first ? situations[first.situation] : '',
    about:
      'Worked out from the settings that were found before anything was broken, and counted from the fault; what was measured counts from time zero, when the fault was proved. A measured time outside of the range says that something else than these settings made it; the verdict does not depend on it.',
    rows: expected.map((one) => ({
      what: one.what,
      expected: rangeOf(one),
      measured: measuredOf(one),
      settings: one.settings.join('; '),
      unknown: one.unknown,
    })),
  };
}

function rangeOf({ expected }: ExpectedResult): string {
  return expected === null ? 'not known' : `${formatMs(expected.fromMs)} to ${formatMs(expected.toMs)}`;
}

function measuredOf({ expected, measuredMs, earlierMs, ends }: ExpectedResult): string {
  if (measuredMs === null) return ends === null ? 'no phase ends with it' : 'not measured';
  return expected === null
    ? formatMs(measuredMs)
    : `${formatMs(measuredMs)} (${placeOf(measuredMs, earlierMs, expected)})`;
}

/** Sooner only where it is so even if the fault acted as early as it may have. */
function placeOf(
  ms: number,
  earlierMs: number,
  { fromMs, toMs }: NonNullable<ExpectedResult['expected']>,
): string {
  if (ms + earlierMs < fromMs) return 'sooner';
  return ms > toMs ? 'later' : 'within';
}
