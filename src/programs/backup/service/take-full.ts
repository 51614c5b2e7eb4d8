import { environmentError, messageOf } from '../../../errors.ts';
import { formatBytes, formatMs } from '../../../formats/units.ts';
import { fullMethods } from '../full/list.ts';
import type { FullName } from '../full/names.ts';
import type { FullContext } from '../full/types.ts';
import { type BackupDraft, beginFullBackup } from '../store/full-backup.ts';
import type { FullBackup } from '../store/schema.ts';
import { currentTimeline } from '../store/timeline.ts';
import { askServers, bestToBackUp, describeServers, type Reach } from './servers.ts';

/**
 * Takes a full backup from the replica that lags least, or from the primary where there is no replica. It counts when
 * this resolves; when it fails, nothing of it is left.
 *
 * @throws DrillError (exit 3) with the reason
 */
export async function takeFull(method: FullName, context: FullContext & Reach): Promise<FullBackup> {
  const { store, emit } = context;
  const servers = await askServers(context);
  const server = bestToBackUp(servers);
  if (!server) throw environmentError(`No server to back up: ${describeServers(servers, context.nodes)}.`);
  const node = server.address.name;
  const timeline = await currentTimeline(store);
  const draft = await beginFullBackup(store, method, new Date());
  return tellBackup({ draft, node, kind: 'full', by: method }, emit, async () => {
    const facts = await fullMethods[method].take(server, draft, context);
    const { address, state, version } = server;
    return draft.publish({
      ...facts,
      timeline,
      server: { name: address.name, uuid: state.serverUuid, version },
      endedAt: new Date(),
    });
  });
}

type Taken = Pick<FullBackup, 'files' | 'gtids'>;
type About = {
  readonly draft: Pick<BackupDraft, 'id' | 'discard'>;
  readonly node: string;
  readonly kind: string;
  readonly by: string;
};

/** Takes a backup, and tells that it began and what came of it: its size, and how long it took. Nothing of a failed one is left. */
export async function tellBackup<T extends Taken>(
  { draft, node, kind, by }: About,
  emit: FullContext['emit'],
  take: () => Promise<T>,
): Promise<T> {
  const { id } = draft;
  const startedAtMs = performance.now();
  emit({ type: 'backup-started', node, text: `${kind} backup of ${node} by ${by}`, data: { backup: id } });
  try {
    const backup = await take();
    const tookMs = Math.round(performance.now() - startedAtMs);
    const bytes = backup.files.reduce((sum, file) => sum + file.bytes, 0);
    const size = `${formatBytes(bytes)} in ${formatMs(tookMs)}`;
    const text = `${kind} backup ${id} of ${node}: ${size}, up to ${backup.gtids}`;
    const data = { backup: id, kind, bytes, tookMs, gtids: backup.gtids };
    emit({ type: 'backup-completed', node, text, data });
    return backup;
  } catch (error) {
    await draft.discard();
    const text = `the ${kind} backup of ${node} failed, and nothing of it counts: ${messageOf(error)}`;
    emit({ type: 'backup-failed', node, text, data: { backup: id } });
    throw error;
  }
}
