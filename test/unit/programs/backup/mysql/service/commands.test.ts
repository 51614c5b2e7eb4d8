import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DrillError } from '../../../../../../src/errors.ts';
import { refusedMethods } from '../../../../../../src/programs/backup/mysql/full/list.ts';
import { runBackupCommand } from '../../../../../../src/programs/backup/mysql/service/commands.ts';
import { backupConfigFrom } from '../../../../../../src/programs/backup/mysql/service/config.ts';

/** A service without a store and without servers: what touches one fails otherwise than asserted. */
const means = {
  ...backupConfigFrom({
    HA_DRILL_ADMIN_PASSWORD: 'a',
    HA_DRILL_REPLICATION_PASSWORD: 'r',
    NODES: 'nobody.invalid',
    STORE: '/nowhere/store',
  }),
  emit: ({ text }: { readonly text: string }) => {
    throw new Error(`told: ${text}`);
  },
};

/** The message of a command that is refused as wrong usage. */
async function refused(...words: readonly string[]): Promise<string> {
  const error = await runBackupCommand(words, means).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof DrillError && error.exitCode === 64) return error.message;
  throw new Error(`expected a DrillError with exit code 64, found ${String(error)}`);
}

const names = [
  'full',
  'list',
  'find',
  'restore',
  'await-archive',
  'replace-table',
  'release',
  'new-timeline',
  'verify',
  'prune',
];

describe('words that are no command', () => {
  test('are answered with all commands', async () => {
    expect(await refused('fulll', '--method', 'clone')).toMatchInlineSnapshot(`
      "Expected one of these commands, found "fulll --method clone":
        full [--method clone|mysqldump]
        list
        find --kind KIND [--schema NAME] [--table NAME] [--from TIME] [--to TIME]
        restore [--full | --before GTID | --except GTID [--accept-later-updates] | --time TIME]
        await-archive GTIDS
        replace-table SCHEMA.TABLE
        release
        new-timeline
        verify [--restore]
        prune"
    `);
  });

  test('are refused, also when there are none', async () => {
    expect(await refused()).toMatch(/^Expected one of these commands, found "":\n/);
    expect(await refused('--help')).toMatch(/^Expected one of these commands, found "--help":\n/);
  });

  test('are refused, whatever they are', async () => {
    const word = fc.string().filter((text) => !names.includes(text) && !(text in {}));
    await fc.assert(
      fc.asyncProperty(word, async (text) => {
        expect(await refused(text)).toContain(`found "${text}"`);
      }),
    );
  });

  test.each(['constructor', 'toString', '__proto__'])('are refused, also %s', async (text) => {
    expect(await refused(text)).toContain(`found "${text}"`);
  });
});

describe('a full backup', () => {
  test('by an unknown method is refused with the known ones', async () => {
    expect(await refused('full', '--method', 'xtrabackup')).toBe(
      'Expected a method of clone, mysqldump, found "xtrabackup".',
    );
  });

  test('by mydumper is refused with the reason', async () => {
    const message = await refused('full', '--method', 'mydumper');
    expect(message).toBe(`mydumper is no backup: ${refusedMethods.mydumper}`);
    expect(message).toContain('records neither binlog position nor GTIDs');
  });

  test('with an unknown option, an option without a value or a further word is refused', async () => {
    expect(await refused('full', '--methode', 'clone')).toContain("'--methode'");
    expect(await refused('full', '--method')).toContain("'--method <value>'");
    expect(await refused('full', 'clone')).toContain("'clone'");
  });
});

describe('a search', () => {
  test('for an unknown kind is refused with the known ones', async () => {
    expect(await refused('find', '--kind', 'drop')).toBe(
      'Expected a kind of drop-database, drop-table, truncate, alter-table, update, delete, insert, any, found "drop".',
    );
    expect(await refused('find', '--kind', 'other')).toContain('found "other"');
  });

  test.each(['--from', '--to'])('%s what is no instant with its zone is refused', async (option) => {
    for (const text of ['2026-11-21T12:31:07', '12:31', 'yesterday', '']) {
      expect(await refused('find', option, text)).toBe(
        `Expected an instant with its zone, such as 2026-11-21T12:31:07.5Z, found "${text}".`,
      );
    }
  });
});

describe('a restore', () => {
  const goals = {
    before: '3e11fa47-71ca-11e1-9e33-c80aa9429562:7',
    except: '3e11fa47-71ca-11e1-9e33-c80aa9429562:7',
    time: '2026-11-21T12:31:07.5Z',
  };
  const [first, second, third] = Object.entries(goals).map(([name, value]) => [`--${name}`, value]);

  test.each([
    [first, second],
    [first, third],
    [second, third],
    [third, first],
    [first, second, third],
  ])('to two goals at once is refused: %j %j', async (...given) => {
    expect(await refused('restore', ...given.flatMap((words) => words ?? []))).toBe(
      'Expected one of --full, --before, --except and --time, found several.',
    );
  });

  test('to two goals at once is refused, also when one is no replay at all', async () => {
    expect(await refused('restore', '--full', '--before', goals.before)).toContain('found several');
  });

  test.each(['--before', '--except'])('%s what is not one transaction is refused', async (option) => {
    const { before } = goals;
    const several = [`${before}-8`, `${before}:9`, `${before},4f22fb58-82db-22f2-8f44-d91bb053a673:1`];
    for (const text of ['', '7', 'nonsense:7', ...several]) {
      expect(await refused('restore', option, text)).toBe(
        `Expected the GTID of one transaction, such as UUID:4685, found "${text}".`,
      );
    }
  });

  test('to a time without its zone is refused', async () => {
    expect(await refused('restore', '--time', '2026-11-21 12:31:07')).toBe(
      'Expected an instant with its zone, such as 2026-11-21T12:31:07.5Z, found "2026-11-21 12:31:07".',
    );
  });

  test('with a goal that is no option is refused', async () => {
    expect(await refused('restore', goals.before)).toContain(goals.before);
    expect(await refused('restore', '--before')).toContain("'--before <value>'");
    expect(await refused('restore', '--after', goals.before)).toContain("'--after'");
  });
});

test('to wait for what is no GTID set is refused', async () => {
  expect(await refused('await-archive', 'soon')).toContain('Expected a GTID set');
});

test('an option that verify does not know is refused before anything is verified', async () => {
  expect(await refused('verify', '--restor')).toContain("'--restor'");
});

test.each(['', 'orders', 'shop.', '.orders', 'shop.orders.old'])(
  'the table "%s", which does not name its schema and itself, is not replaced',
  async (name) => {
    expect(await refused('replace-table', name)).toBe(
      `Expected a table such as shop.orders, found "${name}".`,
    );
  },
);
