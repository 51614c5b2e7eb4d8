import { messageOf } from '../../../../errors.ts';
import { pause } from '../../../../wait.ts';
import { withSession } from '../../../mysql/session.ts';
import { archivedBytes } from '../../common/archive/sealer.ts';
import { watchSource } from '../../common/archive/watch-source.ts';
import { currentTimeline } from '../../common/store/timeline.ts';
import type { Context } from '../service/config.ts';
import { askServers, primaryAmong, type Server, waitForPrimary } from '../service/servers.ts';
import { beginArchive } from '../store/catalogue.ts';
import { filesOfArchives, knownOf } from './files.ts';
import { archivesOf, sealLeftovers } from './seal.ts';
import { sourceFiles, startFile } from './start-file.ts';
import { streamBinlogs } from './stream.ts';

/** After a stream broke, the next try waits this long. */
const restMs = 200;

/**
 * Archives the binary logs of whoever is the primary, until the signal is aborted. Each stream has a folder of its own, so that
 * no file of one server ever takes the place of another's.
 */
export async function followPrimary(context: Context, signal: AbortSignal): Promise<void> {
  await sealLeftovers(context.store);
  while (!signal.aborted) {
    try {
      await archiveFrom(await waitForPrimary(context, signal), context, signal);
    } catch (error) {
      if (signal.aborted) return;
      context.emit({ type: 'archive-interrupted', text: `archiving failed: ${messageOf(error)}` });
    }
    await pause(restMs, signal).catch(() => undefined);
  }
}

async function archiveFrom(primary: Server, context: Context, signal: AbortSignal): Promise<void> {
  const { store, emit } = context;
  const node = primary.address.name;
  const { id, file } = await begin(primary, context);
  const text = `archiving the binary logs of ${node} from ${file}, by mariadb-binlog`;
  emit({ type: 'archive-following', node, text, data: { archive: id, file } });
  const ending = new AbortController();
  const cut = AbortSignal.any([signal, ending.signal]);
  const watched = { look: () => lookAt(node, context), bytes: () => archivedBytes(store, id) };
  const source = { name: node, executed: primary.position };
  const watching = watchSource(source, watched, ending, cut).catch((error: unknown) => ending.abort(error));
  let reason: string;
  try {
    const why = await streamBinlogs(context, { id, server: primary.address, file }, cut);
    reason = ending.signal.aborted ? messageOf(ending.signal.reason) : why;
  } finally {
    ending.abort();
    await watching;
  }
  const over = `no longer archiving ${node}: ${reason}`;
  emit({ type: 'archive-interrupted', node, text: over, data: { archive: id } });
}

/** Begins an archive with the file that leaves no gap, or tells of the gap that there is. */
async function begin(
  { address, id, version }: Server,
  { store, admin, emit }: Context,
): Promise<{ id: string; file: string }> {
  const node = address.name;
  const timeline = await currentTimeline(store);
  const archived = filesOfArchives(await archivesOf(store, timeline));
  const files = await withSession(address, admin, sourceFiles);
  const start = startFile(files, archived.length === 0 ? null : knownOf(archived));
  if (!start) throw new Error(`${node} has no binary log`);
  if (start.gap !== '') {
    const text = `${node} no longer has all up to ${start.gap}, which the archive lacks: only a new full backup closes this gap`;
    emit({ type: 'archive-gap', node, text, data: { gtids: start.gap } });
  }
  const server = { name: node, id, version };
  return { id: await beginArchive(store, { timeline, server }), file: start.name };
}

async function lookAt(
  node: string,
  context: Context,
): Promise<{ primary: string | undefined; executed: string | undefined }> {
  const servers = await askServers(context);
  const own = servers.find(({ address }) => address.name === node);
  return { primary: primaryAmong(servers)?.address.name, executed: own?.position };
}
