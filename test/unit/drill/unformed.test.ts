import { describe, expect, test } from 'vitest';
import type { Met } from '../../../src/drill/meet-nodes.ts';
import { mayChange, type Running } from '../../../src/drill/still-to-come.ts';
import { standingOf, Unformed, watchStillness } from '../../../src/drill/unformed.ts';
import type { Observation } from '../../../src/engine/observation.ts';
import { leader, member, node, replica } from '../init/seen-states.ts';

const met = (node: { readonly name: string; readonly state: Observation | undefined }): Met => ({
  node: { name: node.name, host: `10.0.0.${node.name.length}`, port: 3306 },
  ...(node.state ? { way: { by: 'network', state: node.state } } : { error: 'connect ECONNREFUSED' }),
});
const standing = (...nodes: Parameters<typeof met>[0][]) => standingOf(nodes.map(met));
const idle = (name: string) => node(name, {});

describe('how servers stand to each other', () => {
  test.each([
    ['a single server that accepts writes', standing(leader('a'))],
    ['a primary and its replica', standing(leader('a'), replica('b', 'a'))],
    ['members of a group', standing(member('a', 'PRIMARY', true), member('b', 'SECONDARY', true))],
    [
      'a replica that accepts writes, too',
      standing(leader('a'), replica('b', 'a', {}, { acceptsWrites: true })),
    ],
  ])('%s is formed', (_, found) => {
    expect(found).toMatchObject({ isFormed: true, primary: { node: { name: 'a' } } });
  });

  test.each([
    ['a primary and a server that follows nobody', standing(leader('a'), idle('b')), 'a'],
    ['two that accept writes', standing(leader('a'), leader('b')), undefined],
    ['a single server that is read-only', standing(idle('a')), undefined],
    [
      'a replica beside one that does not answer',
      standing(replica('b', 'a'), { name: 'a', state: undefined }),
      undefined,
    ],
  ])('%s is not', (_, found, primary) => {
    expect(found.isFormed).toBe(false);
    expect(found.primary?.node.name).toBe(primary);
  });

  test('the message says what each server said', () => {
    expect(new Unformed(standing(leader('a'), leader('b'))).message).toBe(
      'expected one server that leads, and others that follow it, found none; nothing runs that would change that: ' +
        'a: accepts writes, replicates from nobody; b: accepts writes, replicates from nobody',
    );
    const { message } = new Unformed(standing(leader('a'), idle('b')));
    expect(message).toContain('expected every server to follow a, found one that does not');
  });
});

describe('how long they have stood so', () => {
  const at = (...looks: [number, ReturnType<typeof standing>][]): boolean[] => {
    let nowMs = 0;
    const isStill = watchStillness(() => nowMs);
    return looks.map(([ms, one]) => {
      nowMs = ms;
      return isStill(one);
    });
  };
  const two = standing(leader('a'), leader('b'));

  test('a change begins it anew', () => {
    const other = standing(leader('a'), idle('b'));
    expect(at([0, two], [14_000, two], [14_500, other], [20_000, other], [29_500, other])).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });

  test('servers that may join a group have more time', () => {
    const group = { ...member('a', 'PRIMARY', true).state?.group, state: 'OFFLINE' } as Observation['group'];
    const offline = standing(leader('a', {}, { group }), leader('b', {}, { group }));
    expect(at([0, offline], [20_000, offline], [60_000, offline])).toEqual([false, false, true]);
  });
});

describe('what is still to come', () => {
  const running = (more: Partial<Running>): Running => ({
    service: 'job',
    isNode: false,
    forms: false,
    takes: false,
    isRunning: true,
    isStarting: false,
    lasts: false,
    serves: false,
    ...more,
  });

  test.each([
    ['a job that runs', running({}), 'job, which still runs and may set others up'],
    ['a job that has ended', running({ isRunning: false }), undefined],
    ['a service that is started again whenever it ends', running({ lasts: true }), undefined],
    ['a service that listens', running({ serves: true }), undefined],
    ['a proxy', running({ takes: true }), undefined],
    [
      'a failover tool that nobody knows',
      running({ takes: true, forms: true, lasts: true }),
      'job, which may form a cluster',
    ],
    ['a server that does not answer yet', running({ isNode: true, service: 'silent' }), 'silent to answer'],
    ['a server that has ended', running({ isNode: true, service: 'silent', isRunning: false }), undefined],
    [
      'a server whose health is not known yet',
      running({ isNode: true, isStarting: true }),
      'the health check of job',
    ],
    ['a server that answers', running({ isNode: true }), undefined],
  ])('%s', (_, one, words) => {
    expect(mayChange([one], ['silent'])).toEqual(words === undefined ? [] : [words]);
  });
});
