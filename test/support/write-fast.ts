import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { loadMonitor } from '../../src/drill/load-monitor.ts';
import { loadWindow } from '../../src/drill/load-window.ts';
import { recordFiles } from '../../src/history/files.ts';
import type { OperationLine } from '../../src/history/schema.ts';
import { openRecord } from '../../src/history/writer.ts';
import { seededRandom } from '../../src/random.ts';

/**
 * Does with made-up operations what the conductor of a drill does with those of a load, as fast as it can: a program of its
 * own, to be run with --expose-gc, so that its memory is that of nothing else.
 *
 *   node --expose-gc test/support/write-fast.ts FOLDER SECONDS
 *
 * Prints a line of JSON for each tenth of the way (`Fast`). The drill clock is made up: 1000 writes and 100 probes a second.
 */
export type Fast = {
  readonly operations: number;
  /** Of `history.ndjson.gz`. */
  readonly fileBytes: number;
  /** What is alive after a collection, buffers as well. */
  readonly heldBytes: number;
  readonly residentBytes: number;
  /** Seconds of the drill for each second that it took. */
  readonly speed: number;
};

const [, , folder = '', words = ''] = process.argv;
const seconds = Number(words);
const batchMs = 50;
const random = seededRandom(7);
const record = await openRecord(folder);
const monitor = loadMonitor();
const window = loadWindow();
const sequences = new Map<number, number>();
let operations = 0;

function operation(stream: OperationLine[0], writer: number, dueMs: number): OperationLine {
  const sequence = (sequences.get(writer) ?? 0) + 1;
  sequences.set(writer, sequence);
  const startedAtMs = dueMs + Math.round(random() * 200) / 1000;
  const endedAtMs = startedAtMs + Math.round(500 + random() * 4000) / 1000;
  return [
    stream,
    writer,
    sequence,
    Math.floor(random() * 2 ** 31),
    dueMs,
    startedAtMs,
    endedAtMs,
    'ok',
    null,
  ];
}

/** What ended in `batchMs`, in the order in which it ended. */
function batch(fromMs: number): OperationLine[] {
  const application = Array.from({ length: batchMs }, (_, ms) =>
    operation('application', 1 + (ms % 8), fromMs + ms),
  );
  const probes = Array.from({ length: batchMs / 10 }, (_, n) => operation('service', 0, fromMs + n * 10));
  return [...application, ...probes].sort((a, b) => a[6] - b[6]);
}

const startedAtMs = performance.now();
for (let second = 1; second <= seconds; second += 1) {
  for (let ms = 0; ms < 1000; ms += batchMs) {
    const lines = batch((second - 1) * 1000 + ms);
    operations += lines.length;
    record.operations(lines);
    monitor.add(lines);
    window.add(lines);
    await turn();
  }
  // A drill flushes at the ends of phases; here it also keeps a slow disk from being outrun.
  if (second % 10 === 0) await record.flush();
  if (second % (seconds / 10) === 0) tell(second);
}
await record.close();

function tell(second: number): void {
  globalThis.gc?.();
  const { rss, heapUsed, external } = process.memoryUsage();
  const told: Fast = {
    operations,
    fileBytes: statSync(join(folder, recordFiles.operations)).size,
    heldBytes: heapUsed + external,
    residentBytes: rss,
    speed: (second * 1000) / (performance.now() - startedAtMs),
  };
  process.stdout.write(`${JSON.stringify(told)}\n`);
}
