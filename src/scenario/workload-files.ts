import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { check, problemAt } from '../document/check.ts';
import { fromHere } from '../document/from-here.ts';
import type { Problem } from '../document/problem.ts';
import { readText } from '../document/read-text.ts';
import { readSource, type Source } from '../document/source.ts';
import { DrillError } from '../errors.ts';
import { placeholderProblems } from '../workload/sql/placeholders.ts';
import { operationsOf, type SqlContent, type SqlFile, sqlFile, sqlOptions } from '../workload/sql/schema.ts';
import { readScript } from '../workload/sql/script.ts';
import type { Scenario } from './schema.ts';

type Beside = NonNullable<Scenario['workload']['beside']>;

/** Something read, or what is wrong with it: in files that are read as documents, and in words of other readers. */
type Read<T> = {
  readonly value?: T;
  readonly problems: readonly Problem[];
  readonly elsewhere: readonly string[];
};

/** The workloads beside the ledger with what their files hold. Relative paths are from the folder of the file that names them. */
export async function readWorkloadFiles(source: Source, beside: Beside): Promise<Read<Beside>> {
  const all = await Promise.all(
    beside.map(async (one, index): Promise<Read<Beside[number]>> => {
      const options = one.kind === 'sql' ? sqlOptions.safeParse(one.with).data : undefined;
      if (!options) return { value: one, problems: [], elsewhere: [] };
      const path = ['workload', 'beside', index, 'with'];
      if (options.content) return failed(problemAt(source, [...path, 'content'], 'expected `file` alone'));
      const read = await readSql(source, [...path, 'file'], options.file);
      return {
        ...read,
        value: { ...one, with: { ...one.with, ...(read.value && { content: read.value }) } },
      };
    }),
  );
  return {
    value: all.flatMap(({ value }) => value ?? []),
    problems: all.flatMap(({ problems }) => problems),
    elsewhere: all.flatMap(({ elsewhere }) => elsewhere),
  };
}

async function readSql(
  named: Source,
  at: readonly (string | number)[],
  file: string,
): Promise<Read<SqlContent>> {
  const path = beside(named, file);
  if (!existsSync(path)) return failed(problemAt(named, at, `expected a file, found none at ${path}`));
  let source: Source;
  try {
    source = await readSource(path);
  } catch (error) {
    return refused(error);
  }
  const { value, problems } = check(source, sqlFile);
  if (!value) return { problems, elsewhere: [] };
  const { value: prepare, ...script } = await readPrepare(source, value.prepare);
  const wrong = [...statementProblems(source, value), ...script.problems];
  if (wrong.length > 0 || !prepare) return { ...script, problems: wrong };
  const { invariants, invariantShare } = value;
  const read = { prepare, operations: operationsOf(value), invariants, invariantShare };
  return { value: read, problems: [], elsewhere: [] };
}

async function readPrepare(named: Source, file: string): Promise<Read<SqlContent['prepare']>> {
  const path = beside(named, file);
  if (!existsSync(path))
    return failed(problemAt(named, ['prepare'], `expected a file, found none at ${path}`));
  try {
    const { statements, problem } = readScript(await readText(path));
    if (problem)
      return failed({ place: path, line: problem.line, column: 1, subject: '', message: problem.message });
    if (statements.length === 0)
      return failed({
        place: path,
        line: 1,
        column: 1,
        subject: '',
        message: 'expected statements, found none',
      });
    const value = statements.map(({ line, sql }) => ({ at: `${path}:${line}`, sql }));
    return { value, problems: [], elsewhere: [] };
  } catch (error) {
    return refused(error);
  }
}

/** Placeholders that are none, and those of invariants, which have none. */
function statementProblems(source: Source, { operations, invariants }: SqlFile): Problem[] {
  const ofOperations = Object.entries(operations).flatMap(([name, { read, write, transaction }]) =>
    placeholderProblems(transaction ?? [read ?? write ?? '']).map(({ index, message }) => {
      const part = transaction ? ['transaction', index] : [write === undefined ? 'read' : 'write'];
      return problemAt(source, ['operations', name, ...part], message);
    }),
  );
  const ofInvariants = Object.entries(invariants).flatMap(([name, query]) =>
    query.includes('{{')
      ? [problemAt(source, ['invariants', name], 'expected a query without placeholders, found {{')]
      : [],
  );
  return [...ofOperations, ...ofInvariants];
}

function beside(named: Source, file: string): string {
  return fromHere(resolve(dirname(named.path), file));
}

function failed(problem: Problem): Read<never> {
  return { problems: [problem], elsewhere: [] };
}

/** @throws what is no complaint about a file */
function refused(error: unknown): Read<never> {
  if (!(error instanceof DrillError)) throw error;
  return { problems: [], elsewhere: error.lines };
}
