import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { messageOf, usageError } from '../errors.ts';
import { exitCodes } from '../exit-codes.ts';
import { type Damage, losesTransactions } from '../formats/binlog/damage.ts';
import { type Match, matchTransaction, parseUs, type Wanted, wantedKinds } from '../formats/binlog/find.ts';
import { readTransactions } from '../formats/binlog/transactions.ts';
import { plainText } from '../report/text.ts';
import { columns, print, tell } from './output.ts';

type FindOptions = {
  kind: Wanted['kind'];
  schema?: string;
  table?: string;
  from?: number;
  to?: number;
  json?: boolean;
};

/** `ha-drill binlog`: looks into binary log files of MySQL, without a server. */
export function binlogCommand(): Command {
  return new Command('binlog').description('look into binary log files of MySQL').addCommand(findCommand());
}

function findCommand(): Command {
  return new Command('find')
    .description(
      'find transactions by what they did, and when: exit 0 when there is one, 1 when there is none',
    )
    .argument('<files...>', 'binary log files, in their order')
    .addOption(new Option('--kind <kind>', 'what they did').choices(wantedKinds).default('any'))
    .option('--schema <name>', 'to which schema')
    .option('--table <name>', 'to which table')
    .option('--from <time>', 'committed then or later, such as 2026-11-21T12:31:07.5Z', parseInstant)
    .option('--to <time>', 'committed then or earlier', parseInstant)
    .option('--json', 'print them as JSON')
    .action(async (files: string[], options: FindOptions) => {
      const { matches, damaged } = await findIn(files, options);
      if (options.json) print(JSON.stringify(matches, null, 2));
      else if (matches.length > 0) print(renderMatches(matches));
      for (const { file, offset, text } of damaged) tell(`${file}: from offset ${offset} not read: ${text}`);
      process.exitCode = exitOf(matches, damaged);
    });
}

type Damaged = Damage & { readonly file: string };
type Found = { readonly matches: readonly Match[]; readonly damaged: readonly Damaged[] };

async function findIn(files: readonly string[], { from, to, ...options }: FindOptions): Promise<Found> {
  const matches: Match[] = [];
  const damaged: Damaged[] = [];
  for (const file of files) {
    for await (const item of readTransactions(openBinlog(file))) {
      if (item.kind !== 'transaction') {
        damaged.push({ ...item, file });
        continue;
      }
      const match = matchTransaction(item, { ...options, fromUs: from, toUs: to }, file);
      if (match) matches.push(match);
    }
  }
  return { matches, damaged };
}

async function* openBinlog(file: string): AsyncGenerator<Uint8Array, void> {
  try {
    yield* createReadStream(file, { highWaterMark: 2 ** 20 });
  } catch (error) {
    throw usageError(`${file}: cannot be read: ${messageOf(error)}`);
  }
}

/** Nothing found means nothing only where all of it could be read. */
export function exitOf(matches: readonly Match[], damaged: readonly Damage[]): number {
  if (matches.length > 0) return exitCodes.pass.code;
  return damaged.some(losesTransactions) ? exitCodes.usage.code : exitCodes.fail.code;
}

/** Matches as a table for a terminal. */
export function renderMatches(matches: readonly Match[]): string {
  const rows = matches.map(({ committedAt, gtid, file, offset, complete, text }) => [
    committedAt,
    gtid,
    `${file}:${offset}`,
    complete ? plainText(text) : `${plainText(text)} (not complete: the file ends before its commit)`,
  ]);
  return columns([['committed', 'GTID', 'file:offset', 'what it did'], ...rows]).join('\n');
}

function parseInstant(text: string): number {
  const us = parseUs(text);
  if (us !== undefined) return us;
  throw usageError(
    `${text}: expected an instant with its zone, such as 2026-11-21T12:31:07.5Z or 2026-11-21T13:31+01:00`,
  );
}
