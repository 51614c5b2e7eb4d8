import { valueAt } from '../../document/check.ts';
import type { Path } from '../../document/source.ts';
import { shown } from '../../document/wording.ts';
import { type Finding, refused } from './finding.ts';
import type { Meant } from './read.ts';

/** A restore needs backups, and unless it restores all there is, a fault to undo. */
export function restoreFindings({ source, steps, topology }: Meant): Finding[] {
  const path = ['recovery', 'restore'];
  if (valueAt(source, path) === undefined) return [];
  const findings: Finding[] = [];
  if (valueAt(source, ['backup']) === undefined) {
    findings.push(refused(source, path, 'expected a scenario with `backup`, found a restore from none'));
  }
  if (valueAt(source, [...path, 'upTo']) !== 'latest')
    findings.push(...undoFindings(path, { source, steps }));
  const ofCluster = valueAt(source, [...path, 'what']) !== 'table';
  const isFromDelayed = valueAt(source, [...path, 'from']) === 'delayed-replica';
  if (isFromDelayed && ofCluster && topology && !topology.section.delayed) {
    const message = `expected a topology with a delayed replica (x-ha-drill.delayed names it), found ${topology.name}, which has none`;
    findings.push(refused(source, [...path, 'from'], message));
  }
  if (valueAt(source, [...path, 'what']) === 'table')
    findings.push(...tableFindings(path, { source, steps }));
  return findings;
}

/** Exactly one transaction is left out, or all from it on: that of the one fault that destroys data. */
function undoFindings(path: Path, { source, steps }: Pick<Meant, 'source' | 'steps'>): Finding[] {
  const [first, second] = steps.filter(({ fault }) => fault?.destroys);
  if (!first) {
    const message =
      'expected `upTo: latest`, or a fault that destroys data: there is no transaction to leave out';
    return [refused(source, path, message)];
  }
  if (!second) return [];
  const message = `expected one fault that destroys data, found ${first.name} and ${second.name}: a restore leaves out one transaction`;
  return [refused(source, ['method', second.step, 'fault'], message)];
}

/** One table comes back without the transaction that damaged it, and nothing else does. */
function tableFindings(path: Path, { source, steps }: Pick<Meant, 'source' | 'steps'>): Finding[] {
  const upTo = valueAt(source, [...path, 'upTo']);
  const damaged = steps.find(({ fault }) => fault?.destroys)?.fault;
  const findings: Finding[] = [];
  if (upTo !== undefined && upTo !== 'without-fault') {
    const message = `expected without-fault for \`what: table\`, found ${shown(upTo)}`;
    findings.push(refused(source, [...path, 'upTo'], message));
  }
  const from = valueAt(source, [...path, 'from']);
  if (from !== undefined && from !== 'backup') {
    const message = `expected backup for \`what: table\`, found ${shown(from)}: a delayed replica gives back all it has`;
    findings.push(refused(source, [...path, 'from'], message));
  }
  if (damaged?.destroys === 'drop-database') {
    const message = `expected \`what: cluster\`: ${damaged.name} takes more than one table`;
    findings.push(refused(source, [...path, 'what'], message));
  }
  return findings;
}

/** What nobody judges must not look proved. */
export function verifyFindings({ source, objectives }: Meant): Finding[] {
  if (valueAt(source, ['backup', 'verify']) !== true || 'backup-findings' in objectives) return [];
  const message =
    'expected the objective `backup-findings: <= 0`: without it, what is found would count for nothing';
  return [refused(source, ['backup', 'verify'], message)];
}

export function backupFindings({ source, topology }: Meant): Finding[] {
  if (!topology || valueAt(source, ['backup']) === undefined || topology.section.backup) return [];
  const message = `expected a topology with a backup service, found ${topology.name}, which has none`;
  return [refused(source, ['backup'], message)];
}
