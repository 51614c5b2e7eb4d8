import { posix } from 'node:path';
import type { Session } from '../session.ts';
import type { SetUp } from '../settings.ts';

const names = [
  'version',
  'datadir',
  'log_bin_basename',
  'read_only',
  'super_read_only',
  'rpl_semi_sync_source_timeout',
  // Before 8.0.26.
  'rpl_semi_sync_master_timeout',
];

/** Asks a server how it is set up. */
export async function readSetUp(session: Session): Promise<SetUp> {
  const rows = await session.query<{ name: string; value: string }>(
    'SELECT VARIABLE_NAME AS name, VARIABLE_VALUE AS value FROM performance_schema.global_variables WHERE VARIABLE_NAME IN (?)',
    [names],
  );
  const clones = await session.query(
    "SELECT 1 FROM information_schema.PLUGINS WHERE PLUGIN_NAME = 'clone' AND PLUGIN_STATUS = 'ACTIVE'",
  );
  const sources = await session.query<{ source: string }>(
    "SELECT VARIABLE_SOURCE AS source FROM performance_schema.variables_info WHERE VARIABLE_NAME IN ('read_only', 'super_read_only')",
  );
  const values = new Map(rows.map(({ name, value }) => [name, String(value)]));
  const binlogs = values.get('log_bin_basename') ?? '';
  const timeout = values.get('rpl_semi_sync_source_timeout') ?? values.get('rpl_semi_sync_master_timeout');
  const readOnly =
    values.get('super_read_only') === 'ON'
      ? 'super_read_only'
      : values.get('read_only') === 'ON'
        ? 'read_only'
        : 'off';
  return {
    version: values.get('version') ?? '',
    dataFolder: posix.resolve('/', values.get('datadir') ?? '/'),
    binlogFolder: binlogs === '' ? undefined : posix.dirname(binlogs),
    semisyncTimeoutMs: timeout === undefined ? undefined : Number(timeout),
    hasClone: clones.length > 0,
    readOnly,
    startsWritable: readOnly === 'off' && !sources.some(({ source }) => source === 'DYNAMIC'),
  };
}
