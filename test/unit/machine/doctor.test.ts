import { describe, expect, test } from 'vitest';
import { type DoctorCheck, type Finding, ok } from '../../../src/machine/doctor/check.ts';
import { judgeDisk } from '../../../src/machine/doctor/disk.ts';
import { judgeMachine } from '../../../src/machine/doctor/fault-needs.ts';
import { judgeLeftovers } from '../../../src/machine/doctor/leftovers.ts';
import { doctorChecks } from '../../../src/machine/doctor/list.ts';
import { judgeNode } from '../../../src/machine/doctor/node.ts';
import { runChecks, selectChecks } from '../../../src/machine/doctor/run.ts';

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

describe('what faults need', () => {
  const known = [
    { name: 'kill', premises: {} },
    { name: 'corrupt', premises: { machine: ['netem'] } },
    { name: 'isolate', premises: { machine: ['nftables'] } },
  ] as const;
  const works = { available: true, found: 'tried, and it works' };

  test('all there: as many faults as there are', () => {
    expect(judgeMachine(known, { netem: works, nftables: works })).toMatchObject({
      status: 'ok',
      found: '3 faults can be injected',
    });
  });

  test('what is lacking is named with the reason and the faults that it takes away', () => {
    const netem = { available: false, found: 'qdisc kind is unknown' };
    expect(judgeMachine(known, { netem, nftables: works })).toEqual({
      status: 'warning',
      found: 'no netem (qdisc kind is unknown)',
      advice: 'Not possible here: corrupt. The other faults are.',
    });
  });

  test('what cannot be asked is not known, and lacks nothing', () => {
    const unknown = { available: 'unknown', found: 'no Docker engine answers' } as const;
    expect(judgeMachine(known, { netem: unknown, nftables: unknown })).toMatchObject({
      status: 'warning',
      found: 'not known: no Docker engine answers',
    });
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

describe('what is there of runs', () => {
  const nothing = { containers: [], networks: [], volumes: [] };
  const left = { run: 'gone', ...nothing, isFree: true };
  const running = { run: 'going-on', ...nothing, isFree: false };

  test('of a drill that is going on is no leftover, and is told', () => {
    expect(judgeLeftovers([running])).toMatchObject({ status: 'ok', found: 'none; in use: going-on' });
    expect(judgeLeftovers([])).toMatchObject({ status: 'ok', found: 'none' });
  });

  test('of one that is gone is, beside what is in use', () => {
    const { status, found, advice } = judgeLeftovers([left, running]);
    expect(status).toBe('warning');
    expect(found).toBe('gone (0 containers, 0 networks, 0 volumes); in use: going-on');
    expect(advice).toContain('ha-drill clean');
  });
});
