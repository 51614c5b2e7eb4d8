import { dockerClient } from '../../docker/docker.ts';

import { messageOf, usageError } from '../../errors.ts';
import { within } from '../../wait.ts';
import type { DoctorCheck, Finding } from './check.ts';

/** Milliseconds one check may take. */
const deadlineMs = 20_000;

/**
 * The checks of these names, in the order of the list; all of them when none is named.
 *
 * @throws DrillError (exit 64) for a name that no check has
 */
export function selectChecks(all: readonly DoctorCheck[], names: readonly string[]): readonly DoctorCheck[] {
  const known = all.map((check) => check.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw usageError(`No check is called ${unknown.join(', ')}.`, `There are: ${known.join(', ')}`);
  }
  return names.length === 0 ? all : all.filter((check) => names.includes(check.name));
}

/** Runs checks one after the other; each gives a finding, also one that crashes or hangs. */
export async function runChecks(
  checks: readonly DoctorCheck[],
  onFinding: (finding: Finding) => void,
): Promise<Finding[]> {
  const surroundings = { docker: dockerClient() };
  const findings: Finding[] = [];
  for (const check of checks) {
    const finding = await examine(check, () => check.look(surroundings));
    findings.push(finding);
    onFinding(finding);
  }
  return findings;
}

async function examine(check: DoctorCheck, look: () => Promise<Omit<Finding, 'name'>>): Promise<Finding> {
  const { name } = check;
  try {
    return { name, ...(await within(look(), deadlineMs, `no result within ${deadlineMs / 1000} s`)) };
  } catch (error) {
    return {
      name,
      status: 'failed',
      found: `the check itself failed: ${messageOf(error) || String(error)}`,
      advice: 'Look at the other findings first: this check needs what they find missing.',
    };
  }
}
