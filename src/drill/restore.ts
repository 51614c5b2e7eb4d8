import { z } from 'zod';
import { matchSchema } from '../backup/binlog/find.ts';
import { replacedTableSchema } from '../backup/restore/replaced-table.ts';
import { withConnection } from '../cluster/connection.ts';
import { primaryOf } from '../cluster/ready.ts';
import { environmentError } from '../errors.ts';
import { makeReadOnly } from '../replication/mysql/writes.ts';
import type { NodeAddress } from '../replication/types.ts';
import type { Scenario } from '../scenario/schema.ts';
import { waitFor } from '../wait.ts';
import { askBackup } from './backups.ts';
import { damageDone } from './damage-done.ts';
import type { ClusterDrill } from './drill.ts';
import { startAgain } from './start-again.ts';
import { faultTargets } from './targets.ts';

type Restore = NonNullable<Scenario['recovery']['restore']>;

/** The runbook after data was destroyed: brings it back from the backups, as the scenario says. */
export async function restoreData(drill: ClusterDrill, restore: Restore): Promise<void> {
  if (restore.what === 'table') await restoreTable(drill);
  else await restoreCluster(drill, restore.upTo);
}

/** What comes before anything is started again: nobody may work on a cluster that is about to be replaced. */
export async function beforeRestore(drill: ClusterDrill, { what }: Restore): Promise<void> {
  if (what === 'cluster') await closeCluster(drill);
}

/** Restores beside the cluster, copies every node anew from there, and lets the manager form the cluster again. */
async function restoreCluster(drill: ClusterDrill, upTo: Restore['upTo']): Promise<void> {
  const words = await goal(drill, upTo);
  step(drill, 'restore', `restore the cluster's data: ${words.join(' ') || 'all there is'}`);
  await askBackup(drill, ['restore', ...words]);
  await askBackup(drill, ['new-timeline']);
  step(drill, 'rebuild', 'copy every node anew from the restored server');
  const { backup } = drill.cluster;
  if (!backup) throw environmentError('The cluster has no backup service that runs.');
  const donor: NodeAddress = { name: backup.name, host: backup.address, port: 3306 };
  await rebuildNodes(drill, donor);
  await askBackup(drill, ['release']);
  await startManager(drill);
  const primary = await waitForPrimary(drill);
  drill.say('data-restored', `${primary} accepts writes on the restored data`, { node: primary });
}

async function waitForPrimary(drill: ClusterDrill): Promise<string> {
  const deadlineMs = drill.plan.scenario.recovery.deadline;
  return waitFor({ what: 'a primary', deadlineMs, signal: drill.signal }, () => {
    const primary = primaryOf(drill.observer.latest());
    return primary ? { done: true, value: primary } : { done: false, state: 'no node accepts writes' };
  });
}

/** Writes are stopped, nobody fails over or repairs, and the archive has all that was ever committed. */
async function closeCluster(drill: ClusterDrill): Promise<void> {
  const { nodes, accounts, topology } = drill.cluster;
  const manager = topology.section.manager?.service;
  step(drill, 'close', 'stop the failover manager, and all writes');
  if (manager) for (const target of faultTargets(drill, [manager])) await target.stopContainer();
  const primary = nodes.find(({ name }) => name === primaryOf(drill.observer.latest()));
  if (!primary) return;
  const executed = await withConnection(primary, accounts.admin, async (connection) => {
    await makeReadOnly(connection, 5);
    return (await drill.replication.inspect(connection)).gtidExecuted;
  });
  await askBackup(drill, ['await-archive', executed]);
}

/** CLONE serves one copy at a time: each node that has been rebuilt serves the next ones, so they double each round. */
async function rebuildNodes(drill: ClusterDrill, restored: NodeAddress): Promise<void> {
  let donors = [restored];
  for (let left = [...drill.cluster.nodes]; left.length > 0; ) {
    const round = left.splice(0, donors.length);
    await Promise.all(round.map((node, index) => rebuildNode(drill, node, donors[index] ?? restored)));
    donors = [...donors, ...round];
  }
}

async function rebuildNode(drill: ClusterDrill, node: NodeAddress, donor: NodeAddress): Promise<void> {
  await withConnection(node, drill.cluster.accounts.admin, async (connection) => {
    connection.on('error', () => undefined);
    await drill.replication.reclone(connection, donor, drill.cluster.accounts);
  });
}

async function startManager(drill: ClusterDrill): Promise<void> {
  const manager = drill.cluster.topology.section.manager?.service;
  if (manager) await startAgain(drill, manager);
}

/** Restores beside the living cluster, and puts the table in the place of the damaged one. */
async function restoreTable(drill: ClusterDrill): Promise<void> {
  const done = damageDone(drill.plan.scenario);
  if (!done?.table) throw environmentError('No fault of the method damages a table.');
  const words = await goal(drill, 'without-fault');
  const name = `${done.schema}.${done.table}`;
  step(drill, 'restore', `restore beside the cluster: ${words.join(' ')}`);
  await askBackup(drill, ['restore', ...words]);
  step(drill, 'replace-table', `put the restored ${name} in the place of the damaged one`);
  const replaced = replacedTableSchema.parse(await askBackup(drill, ['replace-table', name]));
  const aside = replaced.damaged === null ? '' : `; the damaged one is ${replaced.damaged} now`;
  drill.say('data-restored', `${name} is the restored table, with ${replaced.rows} rows${aside}`);
  await askBackup(drill, ['release']);
}

/** The options of the restore: up to where, by the transaction that is found in the archive. */
async function goal(drill: ClusterDrill, upTo: Restore['upTo']): Promise<string[]> {
  if (upTo === 'latest') return [];
  const done = damageDone(drill.plan.scenario);
  if (!done) throw environmentError('No fault of the method destroys data: there is nothing to leave out.');
  const { kind, schema, table } = done;
  step(drill, 'find', `find the transaction: ${kind} of ${schema}${table === null ? '' : `.${table}`}`);
  const words = ['find', '--kind', kind, '--schema', schema, ...(table === null ? [] : ['--table', table])];
  const matches = z.array(matchSchema).parse(await askBackup(drill, words));
  const [match, ...others] = matches;
  if (!match || others.length > 0) {
    const found = matches.map(({ gtid, text }) => `${gtid} (${text})`).join('; ');
    throw environmentError(`Expected one ${kind} in the archive, found ${found || 'none'}.`);
  }
  const { gtid, committedAt, text, file } = match;
  drill.say('transaction-found', `${gtid}, committed ${committedAt}: ${text}`, { data: { gtid, file } });
  return [upTo === 'before-fault' ? '--before' : '--except', gtid];
}

function step(drill: ClusterDrill, action: string, text: string): void {
  drill.progress.note(text);
  drill.say('recovery-step', text, { data: { action } });
}
