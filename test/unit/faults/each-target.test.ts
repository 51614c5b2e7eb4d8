import { expect, test } from 'vitest';
import { onEachTarget } from '../../../src/faults/shared/each-target.ts';
import type { FaultTarget, Injection } from '../../../src/faults/types.ts';

/** Nothing of a target is used but its name. */
const named = (...names: string[]) => names.map((service) => ({ service }) as FaultTarget);

const injection = (service: string, healed: string[], proved = true): Injection => ({
  effectAtMs: service.length,
  prove: async () => ({ proved, evidence: 'hit' }),
  healing: {
    heal: async () => void healed.push(service),
    prove: async () => ({ proved: true, evidence: 'well' }),
  },
});

test('is proved when it is on every target, from the earliest instant on', async () => {
  const healed: string[] = [];
  const whole = await onEachTarget(named('db10', 'db2'), async ({ service }) => injection(service, healed));
  expect(whole.effectAtMs).toBe(3);
  expect(await whole.prove()).toEqual({ proved: true, evidence: 'db10: hit; db2: hit' });
  await whole.healing?.heal();
  expect(healed).toEqual(['db10', 'db2']);
  expect(await whole.healing?.prove()).toEqual({ proved: true, evidence: 'db10: well; db2: well' });
});

test('is not proved when one target does not show it, or when there is none', async () => {
  const half = await onEachTarget(named('db1', 'db2'), async ({ service }) =>
    injection(service, [], service === 'db1'),
  );
  expect((await half.prove()).proved).toBe(false);
  const none = await onEachTarget([], async ({ service }) => injection(service, []));
  expect((await none.prove()).proved).toBe(false);
});

test('that fails on one target is healed on the others', async () => {
  const healed: string[] = [];
  const failing = onEachTarget(named('db1', 'db2', 'db3'), async ({ service }) => {
    if (service === 'db2') throw new Error('db2 is away');
    return injection(service, healed);
  });
  await expect(failing).rejects.toThrow('db2 is away');
  expect(healed).toEqual(['db1', 'db3']);
});

test('healing goes on past a target that fails, and says so', async () => {
  const healed: string[] = [];
  const whole = await onEachTarget(named('db1', 'db2'), async ({ service }) => ({
    ...injection(service, healed),
    healing: {
      heal: async () => {
        if (service === 'db1') throw new Error('db1 is away');
        healed.push(service);
      },
      prove: async () => ({ proved: true, evidence: '' }),
    },
  }));
  await expect(whole.healing?.heal()).rejects.toThrow('db1 is away');
  expect(healed).toEqual(['db2']);
});

test('has no healing when no target has any', async () => {
  const whole = await onEachTarget(named('db1'), async ({ service }) => ({
    ...injection(service, []),
    healing: null,
  }));
  expect(whole.healing).toBeNull();
});
