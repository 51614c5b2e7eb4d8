import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { errantNode } from '../../../src/drill/errant-node.ts';
import type { Sample } from '../../../src/history/schema.ts';
import { primaryState, replicaState, sampleIn } from './samples.ts';

const uuid = 'aaaaaaaa-0000-0000-0000-000000000001';
const none: ReadonlySet<string> = new Set();

/** db2 leads; db1 is back, follows nobody, and was asked at 100 ms. */
function afterFailover(leader: string, returning: string, leaderAskedAtMs = 200): Map<string, Sample> {
  return new Map([
    ['db1', sampleIn('db1', replicaState({ executed: returning, received: null }), 100)],
    ['db2', sampleIn('db2', primaryState(leader), leaderAskedAtMs)],
  ]);
}

describe('which node to copy anew', () => {
  test('one that has a transaction which the primary lacks, by exactly that transaction', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.integer({ min: 0, max: 5 }), (shared, errant) => {
        const found = errantNode(
          afterFailover(`${uuid}:1-${shared}`, `${uuid}:1-${shared + errant}`),
          none,
          true,
        );
        if (errant === 0) expect(found).toBeUndefined();
        else {
          const from = shared + 1;
          const gtids = errant === 1 ? `${uuid}:${from}` : `${uuid}:${from}-${shared + errant}`;
          expect(found).toEqual({ node: 'db1', primary: 'db2', gtids });
        }
      }),
    );
  });

  test('none while the sample of the primary is older: the primary may have the transactions by now', () => {
    expect(errantNode(afterFailover(`${uuid}:1-5`, `${uuid}:1-9`, 50), none, true)).toBeUndefined();
  });

  describe('one that replicates all the same: auto-position does not mind an errant transaction', () => {
    const replica = (node: string, executed: string, host = 'db2') =>
      [node, sampleIn(node, replicaState({ executed, received: `${uuid}:1-5` }, host), 100)] as const;
    const next = (acknowledged: boolean, ...others: (readonly [string, Sample])[]) =>
      errantNode(new Map([...afterFailover(`${uuid}:1-5`, `${uuid}:1-5`), ...others]), none, acknowledged);
    const db1 = { node: 'db1', primary: 'db2', gtids: `${uuid}:6` };

    test('while another one is there to acknowledge', () => {
      expect(next(true, replica('db1', `${uuid}:1-6`), replica('db3', `${uuid}:1-5`))).toEqual(db1);
    });

    test('not while it is the only one to acknowledge: its primary would hang, and the copy with it', () => {
      expect(next(true, replica('db1', `${uuid}:1-6`))).toBeUndefined();
      expect(next(true, replica('db1', `${uuid}:1-6`), replica('db3', `${uuid}:1-5`, 'db1'))).toBeUndefined();
    });

    test('at once where nothing waits for a replica', () => {
      expect(next(false, replica('db1', `${uuid}:1-6`))).toEqual(db1);
    });

    test('after one that does not replicate', () => {
      const kept = [
        'db3',
        sampleIn('db3', replicaState({ executed: `${uuid}:1-9`, received: null }), 100),
      ] as const;
      const found = { node: 'db3', primary: 'db2', gtids: `${uuid}:6-9` };
      expect(next(true, replica('db1', `${uuid}:1-6`), kept)).toEqual(found);
      expect(next(false, replica('db1', `${uuid}:1-6`), kept)).toEqual(found);
    });
  });

  test('none that is ahead only by what the primary is committing: with AFTER_SYNC its replicas have it first', () => {
    const leading = primaryState(`${uuid}:1-5`);
    const own = `${uuid}:1-5,${leading.serverUuid}:1-3`;
    const samples = afterFailover(`${uuid}:1-5`, own);
    expect(errantNode(samples, none, true)).toBeUndefined();
  });

  test('none that was copied already, does not answer, or when nobody leads', () => {
    const samples = afterFailover(`${uuid}:1-5`, `${uuid}:1-9`);
    expect(errantNode(samples, new Set(['db1']), true)).toBeUndefined();
    expect(
      errantNode(new Map([...samples, ['db1', sampleIn('db1', null, 100)]]), none, true),
    ).toBeUndefined();
    expect(
      errantNode(new Map([...samples, ['db2', sampleIn('db2', null, 200)]]), none, true),
    ).toBeUndefined();
  });
});
