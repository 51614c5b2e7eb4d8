import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseHost, type Host, moveHosts } from '../../../src/workload/hosts.ts';

const hosts = ['a', 'b', 'c'].map((host) => ({ host, port: 3306 })) as [Host, Host, Host];
const [a, b, c] = hosts;

test('the first is used until it fails, then the next, round and round', () => {
  const choice = chooseHost(hosts);
  expect(choice.current()).toBe(a);
  choice.failed(a);
  expect(choice.current()).toBe(b);
  choice.failed(b);
  choice.failed(c);
  expect(choice.current()).toBe(a);
});

test('many that fail at once move on by one: who used another one says nothing of this one', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(a, c), { minLength: 1 }), (late) => {
      const choice = chooseHost(hosts);
      choice.failed(a);
      for (const host of late) choice.failed(host);
      expect(choice.current()).toBe(b);
    }),
  );
});

test('one address is used for ever', () => {
  const choice = chooseHost([a]);
  choice.failed(a);
  expect(choice.current()).toBe(a);
});

test('a host with another address is the next that is used; the others stay who they are', () => {
  const held = hosts.map((one) => ({ ...one })) as [Host, Host, Host];
  const choice = chooseHost(held);
  const [first, second] = held;
  moveHosts(held, [{ host: 'x', port: 3306 }, ...hosts.slice(1)]);
  expect(choice.current()).toEqual({ host: 'x', port: 3306 });
  // What was sent to the old address says nothing of the new one.
  choice.failed(first);
  expect(choice.current()).toEqual({ host: 'x', port: 3306 });
  expect(held[1]).toBe(second);
  moveHosts(held, [{ host: 'x', port: 3307 }]);
  expect(choice.current()).toEqual({ host: 'x', port: 3307 });
});
