import type { Session } from '../../engine/session.ts';
import { messageOf, usageError } from '../../errors.ts';
import type { Json } from '../../history/beside.ts';
import type { Random } from '../../random.ts';
import { pause } from '../../wait.ts';
import type { Client } from '../beside/client.ts';
import type { BesideWorkload, FinalRead, NewOperation } from '../beside/types.ts';
import { sqlChecks } from './checks.ts';
import { chooseValues, render, type Value } from './placeholders.ts';
import { contentOf, type SqlOperation, type SqlOptions, sqlOptions } from './schema.ts';
import { tableReads } from './tables.ts';

const schema = 'ledger';
/** So many rows of an invariant that does not hold are kept. */
const mostRows = 5;

/** Statements, transactions and invariants of the user's own, from a file. */
export const sql = {
  name: 'sql',
  description: 'your own statements and transactions, with invariants that must hold all the while',
  options: sqlOptions,
  // The file of statements may define anything.
  defines: ['definitions', 'events'],
  prepare: async (session, options) => {
    await session.query(`USE ${schema}`);
    for (const one of contentOf(options).prepare) {
      await session.query(one.sql).catch((error: unknown) => {
        throw usageError(`${one.at}: the server refused the statement: ${messageOf(error)}`);
      });
    }
  },
  operations: (random, options) => operationsFrom(random, options),
  apply: async ({ function: name, key, value }, client, options) => {
    const { operations, invariants } = contentOf(options);
    await client.use(schema);
    if (name === 'invariant') return violationsOf(await client.read(invariants[String(key)] ?? ''));
    const operation = operations[name];
    if (!operation) throw new RangeError(`the file has no operation ${name}`);
    const values = value as Value[][];
    const statements = operation.statements.map((text, index) => render(text, values[index] ?? []));
    await run(client, operation, statements);
    return null;
  },
  finalReads: async (session, options) => {
    await session.query(`USE ${schema}`);
    const reads: FinalRead[] = [];
    for (const [name, query] of Object.entries(contentOf(options).invariants))
      reads.push([`invariant ${name}`, await answerOf(session, query)]);
    return [...reads, ...(await tableReads(session, schema))];
  },
  checks: sqlChecks,
} satisfies BesideWorkload<typeof sqlOptions>;

/** Chooses an operation by the weights; now and then the next invariant instead. */
function operationsFrom(random: Random, options: SqlOptions): () => NewOperation {
  const { operations, invariants, invariantShare } = contentOf(options);
  const entries = Object.entries(operations);
  const names = Object.keys(invariants);
  const total = entries.reduce((sum, [, { weight }]) => sum + weight, 0);
  let asked = 0;
  let sequence = 0;
  const nextInSequence = (): number => {
    sequence += 1;
    return sequence;
  };
  return () => {
    if (random() < invariantShare) {
      asked += 1;
      return { function: 'invariant', key: names[(asked - 1) % names.length] ?? null, value: null };
    }
    let left = random() * total;
    const chosen = entries.find(([, { weight }]) => {
      left -= weight;
      return left < 0;
    });
    const [name, { statements }] = chosen ?? entries[0] ?? ['', { statements: [] }];
    return { function: name, key: null, value: chooseValues(statements, random, nextInSequence) };
  };
}

async function run(
  client: Client,
  { kind, isolation, thinkMs }: SqlOperation,
  statements: readonly string[],
) {
  if (kind === 'transaction') {
    await client.transaction(isolation, async () => {
      for (const [index, statement] of statements.entries()) {
        if (index > 0 && thinkMs > 0) await pause(thinkMs);
        await client.write(statement);
      }
    });
    return;
  }
  for (const statement of statements)
    await (kind === 'read' ? client.read(statement) : client.write(statement));
}

/** The first rows of an invariant that does not hold, in JSON; none where it holds. */
function violationsOf(rows: readonly unknown[]): Json[] {
  return JSON.parse(JSON.stringify(rows.slice(0, mostRows))) as Json[];
}

async function answerOf(session: Session, query: string): Promise<Json> {
  try {
    return { violations: violationsOf(await session.query(query)) };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
