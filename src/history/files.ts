/** The files of a record, relative to its folder. */
export const recordFiles = {
  manifest: 'run.json',
  operations: 'history.ndjson.gz',
  events: 'events.ndjson.gz',
  samples: 'samples.ndjson.gz',
  harness: 'harness.ndjson.gz',
  definitions: 'definitions.ndjson.gz',
  finals: 'final',
  beside: 'operations',
  gtids: 'gtids',
  logs: 'logs',
} as const;

/** How the name of the log of a service ends. */
export const logSuffix = '.log';

/** How the name of a file of lines ends; before it stands the label of a final state, or the name of a workload. */
export const linesSuffix = '.ndjson.gz';

/**
 * Formats of `history.ndjson.gz`, in its first line; the newest last. The lines are the same: from the second on the
 * operations stand in the order in which they ended, and `run.json` keeps the hash of each file.
 */
export const historyFormats = ['ha-drill/history/1', 'ha-drill/history/2'] as const;
export const historyFormat = historyFormats[1];

/**
 * Formats of `run.json`; the newest last. From the second on it keeps the hash of each file; from the third on samples and
 * final states tell of servers in words that every engine has (engine/observation.ts), and from the fourth on `run.json` does, and
 * tells the packages of images.
 */
export const runFormats = ['ha-drill/run/1', 'ha-drill/run/2', 'ha-drill/run/3', 'ha-drill/run/4'] as const;
export const runFormat = runFormats[3];
