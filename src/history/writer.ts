import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../errors.ts';
import { struckJson } from '../secrets.ts';
import {
  type BesideFinal,
  type BesideHeader,
  type BesideLine,
  besideColumns,
  besideFormat,
} from './beside.ts';
import type { DefinitionsReading } from './definitions-reading.ts';
import { FileTally, type KeptFile, manifestDigest } from './digest.ts';
import { historyFormat, linesSuffix, logSuffix, recordFiles } from './files.ts';
import type { GtidRowsHeader, GtidRowsLine } from './gtid-rows.ts';
import { LineFile } from './line-file.ts';
import type { RunManifest } from './manifest.ts';
import { replaceFile } from './replace-file.ts';
import { reserveSpace } from './reserve.ts';
import {
  type DrillEvent,
  type FinalEnd,
  type FinalHeader,
  type FinalRowsLine,
  type FinalTableLine,
  type OperationLine,
  operationColumns,
  type Sample,
} from './schema.ts';
import type { SelfSample } from './self-sample.ts';

/** Writes the rows of one node, as they are read. */
export type FinalStateWriter = {
  /** Rows of one writer, ascending; some hundreds or thousands at a time. Resolves when there is room for more. */
  rows(line: FinalRowsLine): Promise<void>;
  /** Rows of another table, ascending. */
  table(line: FinalTableLine): Promise<void>;
  /** Says that all was read, and closes. A file that is closed without it counts as not read to its end. */
  end(counts: FinalEnd): Promise<void>;
};

/** Writes what is done by a workload beside the ledger, as it happens. */
export type BesideWriter = {
  /** Operations that ended, in the order in which they ended. */
  operations(lines: readonly BesideLine[]): void;
  /** What a node has at the end. */
  final(final: BesideFinal): void;
};

/** Writes what the transactions of a node changed, as it is read. */
export type GtidRowsWriter = {
  digests(line: GtidRowsLine): Promise<void>;
  /** Says that all was read, and what was damaged, and closes. */
  end(damage: readonly string[]): Promise<void>;
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
  /** What is defined on a node. */
  definitions(reading: DefinitionsReading): void;
  /** Replaces `run.json` at once: a reader sees the old or the new one, whole. */
  writeManifest(manifest: RunManifest): Promise<void>;
  /** Starts `final/<label>.ndjson.gz`; the label is the node, or node and occasion. */
  finalState(label: string, header: FinalHeader): Promise<FinalStateWriter>;
  /** Starts `operations/<workload>.ndjson.gz`. */
  beside(about: Pick<BesideHeader, 'workload' | 'options'>): Promise<BesideWriter>;
  /** Starts `gtids/<node>.ndjson.gz`. */
  gtidRows(header: GtidRowsHeader): Promise<GtidRowsWriter>;
  /** Keeps the log of a service as `logs/<service>.log`. */
  log(service: string, text: string): Promise<void>;
  /** All that was recorded so far is on the disk when this resolves. For the ends of phases. */
  flush(): Promise<void>;
  /**
   * Ends the record: says in its last event how the drill ended, closes all files, and writes the last manifest, with the
   * hash of each. Whatever is changed after this is known by it. Where a file could not be written to its end, the manifest
   * says that the drill failed, and why, and has no hashes; then this throws that error.
   */
  seal(manifest: RunManifest & { readonly endedAtMs: number }): Promise<void>;
  /** Closes all files, those of final states as well, without sealing the record. May be called again. */
  close(): Promise<void>;
};

/**
 * Starts the record of a drill in `folder`, which is made if needed.
 * Throws a usage error if the folder holds a record already.
 *
 * @param onFailure is called as soon as something cannot be written, at most once a file
 */
export async function openRecord(
  folder: string,
  onFailure: (error: unknown) => void = () => undefined,
): Promise<RecordWriter> {
  await mkdir(join(folder, recordFiles.finals), { recursive: true });
  const files = new Map<string, LineFile>();
  const logs = new Map<string, KeptFile>();
  const create: Create = async (name) => {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const file = await LineFile.create(join(folder, name), onFailure);
    files.set(name, file);
    return file;
  };
  const operations = await create(recordFiles.operations);
  const events = await create(recordFiles.events);
  const samples = await create(recordFiles.samples);
  const harness = await create(recordFiles.harness);
  const definitions = await create(recordFiles.definitions);
  const reserve = await reserveSpace(folder).catch(async (error: unknown) => {
    await Promise.allSettled([...files.values()].map((file) => file.close()));
    throw error;
  });
  operations.write(JSON.stringify({ format: historyFormat, columns: operationColumns }));

  const writeManifest = (manifest: RunManifest): Promise<void> =>
    replaceFile(join(folder, recordFiles.manifest), `${struckJson(manifest, 2)}\n`);
  /** Its hash is of what is written. */
  const asWritten = <T extends RunManifest>(manifest: T): T => JSON.parse(struckJson(manifest)) as T;
  const closeAll = () => settleAll([...files.values()].map((file) => file.close()));

  return {
    folder,
    operations: (lines) => {
      for (const line of lines) operations.write(JSON.stringify(line));
    },
    event: (event) => events.write(struckJson(event)),
    sample: (sample) => samples.write(struckJson(sample)),
    writeManifest,
    harness: (sample) => harness.write(JSON.stringify(sample)),
    definitions: (reading) => definitions.write(struckJson(reading)),
    finalState: finalStatesIn(create),
    beside: besideIn(create),
    gtidRows: gtidRowsIn(create),
    log: async (service, text) => {
      const name = join(recordFiles.logs, `${service}${logSuffix}`);
      logs.set(name, await writeLog(join(folder, name), text));
    },
    flush: async () => void (await settleAll([...files.values()].map((file) => file.flush()))),
    seal: async (manifest) => {
      events.write(JSON.stringify(sealOf(asWritten(manifest))));
      try {
        await closeAll();
      } catch (error) {
        await reserve.release();
        const failure = manifest.failure ?? `the record could not be written to its end: ${messageOf(error)}`;
        await writeManifest({ ...manifest, lifecycle: 'failed', failure });
        throw error;
      }
      const kept: Record<string, KeptFile> = Object.fromEntries(logs);
      for (const [name, file] of files) kept[name] = await file.close();
      await reserve.release();
      await writeManifest({ ...manifest, files: kept });
    },
    close: async () => {
      await reserve.release();
      await closeAll();
    },
  };
}

/** Starts a file of the record, by its path in the folder. */
type Create = (name: string) => Promise<LineFile>;

function finalStatesIn(create: Create): RecordWriter['finalState'] {
  return async (label, header) => {
    const file = await create(join(recordFiles.finals, `${label}${linesSuffix}`));
    file.write(JSON.stringify(header));
    const write = (line: FinalRowsLine | FinalTableLine): Promise<void> => {
      file.write(JSON.stringify(line));
      return file.full();
    };
    return {
      rows: write,
      table: write,
      end: (end) => {
        file.write(JSON.stringify({ end }));
        return file.close().then(() => undefined);
      },
    };
  };
}

function besideIn(create: Create): RecordWriter['beside'] {
  return async (about) => {
    const file = await create(join(recordFiles.beside, `${about.workload}${linesSuffix}`));
    file.write(JSON.stringify({ format: besideFormat, ...about, columns: besideColumns }));
    return {
      operations: (lines) => {
        for (const line of lines) file.write(JSON.stringify(line));
      },
      final: (final) => file.write(JSON.stringify({ final })),
    };
  };
}

function gtidRowsIn(create: Create): RecordWriter['gtidRows'] {
  return async (header) => {
    const file = await create(join(recordFiles.gtids, `${header.node}${linesSuffix}`));
    file.write(JSON.stringify(header));
    return {
      digests: (line) => {
        file.write(JSON.stringify(line));
        return file.full();
      },
      end: (damage) => {
        file.write(JSON.stringify({ end: { damage } }));
        return file.close().then(() => undefined);
      },
    };
  };
}

async function writeLog(path: string, text: string): Promise<KeptFile> {
  const bytes = Buffer.from(text);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
  const tally = new FileTally();
  tally.add(bytes, text.split('\n').length - 1);
  return tally.result();
}

/** The last event of a record. */
function sealOf(manifest: RunManifest & { readonly endedAtMs: number }): DrillEvent {
  const { lifecycle, endedAtMs } = manifest;
  return {
    atMs: endedAtMs,
    source: 'harness',
    type: 'record-sealed',
    text: `the record ends here; the drill: ${lifecycle}`,
    data: { lifecycle, manifestSha256: manifestDigest(manifest) },
  };
}

/** Waits for all, then throws the first failure: one full disk must not keep the other files from closing. */
async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) {
    if (result.status === 'rejected') throw result.reason;
  }
}
