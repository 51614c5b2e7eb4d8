import { describe, expect, test } from 'vitest';
import { startClock } from '../../../src/clock.ts';
import { drillEvents } from '../../../src/drill/events.ts';
import type { Injections } from '../../../src/drill/injections.ts';
import { type Method, type MethodContext, startMethod } from '../../../src/drill/method.ts';
import type { DrillEvent, EventType } from '../../../src/history/schema.ts';
import { type MethodStep, methodStepSchema } from '../../../src/scenario/schema.ts';
import { pause, waitFor } from '../../../src/wait.ts';

const steps = (...written: object[]): MethodStep[] =>
  written.map((step) => methodStepSchema.parse({ fault: 'kill', target: 'primary', ...step }));

/** A drill in which nothing is injected, but everything is written down in its order. */
function rehearse(method: MethodStep[], endOf: (step: number) => Promise<void> = async () => undefined) {
  const clock = startClock();
  const events = drillEvents();
  const interrupt = new AbortController();
  const log: string[] = [];
  const said: { type: string; step: unknown }[] = [];
  const means: MethodContext = {
    clock,
    events,
    signal: interrupt.signal,
    say: (type, _, more) => said.push({ type, step: more?.data?.step }),
    progress: { phase: () => undefined, note: () => undefined, live: () => undefined },
    plan: { scenario: { method }, seed: 1 },
  };
  const injections: Pick<Injections, 'inject'> = {
    inject: async ({ step, turn }) => {
      log.push(`inject ${step}.${turn}`);
      return {
        services: [`db${step}`],
        effectAtMs: clock.nowMs(),
        end: async () => {
          await endOf(step);
          log.push(`end ${step}.${turn}`);
        },
      };
    },
  };
  const happens = (type: EventType, atMs = clock.nowMs()): DrillEvent => {
    const event: DrillEvent = { atMs, source: 'manager', type, text: '' };
    events.publish(event);
    return event;
  };
  return { started: startMethod(means, injections), log, said, happens, interrupt };
}

const isOver = (method: Method) =>
  waitFor({ what: 'the method', deadlineMs: 5000, everyMs: 1 }, () =>
    method.isGoingOn() ? { done: false, state: 'going on' } : { done: true, value: undefined },
  );

describe('the method', () => {
  test('runs its steps side by side: one that lasts holds up no other', async () => {
    const { started, log } = rehearse(steps({ for: '60ms' }, { at: '20ms' }));
    await started.settled();
    expect(log).toEqual(['inject 0.0', 'inject 1.0', 'end 0.0']);
    expect(started.takeHit()).toEqual(['db0', 'db1']);
    expect(started.takeHit()).toEqual([]);
  });

  test('repeats a step, and ends each turn of one that lasts', async () => {
    const { started, log } = rehearse(steps({ for: '10ms', repeat: { times: 3, every: '40ms' } }));
    await started.settled();
    expect(log).toEqual([0, 1, 2].flatMap((turn) => [`inject 0.${turn}`, `end 0.${turn}`]));
  });

  test('a step that waits for an event comes upon that one only, and is settled without it', async () => {
    const { started, log, happens } = rehearse(steps({}, { on: 'promoted' }));
    await started.settled();
    happens('repointed');
    await pause(5);
    expect(log).toEqual(['inject 0.0']);
    happens('promoted');
    await waitFor({ what: 'the injection', deadlineMs: 5000, everyMs: 1 }, () =>
      log.length > 1 ? { done: true, value: log } : { done: false, state: log.join() },
    );
    expect(log).toEqual(['inject 0.0', 'inject 1.0']);
    happens('promoted');
    await pause(5);
    await isOver(started);
    expect(log).toHaveLength(2);
  });

  test('the offset of a step counts from its event, and it is going on meanwhile', async () => {
    const { started, log, happens } = rehearse(steps({}, { on: 'promoted', at: '10m' }));
    await started.settled();
    happens('promoted');
    await pause(1);
    expect(started.isGoingOn()).toBe(true);
    expect(log).toEqual(['inject 0.0']);
  });

  test('an event that never came is recorded as a fault without proof, once the method is closed', async () => {
    const { started, said, happens } = rehearse(steps({}, { on: 'promoted' }, { on: 'rejoined' }));
    happens('rejoined');
    await pause(1);
    await started.settled();
    expect(said).toEqual([]);
    started.close();
    await pause(1);
    expect(said).toEqual([{ type: 'fault-unproved', step: 1 }]);
  });

  test('a fault that cannot be ended is an error for whoever waits, now or later', async () => {
    const { started } = rehearse(steps({ for: '1ms' }), async () => {
      throw new Error('still frozen');
    });
    await pause(20);
    expect(started.isGoingOn()).toBe(true);
    await expect(started.settled()).rejects.toThrow('still frozen');
    await expect(started.settled()).rejects.toThrow('still frozen');
  });

  test('an interrupted drill injects nothing more, and blames no event', async () => {
    const { started, log, said, interrupt } = rehearse(steps({ at: '10m' }, { on: 'promoted' }));
    interrupt.abort(new Error('interrupted'));
    await expect(started.settled()).rejects.toThrow('interrupted');
    expect(log).toEqual([]);
    expect(said).toEqual([]);
  });
});
