import { describe, expect, test } from 'vitest';
import { lastImageOf } from '../../../src/init/found-files.ts';
import { drafted, questionsOf, written } from './resolved.ts';
import { stacks } from './stacks.ts';

describe.each(stacks)('$what', ({ services, found, ...expected }) => {
  const draft = drafted(services, found);
  const names = (told: readonly { readonly service: string }[]) => told.map(({ service }) => service);

  test('its servers, its jobs and who is in doubt', () => {
    expect(names(draft.servers.nodes)).toEqual(expected.nodes);
    expect(names(draft.servers.jobs)).toEqual(expected.jobs ?? []);
    expect(names(draft.servers.doubtful)).toEqual(expected.doubtful ?? []);
    expect(draft.servers.refused).toEqual([]);
  });

  test('the programs beside them', () => {
    const programs = draft.programs.map(({ service, program }) => `${service}: ${program.label}`);
    expect(programs).toEqual(expected.programs ?? []);
  });

  test('replication, endpoint and failover', () => {
    const parts = written(draft);
    expect(parts.nodes).toEqual(expected.nodes);
    expect(parts.replication).toBe(expected.replication);
    expect(parts.endpoints).toEqual({ write: expected.write });
    expect(parts.failover).toMatchObject(expected.failover);
  });

  test('whoever is in doubt is asked about, and so is the kind of replication', () => {
    const questions = questionsOf(draft);
    for (const name of expected.doubtful ?? []) {
      expect(questions).toContainEqual(expect.stringContaining(`is ${name} a node?`));
    }
    if (expected.nodes.length > 1) {
      expect(questions).toContainEqual(expect.stringContaining(`is it ${expected.replication}?`));
    }
  });
});

test.each([
  ['Galera', 'db: { image: "percona/percona-xtradb-cluster:8.0" }', 'found Galera'],
  ['Galera of MariaDB', 'db: { image: "mariadb:11", command: [--wsrep-new-cluster] }', 'found Galera'],
  ['MySQL 5.7', 'db: { image: "mysql:5.7" }', 'found MySQL 5.7'],
])('%s is refused, and not guessed about', (_, services, words) => {
  expect(drafted(services).servers.refused).toEqual([expect.stringContaining(words)]);
});

test.each([
  ['FROM mysql:8.4', 'mysql:8.4'],
  [
    'FROM debian AS tools\nRUN true\nFROM --platform=linux/amd64 percona:8.0\nCOPY --from=tools /a /b',
    'percona:8.0',
  ],
  ['from mysql:8.4 as base\nFROM base AS final', 'mysql:8.4'],
  ['# nothing', ''],
])('the image that %j is built on', (dockerfile, image) => {
  expect(lastImageOf(dockerfile)).toBe(image);
});
