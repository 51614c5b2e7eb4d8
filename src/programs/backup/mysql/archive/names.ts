/** Every way to archive binary logs. */
export const archiveNames = ['mysqlbinlog', 'receiver'] as const;
export type ArchiveName = (typeof archiveNames)[number];
