/** The files of a record, relative to its folder. */
export const recordFiles = {
  manifest: 'run.json',
  operations: 'history.ndjson.gz',
  events: 'events.ndjson.gz',
  samples: 'samples.ndjson.gz',
  harness: 'harness.ndjson.gz',
  finals: 'final',
} as const;

/** How the name of the file of a final state ends; what stands before it is its label. */
export const finalSuffix = '.ndjson.gz';

/** Format of `history.ndjson.gz`, in its first line. */
export const historyFormat = 'ha-drill/history/1';
