import { messageOf } from '../../../../errors.ts';
import { formatGtidSet, type GtidSet, parseGtidSet, uniteGtidSets } from '../../../../formats/gtid.ts';
import { pause } from '../../../../wait.ts';
import { withSession } from '../../../mysql/session.ts';
import { archivedBytes } from '../../common/archive/sealer.ts';
import { watchSource } from '../../common/archive/watch-source.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import { binlogsOf, knownGtids } from '../judge/binlogs.ts';
import { askServers, primaryAmong, type Server, waitForPrimary } from '../service/servers.ts';
import { beginArchive } from '../store/archive.ts';
import { streamBinlogs } from './mysqlbinlog.ts';
import { receiveBinlogs } from './receiver.ts';
import { archivesOf, sealLeftovers } from './seal.ts';
import { sourceFiles, startFile } from './start-file.ts';
import type { ArchiveContext, Archiver } from './types.ts';

const archivers: Readonly<Record<ArchiveContext['archiveMethod'], Archiver>> = {
  mysqlbinlog: streamBinlogs,
  receiver: receiveBinlogs,
};

/** After a stream broke, the next try waits this long. */
const restMs = 200;

/**
 * Archives the binary logs of whoever is the primary, until the signal is aborted: when its server dies, or another one
 * becomes the primary, it goes on with the file of the new one that leaves no gap. Each stream has a folder of its
 * own, so that no file of one server ever takes the place of another's.
 */
export async function followPrimary(context: ArchiveContext, signal: AbortSignal): Promise<void> {
  await sealLeftovers(context.store);
  while (!signal.aborted) {
    try {
      const primary = await waitForPrimary(context, signal);
      await archiveFrom(primary, context, signal);
    } catch (error) {
      if (signal.aborted) return;
      context.emit({ type: 'archive-interrupted', text: `archiving failed: ${messageOf(error)}` });
    }
    await pause(restMs, signal).catch(() => undefined);
  }
}

async function archiveFrom(primary: Server, context: ArchiveContext, signal: AbortSignal): Promise<void> {
  const { store, admin, archiveMethod, emit } = context;
  const { address, state, version, gtidPurged } = primary;
  const node = address.name;
  const timeline = await currentTimeline(store);
  const files = await withSession(address, admin, (connection) => sourceFiles(connection, gtidPurged));
  const archived = await knownOf(store, timeline);
  const start = startFile(files, archived);
  if (!start) throw new Error(`${node} has no binary log`);
  if (start.gap !== '') {
    const text = `${node} no longer has ${start.gap}, which the archive lacks: only a new full backup closes this gap`;
    emit({ type: 'archive-gap', node, text, data: { gtids: start.gap } });
  }
  // A receiver begins at a transaction, not at a file; what it lists as executed before leaves this out. It cannot ask
  // for what the primary no longer has: that gap is told, and stays one for the full backups before it.
  const known = formatGtidSet(
    archived ? uniteGtidSets(archived, parseGtidSet(start.gap)) : parseGtidSet(state.gtidExecuted),
  );
  const { id } = await beginArchive(store, {
    method: archiveMethod,
    timeline,
    server: { name: node, uuid: state.serverUuid, version },
    purgedGtids: archiveMethod === 'receiver' ? known : gtidPurged,
    startedAt: new Date(),
  });
  const text = `archiving the binary logs of ${node} from ${start.name}, by ${archiveMethod}`;
  emit({ type: 'archive-following', node, text, data: { archive: id, file: start.name } });
  const ending = new AbortController();
  const cut = AbortSignal.any([signal, ending.signal]);
  const watched = { look: () => lookAt(node, context), bytes: () => archivedBytes(store, id) };
  const source = { name: node, executed: state.gtidExecuted };
  const watching = watchSource(source, watched, ending, cut).catch((error: unknown) => ending.abort(error));
  let reason: string;
  try {
    const why = await archivers[archiveMethod](
      context,
      { id, server: address, file: start.name, known },
      cut,
    );
    reason = ending.signal.aborted ? messageOf(ending.signal.reason) : why;
  } finally {
    ending.abort();
    await watching;
  }
  emit({
    type: 'archive-interrupted',
    node,
    text: `no longer archiving ${node}: ${reason}`,
    data: { archive: id },
  });
}

/** All transactions that the archives of a timeline know of; null where there are none. */
async function knownOf(store: string, timeline: number): Promise<GtidSet | null> {
  const binlogs = binlogsOf(await archivesOf(store, timeline));
  return binlogs.length === 0 ? null : knownGtids(binlogs);
}

async function lookAt(
  node: string,
  context: ArchiveContext,
): Promise<{ primary: string | undefined; executed: string | undefined }> {
  const servers = await askServers(context);
  const own = servers.find(({ address }) => address.name === node);
  return { primary: primaryAmong(servers)?.address.name, executed: own?.state.gtidExecuted };
}
