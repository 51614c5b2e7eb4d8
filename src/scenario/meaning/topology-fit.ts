import { valueAt } from '../../document/check.ts';
import { type Path, placeOf, type Source } from '../../document/source.ts';
import { didYouMean } from '../../document/suggest.ts';
import { oneOf, shown } from '../../document/wording.ts';
import { kinds } from '../../engine/replication/kinds.ts';
import { applicableChecks, inapplicableBecause } from '../../judge/checks/applicable.ts';
import type { Decided } from '../../topology/config/configured.ts';
import { unfitValue } from '../../topology/parameters.ts';
import { premisesOf } from '../../workload/premises.ts';
import { promisesOf } from '../../workload/promises.ts';
import { doubtful, type Finding, refused } from './finding.ts';
import type { Meant } from './read.ts';

/** Parameters that the topology does not have, and values that are none of theirs. */
export function parameterFindings({ source, parameters, topology }: Meant): Finding[] {
  if (!topology) return [];
  const declared = new Map(Object.entries(topology.section.parameters));
  const names = [...declared.keys()];
  return Object.entries(parameters).flatMap(([name, value]) => {
    const parameter = declared.get(name);
    const path = ['parameters', name];
    const by = (topology.configured?.decides ?? []).filter((one) => one.parameter === name);
    if (by.length > 0) return [decidedFinding(source, path, parameter !== undefined, by)];
    if (!parameter) {
      const has = names.length > 0 ? oneOf(names) : 'no parameter';
      const message = `expected ${has} (the parameters of topology ${topology.name}), found ${shown(name)}`;
      return [
        { ...refused(source, path, message, didYouMean(name, names)), ...placeOf(source, path, 'key') },
      ];
    }
    const unfit = typeof value === 'string' ? unfitValue(parameter, value) : undefined;
    return unfit ? [refused(source, path, unfit)] : [];
  });
}

/** A value that configuration of the user decides: all that the parameter sets, or some of it. */
function decidedFinding(source: Source, path: Path, isPart: boolean, by: readonly Decided[]): Finding {
  const lines = by.map(({ by: { file, line, written } }) => `${file}:${line} (${written})`).join(', ');
  const place = placeOf(source, path, 'key');
  const found = isPart
    ? doubtful(source, path, `sets a part of what it sets elsewhere: ${lines} decides the rest`)
    : refused(source, path, `expected no value of it: ${lines} decides it`, 'change it there');
  return { ...found, ...place };
}

/** Checks that mean nothing with this kind of replication and recovery. */
export function checkFindings({ source, checks, topology, workload }: Meant): Finding[] {
  if (!topology) return [];
  const { name, section, stack } = topology;
  const restores = valueAt(source, ['recovery', 'restore']) !== undefined;
  const definitions = valueAt(source, ['provision', 'definitions']) === true || stack !== undefined;
  const also = {
    restores,
    definitions,
    engine: section.engine,
    workload: promisesOf(workload ?? { kind: 'ledger' }),
  };
  const given = premisesOf(kinds[section.replication].traits, also);
  return checks.flatMap((check, index) => {
    const needed = check && inapplicableBecause(check, given);
    if (!needed) return [];
    const message = `expected a check that means something here, on topology ${name} (${applicableChecks(given).join(', ')}), found ${shown(check)}: it needs that ${needed}`;
    return [refused(source, ['checks', index], message)];
  });
}
