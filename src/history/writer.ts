import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { finalSuffix, historyFormat, recordFiles } from './files.ts';
import { LineFile } from './line-file.ts';
import type { RunManifest } from './manifest.ts';
import {
  type DrillEvent,
  type FinalHeader,
  type FinalRowsLine,
  type OperationLine,
  operationColumns,
  type Sample,
} from './schema.ts';
import type { SelfSample } from './self-sample.ts';

/** Writes the rows of one node, as they are read. */
export type FinalStateWriter = {
  /** Rows of one writer, ascending; some hundreds or thousands at a time. Resolves when there is room for more. */
  rows(line: FinalRowsLine): Promise<void>;
  close(): Promise<void>;
};

/**
 * Writes the record of a drill while it runs. Records, never interprets.
 *
 * Adding lines neither waits nor throws; they reach the kernel within 250 ms. Errors of writing surface at
 * `flush` and `close`.
 */
export type RecordWriter = {
  readonly folder: string;
  /** Operations that ended, in the order in which they ended. */
  operations(lines: readonly OperationLine[]): void;
  event(event: DrillEvent): void;
  sample(sample: Sample): void;
  /** How the harness itself was in the last second. */
  harness(sample: SelfSample): void;
  /** Replaces `run.json` at once: a reader sees the old or the new one, whole. */
  writeManifest(manifest: RunManifest): Promise<void>;
  /** Starts `final/<label>.ndjson.gz`; the label is the node, or node and occasion. */
  finalState(label: string, header: FinalHeader): Promise<FinalStateWriter>;
  /** All that was recorded so far is on the disk when this resolves. For the ends of phases. */
  flush(): Promise<void>;
  /** Closes all files, those of final states as well. May be called again. */
  close(): Promise<void>;
};

/**
 * Starts the record of a drill in `folder`, which is made if needed.
 * Throws a usage error if the folder holds a record already.
 */
export async function openRecord(folder: string): Promise<RecordWriter> {
  await mkdir(join(folder, recordFiles.finals), { recursive: true });
  const operations = await LineFile.create(join(folder, recordFiles.operations));
  const events = await LineFile.create(join(folder, recordFiles.events));
  const samples = await LineFile.create(join(folder, recordFiles.samples));
  const harness = await LineFile.create(join(folder, recordFiles.harness));
  const openFiles = new Set([operations, events, samples, harness]);
  operations.write(JSON.stringify({ format: historyFormat, columns: operationColumns }));

  const finalState = async (label: string, header: FinalHeader): Promise<FinalStateWriter> => {
    const file = await LineFile.create(join(folder, recordFiles.finals, `${label}${finalSuffix}`));
    openFiles.add(file);
    file.write(JSON.stringify(header));
    return {
      rows: (line) => {
        file.write(JSON.stringify(line));
        return file.full();
      },
      close: () => (openFiles.delete(file) ? file.close() : Promise.resolve()),
    };
  };

  return {
    folder,
    operations: (lines) => {
      for (const line of lines) operations.write(JSON.stringify(line));
    },
    event: (event) => events.write(JSON.stringify(event)),
    sample: (sample) => samples.write(JSON.stringify(sample)),
    harness: (sample) => harness.write(JSON.stringify(sample)),
    writeManifest: (manifest) =>
      replaceFile(join(folder, recordFiles.manifest), JSON.stringify(manifest, null, 2)),
    finalState,
    flush: async () => void (await settleAll([...openFiles].map((file) => file.flush()))),
    close: async () => {
      const files = [...openFiles];
      openFiles.clear();
      await settleAll(files.map((file) => file.close()));
    },
  };
}

/** Waits for all, then throws the first failure: one full disk must not keep the other files from closing. */
async function settleAll(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason;
  }
}

/** Writes beside the file and renames, so that a crash leaves the old or the new text, never a part. */
async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.writing`;
  const handle = await open(beside, 'w');
  try {
    await handle.writeFile(`${text}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, path);
}
