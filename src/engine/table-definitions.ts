import { createHash } from 'node:crypto';
import type { Session } from './session.ts';

/** Behind the name of a column: the schemas that are not the server's own. */
export const ofUsers = "NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')";

/**
 * Every column, key and constraint of every table, by kind and name, as `SHOW CREATE TABLE` writes it; the order of the
 * columns; and a digest of the rest, which may hold the password of a federated table. The next value of AUTO_INCREMENT is
 * left out: it follows the rows.
 */
export async function readTableDefinitions(session: Session): Promise<Record<string, string>> {
  const sql = `SELECT TABLE_SCHEMA AS \`schema\`, TABLE_NAME AS name FROM information_schema.TABLES
    WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA ${ofUsers}`;
  const found: Record<string, string> = {};
  for (const { schema, name } of await session.query<{ schema: string; name: string }>(sql)) {
    const [row] = await session.query<{ 'Create Table': string }>('SHOW CREATE TABLE ??.??', [schema, name]);
    if (row) Object.assign(found, partsOfTable(`${schema}.${name}`, row['Create Table']));
  }
  return found;
}

/** The parts of one table, by the text of `SHOW CREATE TABLE`: a line each, and what stands behind the list. */
export function partsOfTable(table: string, text: string): Record<string, string> {
  const lines = text.split('\n');
  const end = lines.findIndex((line) => line.startsWith(')'));
  const parts: Record<string, string> = {};
  const columns: string[] = [];
  for (const line of lines.slice(1, end)) {
    const part = line.trim().replace(/,$/, '');
    const [, kind = '', quoted] =
      /^(PRIMARY KEY|(?:\w+ )?KEY|CONSTRAINT|)\s*(?:`((?:[^`]|``)+)`)?/.exec(part) ?? [];
    const name = quoted?.replaceAll('``', '`') ?? 'PRIMARY';
    if (kind === '') columns.push(name);
    const noun = kind === '' ? 'column' : kind === 'CONSTRAINT' ? 'constraint' : 'key';
    parts[`${noun} ${table}.${name}`] = part;
  }
  parts[`columns of ${table}`] = columns.join(', ');
  parts[`table ${table}`] = shortDigest(
    lines
      .slice(end)
      .join('\n')
      .replace(/ AUTO_INCREMENT=\d+/, ''),
  );
  return parts;
}

/** What stands for a text that a record must not keep: the first 16 hexadecimal digits of its SHA-256. */
export function shortDigest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
