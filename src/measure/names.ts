/** Measures that an objective may set a target for, with the unit its target is written in. */
export const measureUnits = {
  'rto-service': 'ms',
  'rto-application': 'ms',
  'write-outage-service': 'ms',
  'write-outage-application': 'ms',
  'rpo-rows': 'rows',
  'rpo-seconds': 'ms',
  'availability-service': 'ratio',
  'availability-application': 'ratio',
  'time-to-redundancy': 'ms',
  'time-to-restore': 'ms',
  'backup-findings': 'count',
  failovers: 'count',
} as const;

export type MeasureName = keyof typeof measureUnits;
export const measureNames = Object.keys(measureUnits) as [MeasureName, ...MeasureName[]];
