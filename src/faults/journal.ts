import { mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DrillError, environmentError, messageOf } from '../errors.ts';
import { parseJsonLine } from '../formats/json-line.ts';
import { isAlive, processOwnerSchema, thisProcess } from '../process-owner.ts';

/** What a journal says of one fault: written before it is injected, and again once it is healed. */
const entrySchema = z.object({
  run: z.string(),
  step: z.number().int(),
  turn: z.number().int().default(0),
  fault: z.string(),
  targets: z.array(z.object({ service: z.string(), containerId: z.string() })),
  state: z.enum(['injecting', 'healed']),
  at: z.iso.datetime(),
});
export type JournalEntry = z.infer<typeof entrySchema>;

/** Who writes a journal: enough to tell whether that harness still lives. */
const ownerSchema = z.object({ run: z.string(), ...processOwnerSchema.shape });
export type JournalOwner = z.infer<typeof ownerSchema>;

export type Journal = {
  /** Resolves when the entry is on disk. @throws DrillError (exit 3) where it cannot be written */
  write(entry: Omit<JournalEntry, 'run' | 'at'>): Promise<void>;
  /** Removes the journal: everything of the run is undone and removed. */
  remove(): Promise<void>;
};

/** Opens the journal of a run in `folder`, and says in its first line which process owns the run. */
export async function openJournal(folder: string, run: string): Promise<Journal> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, `${run}.ndjson`);
  const owner: JournalOwner = { run, ...(await thisProcess()) };
  const file = await open(path, 'a');
  let bytes = (await file.stat()).size;
  const appendNow = async (line: object): Promise<void> => {
    const text = `${JSON.stringify(line)}\n`;
    try {
      // Not `write`: on a disk that fills up it writes a part, and says nothing.
      await file.appendFile(text);
      await file.sync();
      bytes += Buffer.byteLength(text);
    } catch (error) {
      // A part of a line would spoil the next one.
      await file.truncate(bytes).catch(() => undefined);
      throw notWritten(path, error);
    }
  };
  // One after the other: what is taken back is the last.
  let turn = Promise.resolve();
  const append = (line: object): Promise<void> => {
    const written = turn.then(() => appendNow(line));
    turn = written.catch(() => undefined);
    return written;
  };
  await append(owner).catch(async (error: unknown) => {
    await file.close();
    await rm(path, { force: true });
    throw error;
  });
  return {
    write: (entry) => append({ ...entry, run, at: new Date().toISOString() } satisfies JournalEntry),
    remove: async () => {
      await file.close();
      await rm(path, { force: true });
    },
  };
}

function notWritten(path: string, cause: unknown): DrillError {
  return environmentError(`The journal of faults ${path} cannot be written: ${messageOf(cause)}`, {
    hint: 'Free space there: no fault is injected that could not be found again after a crash.',
    cause,
  });
}

/** A journal that an earlier or a running harness left. */
export type FoundJournal = {
  readonly path: string;
  readonly owner: JournalOwner;
  readonly alive: boolean;
  readonly open: JournalEntry[];
};

/** All journals in `folder`, with the faults that are not healed and whether their harness lives. */
export async function findJournals(folder: string): Promise<FoundJournal[]> {
  const names = await readdir(folder).catch(() => []);
  const found: FoundJournal[] = [];
  for (const name of names.filter((file) => file.endsWith('.ndjson'))) {
    const path = join(folder, name);
    const [first, ...lines] = (await readFile(path, 'utf8')).split('\n').filter(Boolean);
    // A harness that died while it wrote its first line had created nothing yet; the file is named after the run.
    const owner = ownerSchema.safeParse(parseJsonLine(first)).data ?? ownerOf(name);
    const entries = lines
      .map((line) => entrySchema.safeParse(parseJsonLine(line)))
      .flatMap((e) => (e.success ? [e.data] : []));
    found.push({ path, owner, alive: await isAlive(owner), open: notHealed(entries) });
  }
  return found;
}

function ownerOf(file: string): JournalOwner {
  return { run: file.replace(/\.ndjson$/, ''), pid: 0, startTicks: '', bootId: '', pidNamespace: '' };
}

function notHealed(entries: readonly JournalEntry[]): JournalEntry[] {
  const id = ({ step, turn }: JournalEntry): string => `${step}.${turn}`;
  const healed = new Set(entries.filter((entry) => entry.state === 'healed').map(id));
  return entries.filter((entry) => entry.state === 'injecting' && !healed.has(id(entry)));
}
