/** Where servers are found, unless a topology says otherwise: images and packages of both engines agree. */
export const places = {
  port: 3306,
  /** Where their volumes are mounted. */
  folders: { data: '/var/lib/mysql', binlog: '/var/lib/mysql-binlog' },
} as const;
