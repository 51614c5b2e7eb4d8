/** What a MySQL server is to the machine it runs on, unless a topology says otherwise. */
export const server = {
  /** The name of its process. */
  process: 'mysqld',
  port: 3306,
  /** Where images and packages mount its volumes. */
  folders: { data: '/var/lib/mysql', binlog: '/var/lib/mysql-binlog' },
} as const;
