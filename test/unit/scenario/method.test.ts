import { expect, test } from 'vitest';
import { methodStepSchema, scenarioSchema } from '../../../src/scenario/schema.ts';

const scenario = (method: object[]) => ({
  name: 'x',
  question: 'What if?',
  topology: 'semisync',
  method,
  objectives: { 'rpo-rows': '<= 0' },
});

test('a method of which every step waits for an event is refused: nothing would ever happen', () => {
  const onlyOn = scenario([{ on: 'promoted', fault: 'kill', target: 'candidate' }]);
  expect(scenarioSchema.safeParse(onlyOn).error?.message).toContain('expected a step without `on`');
  const both = scenario([
    { fault: 'kill', target: 'primary' },
    { on: 'promoted', fault: 'kill', target: 'candidate' },
  ]);
  expect(scenarioSchema.safeParse(both).success).toBe(true);
});

test('a step may last, and be repeated', () => {
  const step = { fault: 'freeze', target: 'primary', for: '500ms', repeat: { times: 3, every: '2s' } };
  expect(methodStepSchema.parse(step)).toMatchObject({ for: 500, repeat: { times: 3, every: 2000 } });
  expect(methodStepSchema.safeParse({ ...step, repeat: { times: 1, every: '2s' } }).success).toBe(false);
});
