import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failoverTools } from '../../src/failover/list.ts';
import type { FailoverTool } from '../../src/failover/types.ts';
import { eventTypes } from '../../src/history/schema.ts';
import { backupWords } from '../../src/programs/backup/common/words.ts';
import { managerWords } from '../../src/programs/manager/words.ts';

const tools: [string, FailoverTool][] = Object.entries(failoverTools);

describe.each(tools)('the failover tool %s', (name, tool) => {
  test('has the name by which topologies know it, and says what it is', () => {
    expect(tool.name).toBe(name);
    expect(tool.description).toMatch(/\w+ \w+/);
  });

  test('tells promotions only where its log is understood, and is a program where it is asked', () => {
    if (tool.tellsPromotions) expect(tool.eventOf).toBeTypeOf('function');
    if (tool.look) expect(tool.isProgram).toBe(true);
    if (tool.clockMs) expect(tool.eventOf).toBeTypeOf('function');
  });

  test('does not look well when it does not answer, or answers what it never says', async () => {
    const { look } = tool;
    if (!look) return;
    const lookAt = async (body: string): Promise<unknown> => {
      const server = createServer((_, response) => response.end(body));
      await new Promise<void>((resolve) => {
        server.listen(0, '127.0.0.1', resolve);
      });
      const { port } = server.address() as AddressInfo;
      try {
        return await look(`http://127.0.0.1:${port}`, 1000, (host) => host);
      } finally {
        server.close();
      }
    };
    await expect(look('http://127.0.0.1:9', 1000, (host) => host)).rejects.toThrow();
    for (const body of ['', 'OK', 'null', '[]', '{}']) await expect(lookAt(body), body).rejects.toThrow();
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
