import { type SuiteStatus, suiteStatusSchema } from '../compare/suite-status.ts';
import { usageError } from '../errors.ts';

/** The `suite.json` of a shard, and the folder in which it was found. */
export type FoundShard = { readonly folder: string; readonly status: SuiteStatus };

/** The parts of one suite as one. */
export type MergedSuite = {
  readonly status: SuiteStatus;
  /** Shards of which there is no folder. */
  readonly missing: readonly number[];
  readonly count: number;
};

/**
 * Puts the shards of one suite together. Pure.
 *
 * @throws DrillError (exit 64) where they are no shards, or of different suites, versions or divisions, or one is there twice
 */
export function mergeShards(found: readonly FoundShard[]): MergedSuite {
  const shards = found.map(({ folder, status }) => {
    if (status.shard) return { folder, status, shard: status.shard };
    throw usageError(
      `${folder}: expected a shard, found a whole suite`,
      'Name the folders that `ha-drill suite --shard` filled; `ha-drill compare` takes whole suites.',
    );
  });
  const [first] = shards;
  if (!first) throw usageError('expected the folders of shards, found none');
  const facts: [string, (one: (typeof shards)[number]) => string | number][] = [
    ['of the suite', ({ status }) => status.name],
    ['of ha-drill', ({ shard }) => shard.tool],
    ['of shards in all', ({ shard }) => shard.count],
    ['of the drills (SHA-256)', ({ shard }) => shard.suite],
  ];
  for (const [what, of] of facts) {
    const other = shards.find((one) => of(one) !== of(first));
    if (!other) continue;
    throw usageError(
      `${other.folder}: expected shards of one suite, made alike; ${what}: ${of(other)}, and ${of(first)} in ${first.folder}`,
      'Make all of them again, with the same files and the same version.',
    );
  }
  for (const [index, same] of Map.groupBy(shards, ({ shard }) => shard.index)) {
    const [one, twin] = same;
    if (one && twin)
      throw usageError(`shard ${index} is there twice: ${one.folder} and ${twin.folder}; name one`);
  }
  const { count } = first.shard;
  const there = new Set(shards.map(({ shard }) => shard.index));
  return {
    status: sum(shards.map(({ status }) => status)),
    missing: Array.from({ length: count }, (_, place) => place + 1).filter((index) => !there.has(index)),
    count,
  };
}

function sum(statuses: readonly SuiteStatus[]): SuiteStatus {
  const { shard: _, ...whole } = statuses[0] ?? suiteStatusSchema.parse(undefined);
  return {
    ...whole,
    combinations: whole.combinations.map((combination, place) => {
      const parts = statuses.flatMap(({ combinations }) => combinations[place] ?? []);
      const { ofSuite, ...about } = combination;
      const done = parts.reduce((all, part) => all + part.done, 0);
      const tookMs = parts.reduce((all, part) => all + (part.tookMs ?? 0) * part.done, 0);
      return {
        ...about,
        planned: ofSuite ?? about.planned,
        done,
        failures: parts.flatMap(({ failures }) => failures),
        tookMs: done > 0 ? tookMs / done : null,
        // What one machine cannot do another may have done.
        notAvailable: done > 0 ? null : (parts.find((part) => part.notAvailable)?.notAvailable ?? null),
      };
    }),
  };
}
