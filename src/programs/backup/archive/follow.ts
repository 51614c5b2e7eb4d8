import { messageOf } from '../../../errors.ts';
import { formatGtidSet, type GtidSet, parseGtidSet, uniteGtidSets } from '../../../formats/gtid.ts';
import { pause } from '../../../wait.ts';
import { withSession } from '../../mysql/session.ts';
import { askServers, primaryAmong, type Server, waitForPrimary } from '../service/servers.ts';
import { beginArchive } from '../store/archive.ts';
import { binlogsOf, knownGtids } from '../store/judge/binlogs.ts';
import { currentTimeline } from '../store/timeline.ts';
import { streamBinlogs } from './mysqlbinlog.ts';
import { receiveBinlogs } from './receiver.ts';
import { archivedBytes, archivesOf, sealLeftovers } from './seal.ts';
import { sourceFiles, startFile } from './start-file.ts';
import type { ArchiveContext, Archiver } from './types.ts';

const archivers: Readonly<Record<ArchiveContext['archiveMethod'], Archiver>> = {
  mysqlbinlog: streamBinlogs,
  receiver: receiveBinlogs,
};

/** After a stream broke, the next try waits this long. */
const restMs = 200;
const lookEveryMs = 500;
/** A stream into which nothing came for this long, while its server went on executing, is dead. */
const stalledMs = 5000;

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
  const watching = watchSource(primary, id, context, ending, cut).catch((error: unknown) =>
    ending.abort(error),
  );
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

/** Ends a stream whose server is no longer the primary, or that is dead without knowing it. */
async function watchSource(
  source: Server,
  id: string,
  context: ArchiveContext,
  ending: AbortController,
  signal: AbortSignal,
): Promise<void> {
  let seen = { executed: source.state.gtidExecuted, bytes: 0, atMs: performance.now() };
  let other: string | undefined;
  while (!signal.aborted) {
    await pause(lookEveryMs, signal).catch(() => undefined);
    if (signal.aborted) return;
    const servers = await askServers(context);
    const primary = primaryAmong(servers)?.address.name;
    if (primary !== undefined && primary !== source.address.name) {
      // Seen twice, so that no single answer of a moment decides.
      if (other === primary) ending.abort(new Error(`${primary} is the primary now`));
      other = primary;
      continue;
    }
    other = undefined;
    const bytes = await archivedBytes(context.store, id);
    const executed =
      servers.find(({ address }) => address.name === source.address.name)?.state.gtidExecuted ??
      seen.executed;
    const nowMs = performance.now();
    if (bytes !== seen.bytes || executed === seen.executed) seen = { executed, bytes, atMs: nowMs };
    else if (nowMs - seen.atMs > stalledMs) ending.abort(new Error('nothing came any more'));
  }
}
