import { describe, expect, test } from 'vitest';
import { destructiveFaults } from '../../../src/faults/list.ts';
import { loadScenario } from '../../../src/scenario/load.ts';
import { folderWith, refusal } from '../document/files.ts';
import { killPrimary, pair } from './examples.ts';

/** The pair, with a backup service. */
const backed = pair
  .replace('proxy: { service: proxy }', 'proxy: { service: proxy }\n  backup: { service: keeper }')
  .concat('  keeper: { image: keeper }\n');

const dropTable = `name: drop-table
question: How long until the table is back?
topology: ./pair
backup: {}
method:
  - fault: drop-table
    target: primary
recovery:
  restore: { what: table }
objectives:
  time-to-restore: <= 60s
`;
const edited = (from: string, to: string) => dropTable.replace(from, to);

const folderOf = (text: string, compose: string) =>
  folderWith({ 'drill.yml': text, 'pair/compose.yml': compose });

async function load(text: string, sets: readonly string[] = []) {
  return (await loadScenario(`${await folderOf(text, backed)}/drill.yml`, sets)).scenario;
}

async function refused(text: string, sets: readonly string[] = [], compose = backed): Promise<string> {
  const folder = await folderOf(text, compose);
  return refusal(folder, loadScenario(`${folder}/drill.yml`, sets));
}

describe('a scenario with backups is in order', () => {
  test('and takes one before its method, and restores all but the fault, unless it says otherwise', async () => {
    const { backup, recovery } = await load(dropTable);
    expect(backup).toEqual({ full: ['before-method'], verify: false });
    expect(recovery.restore).toEqual({ what: 'table', from: 'backup', upTo: 'without-fault' });
  });

  test.each(destructiveFaults)('with a restore up to the fault %s', async (fault) => {
    for (const upTo of ['without-fault', 'before-fault', 'latest']) {
      const text = edited('drop-table\n    target', `${fault}\n    target`);
      const { recovery } = await load(text, [`recovery.restore={ what: cluster, upTo: ${upTo} }`]);
      expect(recovery.restore?.upTo).toBe(upTo);
    }
  });

  test('with a restore of all there is, though no fault destroys data', async () => {
    const text = edited('fault: drop-table', 'fault: kill').replace('what: table', 'upTo: latest');
    expect((await load(text)).recovery.restore).toEqual({ what: 'cluster', from: 'backup', upTo: 'latest' });
  });

  test('without any restore', async () => {
    const text = edited('  restore: { what: table }', '  restart: none').replace(
      'time-to-restore',
      'rto-service',
    );
    expect((await load(text)).recovery.restore).toBeUndefined();
  });
});

describe('a restore is refused', () => {
  test('of a table up to anything but its own fault, and of a table where a whole database is gone', async () => {
    expect(await refused(edited('what: table', 'what: table, upTo: latest'))).toMatchInlineSnapshot(`
      "drill.yml:9:33: recovery.restore.upTo: expected without-fault for \`what: table\`, found "latest"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
    const dropped = edited('drop-table\n    target', 'drop-database\n    target');
    expect(await refused(dropped)).toMatchInlineSnapshot(`
      "drill.yml:9:20: recovery.restore.what: expected \`what: cluster\`: drop-database takes more than one table
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('without backups', async () => {
    expect(await refused(edited('backup: {}\n', ''))).toMatchInlineSnapshot(`
      "drill.yml:8:12: recovery.restore: expected a scenario with \`backup\`, found a restore from none
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('without a fault to undo', async () => {
    const nothingLost = edited('fault: drop-table', 'fault: kill');
    expect(await refused(nothingLost)).toMatchInlineSnapshot(`
      "drill.yml:9:12: recovery.restore: expected \`upTo: latest\`, or a fault that destroys data: there is no transaction to leave out
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
    const before = nothingLost.replace('{ what: table }', '\n    upTo: before-fault');
    expect(await refused(before)).toMatch(/^drill\.yml:10:5: recovery\.restore: expected `upTo: latest`/);
  });

  test('of a table from a delayed replica, which gives back all it has', async () => {
    expect(await refused(edited('what: table', 'what: table, from: delayed-replica'))).toMatch(
      /^drill\.yml:9:33: recovery\.restore\.from: expected backup for `what: table`, found "delayed-replica"/,
    );
  });

  test('from a delayed replica, on a topology that has none', async () => {
    const fromDelayed = edited('drop-table\n    target', 'drop-database\n    target').replace(
      '{ what: table }',
      '{ from: delayed-replica }',
    );
    expect(await refused(fromDelayed)).toContain(
      'recovery.restore.from: expected a topology with a delayed replica (x-ha-drill.delayed names it), found',
    );
    expect(await load(fromDelayed.replace(/^topology: .*$/m, 'topology: delayed-replica'))).toMatchObject({
      recovery: { restore: { from: 'delayed-replica' } },
    });
  });

  test('and so are backups that are verified, but not judged', async () => {
    const verified = edited('backup: {}', 'backup: { verify: true }');
    expect(await refused(verified)).toMatch(
      /^drill\.yml:4:19: backup\.verify: expected the objective `backup-findings: <= 0`/,
    );
    const judged = verified.replace('<= 60s', '<= 60s\n  backup-findings: <= 0');
    expect((await load(judged)).backup?.verify).toBe(true);
  });

  test('that would undo only the first of two faults that destroy data', async () => {
    const two = edited('fault: drop-table', 'fault: truncate\n    target: primary\n  - fault: drop-table');
    expect(await refused(two)).toMatch(
      /^drill\.yml:\d+:12: method\.1\.fault: expected one fault that destroys data, found truncate and drop-table/,
    );
  });

  test('for both reasons, at once', async () => {
    const text = edited('backup: {}\n', '').replace('fault: drop-table', 'fault: kill');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "drill.yml:8:12: recovery.restore: expected a scenario with \`backup\`, found a restore from none
      drill.yml:8:12: recovery.restore: expected \`upTo: latest\`, or a fault that destroys data: there is no transaction to leave out
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('that the command line asks for, by its option', async () => {
    expect(await refused(killPrimary, ['recovery.restore.upTo=latest'])).toMatchInlineSnapshot(`
      "--set recovery.restore.upTo=latest: recovery.restore: expected a scenario with \`backup\`, found a restore from none
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('of what, and up to where, nobody knows', async () => {
    expect(await refused(edited('what: table', 'what: tables, upTo: fault'))).toMatchInlineSnapshot(`
      "drill.yml:9:20: recovery.restore.what: expected one of cluster, table, found "tables"; did you mean table?
      drill.yml:9:34: recovery.restore.upTo: expected one of without-fault, before-fault, latest, found "fault"
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });
});

describe('backups are refused', () => {
  test('on a topology without a backup service', async () => {
    expect(await refused(dropTable, [], pair)).toMatchInlineSnapshot(`
      "drill.yml:4:9: backup: expected a topology with a backup service, found pair, which has none
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });

  test('that are taken never, or at an unknown time', async () => {
    expect(await refused(edited('backup: {}', 'backup: { full: [] }'))).toMatchInlineSnapshot(`
      "drill.yml:4:17: backup.full: expected at least 1 item (under load before the first fault, or begun with the method, or both), found an empty list
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
    expect(await refused(edited('backup: {}', 'backup: { full: [after-method] }'))).toMatchInlineSnapshot(`
      "drill.yml:4:18: backup.full.0: expected one of before-method, with-method, found "after-method"; did you mean with-method?
      hint: \`ha-drill list\` shows topologies, faults, measures and checks; \`ha-drill schema scenario\` the whole format"
    `);
  });
});
