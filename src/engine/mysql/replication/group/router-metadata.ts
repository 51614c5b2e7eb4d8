import { escape as quote } from 'mysql2';

const clusterId = '00000000-0000-0000-0000-000000000001';

/**
 * The statements that make the metadata MySQL Router 9.7 asks for, which MySQL Shell would make: version 2.0 of its
 * schema, as far as Router reads it. `reader` is the account that Router uses; it also notes there when it was seen.
 */
export function routerMetadata(
  members: readonly { readonly uuid: string; readonly host: string }[],
  reader: string,
): string[] {
  const account = `${quote(reader)}@'%'`;
  return [
    'DROP DATABASE IF EXISTS mysql_innodb_cluster_metadata',
    'CREATE DATABASE mysql_innodb_cluster_metadata',
    'USE mysql_innodb_cluster_metadata',
    'CREATE VIEW schema_version AS SELECT 2 AS major, 0 AS minor, 0 AS patch',
    `CREATE TABLE v2_gr_clusters (
       cluster_id CHAR(36) CHARACTER SET ascii PRIMARY KEY, cluster_name VARCHAR(63),
       group_name CHAR(36) CHARACTER SET ascii, cluster_type VARCHAR(8) NOT NULL,
       primary_mode VARCHAR(4) NOT NULL, attributes JSON, router_options JSON)`,
    `CREATE TABLE v2_instances (
       instance_id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, cluster_id CHAR(36) CHARACTER SET ascii,
       label VARCHAR(256), address VARCHAR(265), mysql_server_uuid CHAR(36) CHARACTER SET ascii NOT NULL UNIQUE,
       endpoint VARCHAR(265), xendpoint VARCHAR(265), attributes JSON)`,
    `CREATE TABLE v2_routers (
       router_id INT UNSIGNED PRIMARY KEY AUTO_INCREMENT, router_name VARCHAR(265), product_name VARCHAR(128),
       address VARCHAR(256), version VARCHAR(12), last_check_in TIMESTAMP NULL, attributes JSON, options JSON,
       cluster_id CHAR(36) CHARACTER SET ascii, clusterset_id CHAR(36) CHARACTER SET ascii)`,
    // A view may not name a system variable (ER_VIEW_SELECT_VARIABLE), so a function does.
    'CREATE FUNCTION own_uuid() RETURNS CHAR(36) CHARACTER SET ascii NO SQL RETURN @@server_uuid',
    `CREATE VIEW v2_this_instance AS
       SELECT i.cluster_id, i.instance_id, c.cluster_name, c.cluster_type
       FROM v2_instances AS i JOIN v2_gr_clusters AS c USING (cluster_id) WHERE i.mysql_server_uuid = own_uuid()`,
    `INSERT INTO v2_gr_clusters VALUES (${quote(clusterId)}, 'cluster', @@group_replication_group_name, 'gr',
       IF(@@group_replication_single_primary_mode, 'pm', 'mm'), '{}', '{}')`,
    ...members.map(({ uuid, host }) => {
      const at = quote(`${host}:3306`);
      return `INSERT INTO v2_instances (cluster_id, label, address, mysql_server_uuid, endpoint, xendpoint, attributes)
         VALUES (${quote(clusterId)}, ${at}, ${at}, ${quote(uuid)}, ${at}, ${quote(`${host}:33060`)}, '{}')`;
    }),
    `INSERT INTO v2_routers (router_id, router_name, product_name, address, attributes, cluster_id)
       VALUES (1, 'router', 'MySQL Router', 'router', '{}', ${quote(clusterId)})`,
    `GRANT SELECT, EXECUTE ON mysql_innodb_cluster_metadata.* TO ${account}`,
    `GRANT INSERT, UPDATE, DELETE ON mysql_innodb_cluster_metadata.v2_routers TO ${account}`,
    `GRANT SELECT ON performance_schema.* TO ${account}`,
  ];
}
