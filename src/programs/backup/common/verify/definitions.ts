import type { Connection, RowDataPacket } from 'mysql2/promise';

type Definition = RowDataPacket & { name: string; text: string | null };

/** Each lists what there is of one kind outside of the server's own schemas: a name, and what it is. */
export const definitionQueries: Readonly<Record<string, string>> = {
  routine: `SELECT CONCAT(ROUTINE_SCHEMA, '.', ROUTINE_NAME) AS name,
      CONCAT_WS(' ', ROUTINE_TYPE, DTD_IDENTIFIER, SECURITY_TYPE, DEFINER, ROUTINE_DEFINITION) AS text
    FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA NOT IN ('mysql', 'sys')`,
  trigger: `SELECT CONCAT(TRIGGER_SCHEMA, '.', TRIGGER_NAME) AS name,
      CONCAT_WS(' ', ACTION_TIMING, EVENT_MANIPULATION, EVENT_OBJECT_TABLE, DEFINER, ACTION_STATEMENT) AS text
    FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA NOT IN ('mysql', 'sys')`,
  event: `SELECT CONCAT(EVENT_SCHEMA, '.', EVENT_NAME) AS name,
      CONCAT_WS(' ', EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, DEFINER, EVENT_DEFINITION) AS text
    FROM information_schema.EVENTS`,
  view: `SELECT CONCAT(TABLE_SCHEMA, '.', TABLE_NAME) AS name,
      CONCAT_WS(' ', CHECK_OPTION, SECURITY_TYPE, DEFINER, VIEW_DEFINITION) AS text
    FROM information_schema.VIEWS WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys')`,
  // Each node makes the accounts of the cluster itself, each with a salt of its own.
  account: `SELECT CONCAT(User, '@', Host) AS name,
      CONCAT_WS(' ', plugin, IF(User LIKE 'ha\\\\_%', '', HEX(authentication_string)), account_locked, max_user_connections) AS text
    FROM mysql.user WHERE User NOT LIKE 'mysql.%'`,
};

/** Routines, triggers, events, views, accounts and their grants, by kind and name; `routine shop.total` for instance. */
export async function readDefinitions(
  connection: Connection,
  queries = definitionQueries,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [kind, sql] of Object.entries(queries)) {
    const [rows] = await connection.query<Definition[]>(sql);
    for (const { name, text } of rows) found.set(`${kind} ${name}`, text ?? '');
  }
  for (const account of [...found.keys()].filter((name) => name.startsWith('account '))) {
    const name = account.slice('account '.length);
    found.set(`grants of ${name}`, await grantsOf(connection, name));
  }
  return found;
}

async function grantsOf(connection: Connection, account: string): Promise<string> {
  const at = account.lastIndexOf('@');
  const [rows] = await connection.query<RowDataPacket[]>('SHOW GRANTS FOR ?@?', [
    account.slice(0, at),
    account.slice(at + 1),
  ]);
  return rows
    .map((row) => String(Object.values(row)[0]))
    .sort()
    .join('; ');
}

/** In what the definitions of two servers differ, a line each. */
export function definitionDifferences(
  expected: ReadonlyMap<string, string>,
  found: ReadonlyMap<string, string>,
): string[] {
  const names = [...new Set([...expected.keys(), ...found.keys()])].sort();
  return names.flatMap((name) => {
    if (!found.has(name)) return [`${name}: expected it, found none`];
    if (!expected.has(name)) return [`${name}: expected none, found one`];
    return expected.get(name) === found.get(name) ? [] : [`${name}: is not the same`];
  });
}
