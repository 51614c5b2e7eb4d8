import type { Finding } from './finding.ts';

/** What findings call by the names of MySQL, and MariaDB otherwise; the longer names first. */
const names: readonly (readonly [RegExp, string])[] = [
  [/\brpl_semi_sync_source_wait_no_replica\b/g, 'rpl_semi_sync_master_wait_no_slave'],
  [/\brpl_semi_sync_source_/g, 'rpl_semi_sync_master_'],
  [/\brpl_semi_sync_replica_/g, 'rpl_semi_sync_slave_'],
  [/\bsuper_read_only\b/g, 'read_only'],
  [/\breplica_(?=net_timeout|parallel)/g, 'slave_'],
  [/\blog_replica_updates\b/g, 'log_slave_updates'],
  [/\bSOURCE_(?=[A-Z])/g, 'MASTER_'],
];

/** A finding about servers of MariaDB: settings by the names that they have there, and no page of MySQL. */
export function inWordsOfMariadb(finding: Finding): Finding {
  const said = (text: string): string =>
    names.reduce((changed, [pattern, name]) => changed.replace(pattern, name), text);
  const { seen, matters, instead, source } = finding;
  return {
    ...finding,
    seen: said(seen),
    matters: said(matters),
    instead: said(instead),
    source: source?.startsWith('https://dev.mysql.com/') ? null : source,
  };
}
