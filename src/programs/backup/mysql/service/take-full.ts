import { environmentError } from '../../../../errors.ts';
import { tellBackup } from '../../common/service/tell-backup.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { fullMethods } from '../full/list.ts';
import type { FullName } from '../full/names.ts';
import type { FullContext } from '../full/types.ts';
import { beginFullBackup } from '../store/full-backup.ts';
import type { FullBackup } from '../store/schema.ts';
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
