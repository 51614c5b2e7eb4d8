import { type MeasureName, measureUnits } from '../measure/names.ts';
import { duration } from '../units.ts';

/** What a target of each unit looks like. */
const examples = { ms: '<= 5s', rows: '<= 0', count: '<= 1', ratio: '>= 0.99' } as const;

/** Why a comparison such as `<= 5s` is no target for a measure; undefined when it is one. */
export function unfitTarget(measure: MeasureName, text: string): string | undefined {
  const value = /^(?:<=|>=)\s*(\S+)$/.exec(text.trim())?.[1];
  const unit = measureUnits[measure];
  if (value === undefined || fits[unit](value)) return undefined;
  return `expected ${words[unit]}, such as "${examples[unit]}"`;
}

const words = {
  ms: 'a duration with a unit after the comparison',
  rows: 'a whole number of rows after the comparison',
  count: 'a whole number after the comparison',
  ratio: 'a share from 0 to 1 after the comparison',
} as const;

const fits = {
  ms: (value: string) => duration.safeParse(value).success,
  rows: (value: string) => /^\d+$/.test(value),
  count: (value: string) => /^\d+$/.test(value),
  ratio: (value: string) => /^\d+(\.\d+)?$/.test(value) && Number(value) <= 1,
} as const;
