import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failoverTools } from '../../src/failover/list.ts';
import type { FailoverTool } from '../../src/failover/types.ts';
import { eventTypes } from '../../src/history/schema.ts';
import { backupWords } from '../../src/programs/backup/words.ts';
import { managerWords } from '../../src/programs/manager/words.ts';

const tools: [string, FailoverTool][] = Object.entries(failoverTools);

describe.each(tools)('the failover tool %s', (name, tool) => {
  test('has the name by which topologies know it, and says what it is', () => {
    expect(tool.name).toBe(name);
    expect(tool.description).toMatch(/\w+ \w+/);
  });

  test('takes whatever stands in a log for an event of the record, or for none', () => {
    const { eventOf } = tool;
    if (!eventOf) return;
    fc.assert(
      fc.property(fc.string(), (line) => {
        expect(eventOf(line)).toBeUndefined();
      }),
    );
  });
});

test.each([
  ['manager', managerWords],
  ['backup service', backupWords],
])('every word of the %s is a type of event that the record has', (_, words) => {
  expect(Object.keys(words).filter((word) => !(word in eventTypes))).toEqual([]);
});
