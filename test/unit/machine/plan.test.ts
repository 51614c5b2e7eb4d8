import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SetupFacts } from '../../../src/machine/facts.ts';
import { planSetup } from '../../../src/machine/plan.ts';

/** A Debian machine, root, with all there is. */
const ready: SetupFacts = {
  engine: { version: '20.10.24+dfsg1' },
  dockerHost: undefined,
  compose: '2.40.3-3',
  has: { docker: true, dockerd: true, iptables: true },
  root: true,
  apt: true,
};
const silent = { silent: 'connect ENOENT /var/run/docker.sock' };

const anyFacts: fc.Arbitrary<SetupFacts> = fc.record({
  engine: fc.oneof(
    fc.constantFrom('20.10.24', '19.03.15', '28.2.2').map((version) => ({ version })),
    fc.constantFrom('connect ECONNREFUSED', 'connect EACCES').map((text) => ({ silent: text })),
  ),
  dockerHost: fc.constantFrom(undefined, 'tcp://elsewhere:2375'),
  compose: fc.constantFrom(undefined, '2.40.3'),
  has: fc.record({ docker: fc.boolean(), dockerd: fc.boolean(), iptables: fc.boolean() }),
  root: fc.boolean(),
  apt: fc.boolean(),
});

describe('planSetup', () => {
  test('a ready machine needs nothing', () => {
    expect(planSetup(ready)).toEqual({ steps: [], obstacles: [] });
  });

  test('a bare Debian, where only a docker command is: engine first, then Compose', () => {
    const facts = { ...ready, engine: silent, compose: undefined };
    const has = { docker: true, dockerd: false, iptables: false };
    expect(planSetup({ ...facts, has }).steps).toEqual(['install-engine', 'start-engine', 'install-compose']);
  });

  test('an engine that is installed but dead is started, not installed', () => {
    expect(planSetup({ ...ready, engine: silent }).steps).toEqual(['start-engine']);
  });

  test('a dead engine without iptables gets it first', () => {
    const has = { ...ready.has, iptables: false };
    expect(planSetup({ ...ready, engine: silent, has }).steps).toEqual(['install-iptables', 'start-engine']);
  });

  test('an engine without the docker command gets it', () => {
    const has = { ...ready.has, docker: false };
    expect(planSetup({ ...ready, has, compose: undefined }).steps).toEqual([
      'install-client',
      'install-compose',
    ]);
  });

  test('Compose needs no root', () => {
    expect(planSetup({ ...ready, root: false, compose: undefined }).steps).toEqual(['install-compose']);
  });

  test.each([
    ['an engine that is too old', { engine: { version: '19.03.15' } }, /19\.03\.15: upgrade it to 20\.10/],
    ['an engine elsewhere', { engine: silent, dockerHost: 'tcp://b:2375' }, /DOCKER_HOST is tcp:\/\/b:2375/],
    ['no right to the socket', { engine: { silent: 'connect EACCES' }, root: false }, /usermod -aG docker/],
    ['a dead engine and no root', { engine: silent, root: false }, /start it, or run this as root/],
    [
      'no Compose and no apt',
      { compose: undefined, apt: false },
      /Compose [\d.]+ or newer is missing: https/,
    ],
  ])('%s is for the user to mend', (_, change, expected) => {
    const { steps, obstacles } = planSetup({ ...ready, ...change });
    expect(steps).toEqual([]);
    expect(obstacles).toEqual([expect.stringMatching(expected)]);
  });

  test('another system without an engine is told where to get one', () => {
    const has = { docker: false, dockerd: false, iptables: false };
    const { obstacles } = planSetup({ ...ready, engine: silent, has, apt: false });
    expect(obstacles).toEqual([
      expect.stringMatching(/^the Docker Engine is missing: install 20\.10 or newer/),
    ]);
  });

  test('installs system packages as root on Debian only, and never touches an engine elsewhere', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { steps } = planSetup(facts);
        const packages = steps.filter((step) => /^install-(engine|iptables|client)$/.test(step));
        if (!facts.root || !facts.apt) expect(packages).toEqual([]);
        if (!facts.root) expect(steps).not.toContain('start-engine');
        if (facts.dockerHost) expect(steps).not.toContain('install-engine');
        if (facts.dockerHost) expect(steps).not.toContain('start-engine');
      }),
    );
  });

  test('starts what it installs, and plans nothing for an engine that answers', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { steps, obstacles } = planSetup(facts);
        const engine = steps.filter((step) => /-(engine|iptables)$/.test(step));
        if ('version' in facts.engine) expect(engine).toEqual([]);
        else expect(engine.at(-1) ?? obstacles[0]).toMatch(/^start-engine$|[Ee]ngine|DOCKER_HOST/);
      }),
    );
  });
});
