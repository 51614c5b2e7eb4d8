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
  staleness: 'ms',
} as const;

/** Which way a target of a measure points: the other way it would be met by a worse cluster only. */
export const betterWhen: Readonly<Record<keyof typeof measureUnits, '<=' | '>='>> = {
  'rto-service': '<=',
  'rto-application': '<=',
  'write-outage-service': '<=',
  'write-outage-application': '<=',
  'rpo-rows': '<=',
  'rpo-seconds': '<=',
  'availability-service': '>=',
  'availability-application': '>=',
  'time-to-redundancy': '<=',
  'time-to-restore': '<=',
  'backup-findings': '<=',
  failovers: '<=',
  staleness: '<=',
};

export type MeasureName = keyof typeof measureUnits;
export const measureNames = Object.keys(measureUnits) as [MeasureName, ...MeasureName[]];
