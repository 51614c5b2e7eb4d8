import { serviceOf } from '../docker/cluster.ts';
import { readFileInside } from '../docker/read-file.ts';
import type { BinaryLogs, NodeAddress } from '../engine/types.ts';
import { withSession } from '../engine/with-session.ts';
import { messageOf } from '../errors.ts';
import { transactionDigests } from '../formats/binlog/transaction-digests.ts';
import type { GtidRowsLine } from '../history/gtid-rows.ts';
import type { ClusterDrill } from './drill.ts';
import { servingNodes } from './serving-nodes.ts';

/** So much of the newest binary logs of a node is read (bytes): some hundred thousand small transactions. */
const mostBytes = 128 * 2 ** 20;

const mostPerLine = 1000;

/** Records, from the binary logs of every node, a digest of what each transaction changed. The load has stopped. */
export async function recordGtidRows(drill: ClusterDrill): Promise<void> {
  await Promise.all(
    servingNodes(drill).map((node) =>
      recordOf(drill, node).catch((error: unknown) => {
        const text = `the binary logs of ${node.name} were not read: ${messageOf(error)}`;
        drill.say('harness-note', text, { node: node.name });
      }),
    ),
  );
}

async function recordOf(drill: ClusterDrill, node: NodeAddress): Promise<void> {
  const { engine, accounts } = drill.cluster;
  if (!engine.binaryLogs) return;
  const logs = await withSession(engine, node, accounts.admin, engine.binaryLogs);
  const { files, left } = newestOf(logs?.files ?? []);
  const file = await drill.record.gtidRows({
    format: 'ha-drill/gtids/1',
    node: node.name,
    keepsLogs: logs !== null,
    files,
    left,
  });
  const container = drill.docker.getContainer(serviceOf(drill.cluster, node.name).containerId);
  const damage: string[] = [];
  for (const name of files) {
    let line: GtidRowsLine | undefined;
    for await (const item of transactionDigests(readFileInside(container, `${logs?.folder}/${name}`))) {
      if (item.kind !== 'digest') {
        damage.push(`${name} from offset ${item.offset}: ${item.text}`);
        continue;
      }
      const { gtid, digest, full } = item;
      const follows = line && line[0] === gtid.origin && line[1] + line[2].length === gtid.number;
      if (!line || !follows || line[2].length >= mostPerLine) {
        if (line) await file.digests(line);
        line = [gtid.origin, gtid.number, []];
      }
      line[2].push(full ? digest : `~${digest}`);
    }
    if (line) await file.digests(line);
  }
  await file.end(damage);
}

/** The newest files that are not too much together, in their order; at least one. */
function newestOf(files: BinaryLogs['files']): { files: string[]; left: string[] } {
  let bytes = 0;
  let from = files.length;
  while (from > 0 && (from === files.length || bytes + (files[from - 1]?.bytes ?? 0) <= mostBytes)) {
    from -= 1;
    bytes += files[from]?.bytes ?? 0;
  }
  const names = files.map(({ name }) => name);
  return { files: names.slice(from), left: names.slice(0, from) };
}
