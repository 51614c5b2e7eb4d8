import { startClock } from '../../src/clock.ts';
import { mysql } from '../../src/engine/mysql/engine.ts';
import { withSession } from '../../src/engine/with-session.ts';
import type { OperationLine } from '../../src/history/schema.ts';
import { pause } from '../../src/wait.ts';
import { ledger } from '../../src/workload/ledger.ts';
import { startLoad } from '../../src/workload/load.ts';
import { admin, application, images, startServer } from '../integration/server.ts';
import type { Row } from './statistics.ts';

const ratePerSecond = 2000;
const forMs = 15_000;

/** What it costs to offer 2,000 writes a second to a real server, in CPU of this process: a busy machine changes it little. */
export async function benchGenerator(): Promise<Row[]> {
  const server = await startServer('bench-generator', (await images()).mysql);
  try {
    const host = { host: server.service.address, port: 3306 };
    await withSession(mysql, host, admin, ledger.prepare);
    const lines: OperationLine[] = [];
    const load = startLoad(
      {
        kind: 'ledger',
        engine: mysql.name,
        hosts: [host],
        account: application,
        seed: 1,
        clock: startClock(),
        ratePerSecond,
        writers: 64,
        probeEveryMs: 10,
        probeDeadlineMs: 250,
      },
      (ended) => lines.push(...ended),
      (error) => {
        throw error;
      },
    );
    // The threads have loaded their code by then.
    await pause(3000);
    const [before, usage] = [lines.length, process.cpuUsage()];
    await pause(forMs);
    const { user, system } = process.cpuUsage(usage);
    const ended = lines.slice(before);
    await load.stop();
    const share = (user + system) / 1000 / forMs;
    const acknowledged = ended.filter((line) => line[7] === 'ok').length;
    const seconds = forMs / 1000;
    return [
      {
        what: `CPU of a core to offer ${ratePerSecond.toLocaleString('en')} writes/s`,
        goal: '<= 30 %',
        measured: `${(share * 100).toFixed(0)} %`,
        values: `${Math.round(ended.length / seconds)}/s ended, ${Math.round(acknowledged / seconds)}/s of them acknowledged`,
      },
    ];
  } finally {
    await server.container.stop({ removeVolumes: true });
  }
}
