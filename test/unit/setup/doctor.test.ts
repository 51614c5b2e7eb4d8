import { describe, expect, test } from 'vitest';
import type { DoctorCheck, Finding } from '../../../src/setup/doctor/check.ts';
import { ok } from '../../../src/setup/doctor/check.ts';
import { judgeDisk } from '../../../src/setup/doctor/disk.ts';
import { judgeFeature } from '../../../src/setup/doctor/kernel.ts';
import { hasFeature } from '../../../src/setup/doctor/kernel-config.ts';
import { doctorChecks } from '../../../src/setup/doctor/list.ts';
import { judgeNode } from '../../../src/setup/doctor/node.ts';
import { runChecks, selectChecks } from '../../../src/setup/doctor/run.ts';

const good: DoctorCheck = { name: 'good', description: '', look: async () => ok('well') };
const crashing: DoctorCheck = {
  name: 'crashing',
  description: '',
  look: async () => {
    throw new Error('no such thing');
  },
};

describe('runChecks', () => {
  test('a check that crashes becomes a finding and stops no other', async () => {
    const seen: Finding[] = [];
    const findings = await runChecks([crashing, good], (finding) => seen.push(finding));
    expect(findings).toEqual([
      {
        name: 'crashing',
        status: 'failed',
        found: 'the check itself failed: no such thing',
        advice: expect.stringContaining('other findings'),
      },
      { name: 'good', status: 'ok', found: 'well', advice: '' },
    ]);
    expect(seen).toEqual(findings);
  });
});

describe('selectChecks', () => {
  test('those named, in the order of the list; all when none is', () => {
    expect(selectChecks([crashing, good], ['good', 'crashing'])).toEqual([crashing, good]);
    expect(selectChecks([crashing, good], [])).toEqual([crashing, good]);
  });

  test('an unknown name is wrong usage and tells the known ones', () => {
    expect(() => selectChecks([crashing, good], ['god'])).toThrow(
      expect.objectContaining({ exit: 'usage', hint: 'There are: crashing, good' }),
    );
  });

  test('names are unique', () => {
    const names = doctorChecks.map((check) => check.name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('kernel features', () => {
  const netem = { option: 'CONFIG_NET_SCH_NETEM', module: 'sch_netem' };
  const none = { config: '', builtin: '', modules: '' };

  test.each([
    ['compiled in', { ...none, config: 'CONFIG_NET_SCH_NETEM=y' }, true],
    ['switched off', { ...none, config: '# CONFIG_NET_SCH_NETEM is not set' }, false],
    ['an option that only begins alike', { ...none, config: 'CONFIG_NET_SCH_NETEM_X=y' }, false],
    ['a module that is installed', { ...none, modules: 'kernel/net/sched/sch_netem.ko.xz:' }, true],
    ['a module that is not installed', { ...none, config: 'CONFIG_NET_SCH_NETEM=m' }, false],
    ['listed as built in', { ...none, builtin: 'kernel/net/sched/sch_netem.ko' }, true],
    ['a kernel that tells nothing', none, 'unknown'],
  ])('%s: %s', (_, facts, expected) => {
    expect(hasFeature(facts, netem)).toBe(expected);
  });

  test('absence is as bad as the need says; not knowing is never a failure', () => {
    const need = { ...netem, name: 'n', description: '', status: 'failed', advice: 'Get it.' } as const;
    expect(judgeFeature(need, { ...none, config: 'CONFIG_X=y' })).toMatchObject({
      status: 'failed',
      advice: 'Get it.',
    });
    expect(judgeFeature(need, none)).toMatchObject({ status: 'warning', advice: 'If absent: Get it.' });
  });
});

describe('limits', () => {
  test.each([
    ['22.18.0', 'ok'],
    ['24.21.0', 'ok'],
    ['22.17.9', 'failed'],
    ['20.20.2', 'failed'],
  ])('Node.js %s: %s', (version, status) => {
    expect(judgeNode(version).status).toBe(status);
  });

  test.each([
    [5e9, 'ok'],
    [4.9e9, 'warning'],
    [1.9e9, 'failed'],
  ])('%d bytes of disk: %s', (free, status) => {
    expect(judgeDisk('/var/lib/docker', free).status).toBe(status);
  });
});
