import {
  formatGtidSet,
  type GtidSet,
  gtidsOf,
  isEmptyGtidSet,
  parseGtidSet,
  subtractGtidSets,
  uniteGtidSets,
} from '../../../../formats/gtid.ts';
import { type Finding, finding } from '../../common/judge/finding.ts';
import { folders } from '../../common/store/layout.ts';
import type { FullBackup } from '../store/schema.ts';
import { type Binlog, knownGtids } from './binlogs.ts';

/**
 * Whether a full backup can have the transactions that it claims. Three proofs that it cannot:
 * - it has what was committed after its end: in a binlog of its own server that began later, or in one of the server
 *   that a transaction comes from, which commits it first;
 * - it lacks what its own server had executed before a binlog of which it has something, or which had begun when
 *   the backup began;
 * - it has what neither the primary nor the archive knows.
 *
 * Resolution: whole binlogs, except the last. Inside one binlog only a restore can tell.
 *
 * @param clockErrorMs how much the clocks of servers and store may differ
 * @param primaryGtids what the primary had executed, asked after the catalogue was read; null where it was not
 */
export function judgeGtids(
  full: FullBackup,
  binlogs: readonly Binlog[],
  primaryGtids: string | null,
  clockErrorMs: number,
): Finding[] {
  const claimed = parseGtidSet(full.gtids);
  const wrong = (set: GtidSet, expected: string, found: string): Finding[] =>
    isEmptyGtidSet(set)
      ? []
      : [finding('gtid-set-wrong', `${folders.full}/${full.id}`, expected, `${found} ${formatGtidSet(set)}`)];
  return [
    ...wrong(
      fromLater(full, claimed, binlogs, clockErrorMs),
      'only what was committed before its end',
      'committed later:',
    ),
    ...wrong(
      passedOver(full, claimed, binlogs, clockErrorMs),
      'all that its server had executed before',
      'without',
    ),
    ...(primaryGtids === null
      ? []
      : wrong(
          subtractGtidSets(claimed, uniteGtidSets(parseGtidSet(primaryGtids), knownGtids(binlogs))),
          'only what the primary or the archive knows',
          'known to neither:',
        )),
  ];
}

function fromLater(
  { server, endedAt }: FullBackup,
  claimed: GtidSet,
  binlogs: readonly Binlog[],
  clockErrorMs: number,
): GtidSet {
  const endMs = Date.parse(endedAt) + clockErrorMs;
  const later = binlogs
    .filter(({ firstCommitAtMs }) => firstCommitAtMs !== null && firstCommitAtMs > endMs)
    .map(({ serverUuid, gtids }) =>
      serverUuid === server.uuid.toLowerCase() ? gtids : gtidsOf(gtids, serverUuid),
    );
  return inBoth(claimed, uniteGtidSets(...later));
}

function passedOver(
  { server, startedAt }: FullBackup,
  claimed: GtidSet,
  binlogs: readonly Binlog[],
  clockErrorMs: number,
): GtidSet {
  const startMs = Date.parse(startedAt) - clockErrorMs;
  const before = binlogs
    .filter(({ serverUuid }) => serverUuid === server.uuid.toLowerCase())
    .filter(
      ({ firstCommitAtMs, gtids }) =>
        (firstCommitAtMs !== null && firstCommitAtMs < startMs) || !isEmptyGtidSet(inBoth(claimed, gtids)),
    )
    .map(({ previous }) => previous);
  return subtractGtidSets(uniteGtidSets(...before), claimed);
}

function inBoth(a: GtidSet, b: GtidSet): GtidSet {
  return subtractGtidSets(a, subtractGtidSets(a, b));
}
