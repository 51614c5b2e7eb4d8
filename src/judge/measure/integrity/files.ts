import { z } from 'zod';
import { recordFiles, runFormats } from '../../../history/files.ts';
import type { DrillRecord, RecordOnDisk } from '../../../history/record.ts';

const sealed = z.object({ lifecycle: z.string(), manifestSha256: z.string().nullable() });

/**
 * What does not hold of the files: each is as it was when the record was sealed, none is missing and none is new. The
 * last event keeps the hash of `run.json`, and `run.json` those of all other files. Old records keep no hashes, which
 * is no damage; that theirs were taken away is, and is known by what else only newer records have.
 */
export function fileProblems({ manifest, disk }: DrillRecord): string[] {
  const { format, lifecycle, files } = manifest;
  const isOld = format === runFormats[0];
  const isUnknown = !runFormats.some((known) => known === format);
  const problems = isUnknown ? [`the format ${format} of run.json is unknown to this version`] : [];
  if (!disk) return isOld ? problems : [...problems, 'its files were not looked at'];
  const { historyFormat, seal } = disk;
  if (isOld) {
    if (files || seal || historyFormat?.endsWith('/2'))
      problems.push(`run.json says ${format}, and other files were written by a newer version`);
    return problems;
  }
  if (historyFormat?.endsWith('/1'))
    problems.push(`run.json says ${format}, and the operations are of an older one`);
  problems.push(...disk.disordered.map((file) => `${file} is not in the order in which it was written`));
  // The harness was killed before it sealed the record: that it never ended is told beside.
  if (lifecycle === 'running') return problems;
  return [...problems, ...sealProblems(lifecycle, disk), ...hashProblems(files, disk)];
}

function sealProblems(lifecycle: string, { seal, manifestSha256 }: RecordOnDisk): string[] {
  const { data } = sealed.safeParse(seal?.data);
  if (!data) return [`${recordFiles.events} does not end with the event that seals the record`];
  if (data.lifecycle !== lifecycle)
    return [
      `run.json says that the drill was ${lifecycle}, and its last event that it was ${data.lifecycle}`,
    ];
  if (data.manifestSha256 === null || data.manifestSha256 !== manifestSha256)
    return ['run.json was changed after the record was sealed: its hash is another'];
  return [];
}

function hashProblems(kept: DrillRecord['manifest']['files'], { files }: RecordOnDisk): string[] {
  if (!kept) return ['run.json keeps no hashes of the files'];
  const keptFiles = new Map(Object.entries(kept));
  const { operations, events, samples, finals, beside } = recordFiles;
  return [
    ...[operations, events, samples]
      .filter((path) => !keptFiles.has(path))
      .map((path) => `run.json keeps no hash of ${path}`),
    ...[...keptFiles].flatMap(([path, { sha256, bytes, lines }]) => {
      const found = files.get(path);
      if (!found) return [`${path} is named in run.json and is not there`];
      if (found.bytes !== bytes) return [`${path} has ${found.bytes} bytes, and had ${bytes}`];
      if (found.sha256 !== sha256) return [`${path} was changed: its hash is another`];
      return found.lines === undefined || found.lines === lines
        ? []
        : [`${path} has ${found.lines} lines, and run.json says ${lines}`];
    }),
    ...[...files.keys()]
      .filter((path) => !keptFiles.has(path) && (path.startsWith(finals) || path.startsWith(beside)))
      .map((path) => `${path} is not named in run.json`),
  ];
}
