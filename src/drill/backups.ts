import { lastLogLines } from '../docker/logs.ts';
import { environmentError, messageOf } from '../errors.ts';
import { runBackupCommand } from './backup-command.ts';
import type { ClusterDrill } from './drill.ts';

/**
 * Has the cluster's backup service do one piece of work; what it tells is recorded. Resolves with its result.
 *
 * @throws DrillError (exit 3) with what it said, when it failed; with the end of its log, when it does not run
 */
export async function askBackup(drill: ClusterDrill, words: readonly string[]): Promise<unknown> {
  const { docker, cluster, clock, clockOffsetMs } = drill;
  if (!cluster.backup) throw environmentError('The cluster has no backup service that runs.');
  const { State: state } = await docker.getContainer(cluster.backup.containerId).inspect();
  if (!state.Running) {
    const log = await lastLogLines(docker, cluster, cluster.backup.name, 8);
    throw environmentError(
      `The backup service does not run (it ended with exit code ${state.ExitCode}):\n${log}`,
    );
  }
  const serviceClock = { clock, offsetMs: clockOffsetMs };
  return runBackupCommand(docker, cluster.backup, words, serviceClock, drill.recordEvent);
}

/** Takes the full backups that a scenario wants at this time; nothing where it wants none. */
export async function takeBackup(drill: ClusterDrill, when: 'before-method' | 'with-method'): Promise<void> {
  if (!drill.plan.scenario.backup?.full.includes(when)) return;
  drill.progress.note(`full backup (${when.replace('-', ' the ')})`);
  await askBackup(drill, ['full']);
}

/** Judges all backups, restores the newest one and compares it, where a scenario wants that; what is found is recorded. */
export async function verifyBackups(drill: ClusterDrill): Promise<void> {
  if (!drill.plan.scenario.backup?.verify) return;
  drill.progress.note('restore the newest backup beside the cluster, and compare it');
  await askBackup(drill, ['verify', '--restore']);
}

/** Takes one while faults are injected, where a scenario wants it. It may fail: that is recorded, and the drill goes on. */
export async function takeBackupMeanwhile(drill: ClusterDrill): Promise<void> {
  await takeBackup(drill, 'with-method').catch((error: unknown) =>
    drill.say('harness-note', `the full backup that was taken meanwhile failed: ${messageOf(error)}`),
  );
}
