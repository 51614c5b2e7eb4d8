/** Measures that an objective may set a target for, with the unit its target is written in. */
export const measureUnits = {
  'rto-service': 'ms',
  'rto-application': 'ms',
  'write-outage-service': 'ms',
  'write-outage-application': 'ms',
  'read-outage': 'ms',
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
  'read-outage': '<=',
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

/** What each tells, in a sentence or two. */
export const measureMeanings: Readonly<Record<keyof typeof measureUnits, string>> = {
  'rto-service':
    'From time zero, when the fault is proved in force, to the first acknowledged write after which writes stay stable: by probes, each with a hard deadline, so when anyone could have written. The worst of several faults. Where writes came back only after the harness acted, it is "at least" the time until then.',
  'rto-application':
    'The same for a connection pool with ordinary driver settings: when this application wrote again. What is beyond rto-service is the share of the client.',
  'write-outage-service':
    'All spans in which no probe that was due got acknowledged, from the fault to the end of the drill, in sum: also those of the recovery.',
  'write-outage-application': 'The same for the connection pool of the application.',
  'read-outage':
    'The longest span after the fault in which the read endpoint of a proxy led to nobody, by a connection of the harness four times a second.',
  'rpo-rows':
    'Acknowledged writes that are missing on the final primary: those that are nowhere (lost) and those that only another node has (stranded). What ended without an answer is not counted.',
  'rpo-seconds':
    'How long before time zero the oldest of the missing writes was acknowledged; 0 when none is missing.',
  'availability-service': 'The share of probes after the fault that were acknowledged.',
  'availability-application':
    'The share of writes of the application after the fault that were acknowledged.',
  'time-to-redundancy':
    'From time zero until every node is a healthy member, the failover manager and the proxy do their part, each replica has what the primary had, and nobody is errant: by observations.',
  'time-to-restore': 'From time zero until the restored data is in service. Of scenarios with a restore.',
  'backup-findings':
    'How much is wrong with the backups, by the backup service. Of scenarios that verify them.',
  failovers: 'How often another node was made the primary.',
  staleness:
    'Of all acknowledged reads of the workload reads, the longest time for which newer data had surely been acknowledged when the read was sent.',
};

export type MeasureName = keyof typeof measureUnits;
export const measureNames = Object.keys(measureUnits) as [MeasureName, ...MeasureName[]];
