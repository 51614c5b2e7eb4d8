import { describe, expect, test } from 'vitest';
import { orchestrator } from '../../../src/failover/orchestrator.ts';
import type { ToolLook } from '../../../src/failover/types.ts';
import { answering, type Recorded, recorded } from '../../support/orchestrator.ts';

/** What a look at these answers says. */
async function lookAt(answers: Recorded, nameOf = (host: string) => host): Promise<ToolLook | undefined> {
  const server = await answering(answers);
  try {
    return await orchestrator.look?.(server.url, 2000, nameOf);
  } finally {
    server.stop();
  }
}

function without(answers: Recorded, path: string): Recorded {
  return Object.fromEntries(Object.entries(answers).filter(([key]) => key !== path));
}

const well = { activity: 'watching', problem: null, silent: [], leads: true, failure: null };

describe('what Orchestrator says of a cluster, by recorded answers', () => {
  test('all is well', async () => {
    const recovery = { id: 1, of: 'mysql-a', successor: 'mysql-c' };
    expect(await lookAt(recorded('healthy'))).toEqual({ ...well, primary: 'mysql-c', recovery });
  });

  test('the primary does not answer it, and still sends to its replicas', async () => {
    expect(await lookAt(recorded('suspected'))).toEqual({
      ...well,
      activity: 'seeing UnreachableMaster of mysql-a',
      primary: 'mysql-a',
      silent: ['mysql-a'],
      recovery: null,
    });
  });

  test('the primary is dead', async () => {
    expect(await lookAt(recorded('detected'))).toMatchObject({
      activity: 'seeing DeadMaster of mysql-c',
      primary: 'mysql-c',
      problem: null,
      failure: { node: 'mysql-c', as: 'DeadMaster' },
      recovery: { id: 1 },
    });
  });

  test('it recovers', async () => {
    expect(await lookAt(recorded('recovering'))).toMatchObject({
      activity: 'recovering mysql-c (DeadMaster)',
      problem: null,
      failure: { node: 'mysql-c' },
      recovery: { id: 2, of: 'mysql-c', successor: null },
    });
  });

  test('it has chosen a successor, which does not accept writes yet: it holds nobody for the primary', async () => {
    expect(await lookAt(recorded('chosen'))).toMatchObject({
      activity: 'watching',
      primary: null,
      silent: ['mysql-c'],
      failure: null,
      recovery: { id: 2, of: 'mysql-c', successor: 'mysql-a' },
    });
  });

  test('the successor leads, and the old primary is gone', async () => {
    expect(await lookAt(recorded('promoted'))).toMatchObject({
      ...well,
      primary: 'mysql-a',
      silent: ['mysql-c'],
    });
  });

  test('it recovers nothing so soon after another recovery', async () => {
    expect(await lookAt(recorded('blocked'))).toMatchObject({
      primary: 'mysql-a',
      failure: { node: 'mysql-a', as: 'DeadMaster' },
      problem:
        'DeadMaster of mysql-a is not recovered: the recovery of mysql-c was less than RecoveryPeriodBlockSeconds ago',
    });
  });

  test('a recovery that has just been made calls itself blocked: that is no problem', async () => {
    expect(await lookAt(recorded('blocked-by-itself'))).toMatchObject({ problem: null, failure: null });
    const early = { ...recorded('blocked-by-itself') };
    const analysis = recorded('detected')['/api/replication-analysis'];
    const text = JSON.stringify(analysis).replaceAll('mysql-c', 'mysql-a');
    early['/api/replication-analysis'] = JSON.parse(text) as typeof analysis & object;
    expect(await lookAt(early)).toMatchObject({ problem: null, failure: { node: 'mysql-a' } });
  });

  test('its recoveries are switched off, or leave out the cluster, or pass over a primary in downtime', async () => {
    expect(await lookAt(recorded('disabled'))).toMatchObject({ problem: 'its recoveries are switched off' });
    const text = JSON.stringify(recorded('healthy'));
    const filtered = text.replace('"HasAutomatedMasterRecovery":true', '"HasAutomatedMasterRecovery":false');
    expect(await lookAt(JSON.parse(filtered) as Recorded)).toMatchObject({
      problem: 'RecoverMasterClusterFilters leaves out the cluster mysql-c:3306',
    });
    const downtime = text.replace('"IsDowntimed":false', '"IsDowntimed":true');
    expect(await lookAt(JSON.parse(downtime) as Recorded)).toMatchObject({
      problem: 'mysql-c is in downtime, and not recovered',
    });
    const dead = JSON.stringify(recorded('detected')).replaceAll('"IsDowntimed":false', '"IsDowntimed":true');
    expect(await lookAt(JSON.parse(dead) as Recorded)).toMatchObject({
      failure: { node: 'mysql-c' },
      problem: 'mysql-c is in downtime, and not recovered',
    });
  });

  test('it warns that no failover is possible; of other warnings the samples tell', async () => {
    const warned = (warning: string): Recorded => {
      const { body } = recorded('detected')['/api/replication-analysis'] ?? {};
      const [entry] = (body as { Details: object[] }).Details;
      const only = { ...entry, Analysis: 'NoProblem', StructureAnalysis: [warning] };
      return {
        ...recorded('healthy'),
        '/api/replication-analysis': { status: 200, body: { Details: [only] } },
      };
    };
    expect(await lookAt(warned('NoFailoverSupportStructureWarning'))).toMatchObject({
      activity: 'watching',
      problem: 'it warns of NoFailoverSupportStructureWarning',
    });
    expect(await lookAt(warned('NotEnoughValidSemiSyncReplicasStructureWarning'))).toMatchObject(well);
  });
});

describe('of several services', () => {
  test('a follower of the raft group does not lead, and is well', async () => {
    expect(await lookAt(recorded('follower'))).toEqual({
      ...well,
      primary: 'mysql-b',
      leads: false,
      recovery: null,
    });
  });

  test('a group that has lost its leader acts no more', async () => {
    await expect(lookAt(recorded('leader-lost'))).rejects.toThrow('/api/all-instances answers 502');
    const off = '/api/check-global-recoveries';
    expect(await lookAt(without(recorded('leaderless'), off))).toMatchObject({
      leads: false,
      problem: 'it knows no leader of its raft group',
    });
  });
});

describe('what is not said', () => {
  test('an API that has less of it leaves the rest open', async () => {
    const healthy = recorded('healthy');
    const less = Object.fromEntries(
      ['/api/all-instances', '/api/replication-analysis'].map((path) => [
        path,
        healthy[path] ?? { status: 404 },
      ]),
    );
    expect(await lookAt({ ...less, '/api/leader-check': { status: 500 } })).toEqual({
      ...well,
      primary: 'mysql-c',
      leads: null,
      recovery: null,
    });
  });

  test.each(['/api/all-instances', '/api/replication-analysis'])(
    'without %s it does not answer',
    async (path) => {
      await expect(lookAt(without(recorded('healthy'), path))).rejects.toThrow(`${path} answers 404`);
      const broken = { ...recorded('healthy'), [path]: { status: 200, body: 'down for maintenance' } };
      const of = path.replace('/api/', '');
      await expect(lookAt(broken)).rejects.toThrow(`are not as known: ${of}: Invalid input`);
    },
  );

  test('where two servers alike accept writes it holds neither for the primary', async () => {
    const text = JSON.stringify(recorded('healthy'))
      .replaceAll('"ReadOnly":true', '"ReadOnly":false')
      .replace(/"Replicas":\[[^\]]+\]/, '"Replicas":[]')
      .replace(/"MasterKey":\{"Hostname":"mysql-c"/g, '"MasterKey":{"Hostname":""');
    expect(await lookAt(JSON.parse(text) as Recorded)).toMatchObject({ primary: null });
  });
});

test('nodes have the names of their services', async () => {
  const look = await lookAt(recorded('recovering'), (host) => host.replace('mysql-', 'db'));
  expect(look).toMatchObject({
    primary: 'dbc',
    silent: ['dbc'],
    failure: { node: 'dbc' },
    recovery: { of: 'dbc', successor: null },
  });
});
