import { mkdtemp, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type DrillResult, resultSchema } from '../../src/judge/measure/types.ts';
import { type Ended, leftoversOf, run, runIn } from './cli.ts';

let ended: Ended;
let result: DrillResult;
let folder: string;

beforeAll(async () => {
  const out = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-'));
  // How fast this machine is, and whether it is quiet enough for a steady load, is not what is tested here.
  const times = ['rto-service', 'rto-application', 'write-outage-service', 'write-outage-application'];
  const patient = [
    ...[
      'baseline.maxLatency=60s',
      'baseline.maxErrors=1',
      'recovery.deadline=180s',
      'provision.deadline=240s',
    ],
    ...[...times, 'time-to-redundancy'].map((name) => `objectives.${name}=<= 170s`),
  ];
  const words = ['run', 'scenarios/kill-primary.yml', '--json', '--seed', '7', '--out', out];
  ended = await run([...words, ...patient.flatMap((set) => ['--set', set])]);
  folder = join(out, await runIn(out));
  result = resultSchema.array().parse(JSON.parse(ended.stdout))[0] as DrillResult;
});

const measured = (name: string) => result.measurements.find((one) => one.name === name);

describe('the kill-primary drill', () => {
  test('passes, with nothing on stdout but the result', () => {
    expect(result.reasons).toEqual([]);
    expect(result.verdict).toBe('pass');
    expect(ended.code).toBe(0);
  });

  test('the kill was proved, and writes were really out and back', () => {
    expect(result.faults).toMatchObject([
      { fault: 'kill', evidence: expect.stringContaining('mysqld is gone') },
    ]);
    const zeroMs = result.faults[0]?.inForceAtMs ?? Number.NaN;
    // A busy machine may have another outage while a node is copied anew; one alone lies across the kill.
    const ofTheKill = result.outages.filter(
      ({ stream, startedAtMs, endedAtMs }) =>
        stream === 'service' && startedAtMs < zeroMs + 500 && endedAtMs > zeroMs,
    );
    expect(ofTheKill).toHaveLength(1);
    expect(measured('rto-service')).toMatchObject({ unit: 'ms', atLeast: false });
    expect(measured('rto-service')?.value).toBeGreaterThan(100);
  });

  test('the phases follow each other and together are the RTO', () => {
    const names = result.phases.map((phase) => phase.name);
    expect(names.slice(0, 6)).toEqual([
      'noticed',
      'detected',
      'elected',
      'promoted',
      'routed',
      'first-write',
    ]);
    expect(names.at(-1)).toBe('redundant');
    const toFirstWrite = result.phases.slice(0, 6);
    const sumMs = toFirstWrite.reduce((sum, one) => sum + (one.endedAtMs ?? Number.NaN) - one.startedAtMs, 0);
    expect(sumMs).toBeCloseTo(measured('rto-service')?.value ?? Number.NaN, 1);
  });

  test('no acknowledged write was lost, of many', () => {
    expect(result.loss).toMatchObject({ lost: 0, stranded: 0 });
    expect(result.loss?.acknowledged).toBeGreaterThan(100);
    expect(result.checks.map((check) => [check.name, check.verdict])).toEqual([
      ['no-acknowledged-write-lost', 'pass'],
      ['no-failed-write-present', 'pass'],
      ['no-unwritten-rows', 'pass'],
      ['nodes-equal-primary', 'pass'],
      ['no-errant-transactions', 'pass'],
      ['single-writable-primary', 'pass'],
      ['semisync-never-degraded', 'pass'],
      ['definitions-kept', 'pass'],
      ['same-gtid-same-rows', 'pass'],
      ['logs-clean', 'pass'],
    ]);
  });

  test('nothing is left on the engine', async () => {
    expect(await leftoversOf(result.run)).toEqual([]);
  });

  test('the reports are there, and hold no password', async () => {
    expect(await readdir(folder)).toEqual(
      expect.arrayContaining([
        'report.html',
        'result.json',
        'junit.xml',
        'summary.md',
        'run.json',
        'logs',
        'final',
      ]),
    );
    const html = await readFile(join(folder, 'report.html'), 'utf8');
    expect(html).toContain(result.sentence);
    expect(html).not.toMatch(/HA_DRILL_\w+_PASSWORD:? *[A-Za-z0-9_-]{24}/);
  });

  test('is judged the same again, without Docker', async () => {
    const again = await run(['judge', folder, '--json'], {
      DOCKER_HOST: 'unix:///nowhere',
      PATH: '/nowhere',
    });
    expect(JSON.parse(again.stdout)).toEqual([result]);
    expect(again.code).toBe(0);
  });
});
