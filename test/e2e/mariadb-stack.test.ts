import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { officialImages } from '../official-images.ts';
import { leftoversOf, run, runIn } from './cli.ts';

beforeAll(() => officialImages(new Docker(), ['mariadb']));

const compose = `x-db: &db
  image: mariadb:11.8
  environment: { MARIADB_ROOT_PASSWORD: of-this-test }
  healthcheck: { test: [CMD-SHELL, 'MYSQL_PWD=of-this-test mariadb-admin -uroot -h127.0.0.1 ping'], interval: 1s, retries: 120 }
services:
  db1: { <<: *db, command: [&c1 --log-bin, &c2 --log-slave-updates, &c3 --gtid-strict-mode=ON, &c4 --rpl-semi-sync-slave-enabled=ON, &c5 --rpl-semi-sync-master-timeout=1000, --server-id=1, --rpl-semi-sync-master-enabled=ON] }
  db2: { <<: *db, command: [*c1, *c2, *c3, *c4, *c5, --server-id=2, --read-only=ON] }
  set-up:
    image: mariadb:11.8
    entrypoint: [bash, -ec]
    command:
      - |
        say() { MYSQL_PWD=of-this-test mariadb -uroot -h "$$1" -e "$$2"; }
        say db1 "CREATE USER replica IDENTIFIED BY 'of-this-test'; GRANT REPLICATION SLAVE ON *.* TO replica"
        say db2 "CHANGE MASTER TO MASTER_HOST='db1', MASTER_USER='replica', MASTER_PASSWORD='of-this-test', MASTER_USE_GTID=slave_pos,
          MASTER_CONNECT_RETRY=1; START REPLICA"
    depends_on: { db1: { condition: service_healthy }, db2: { condition: service_healthy } }
`;

async function stack(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-e2e-maria-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'docker-compose.yml'), compose);
  return folder;
}

test('a semisync stack of MariaDB: init knows the engine, check its findings and faults, and a drill has a verdict', async () => {
  const folder = await stack();
  const file = join(folder, 'ha-drill.yml');
  const init = await run(['init', join(folder, 'docker-compose.yml')]);
  expect(init.code, init.stderr).toBe(0);
  const text = await readFile(file, 'utf8');
  expect(parse(text)).toMatchObject({
    engine: 'mariadb',
    nodes: ['db1', 'db2'],
    replication: 'semisync-with-timeout',
    failover: { tool: 'none' },
  });
  expect(text).toMatch(/# db2: read_only, replicates from db1, version \d+\.\d+\.\d+-MariaDB/);

  const check = await run(['check', file]);
  expect(check.stdout, check.stderr).toMatch(
    /: healthy; db1 leads, and a write through the endpoint came to every node/,
  );
  expect(check.stdout).toContain('SERIOUS nobody-fails-over (db1, db2)');
  expect(check.stdout).toMatch(/\n\d+ of \d+ faults work on this stack; these \d+ do not:\n/);
  expect(check.stdout).toContain('corrupt-page: needs mysql, found mariadb');
  // The words of MariaDB, and no heartbeat that is missing: its default is half of the time-out.
  expect(check.stdout).toContain('rpl_semi_sync_master_timeout=1000');
  expect(check.stdout).not.toMatch(/super_read_only|rpl_semi_sync_source|heartbeat-too-rare|dev\.mysql\.com/);

  const out = join(folder, 'reports');
  const quiet = ['baseline.maxLatency=60s', 'baseline.maxErrors=1'].flatMap((set) => ['--set', set]);
  const drill = await run(['run', 'kill-primary', '--topology', file, '--out', out, ...quiet]);
  expect(drill.code, drill.stderr).toBe(1);
  const result = JSON.parse(await readFile(join(out, await runIn(out), 'result.json'), 'utf8'));
  expect(result.faults, drill.stdout).toMatchObject([{ inForceAtMs: expect.any(Number) }]);
  expect(await leftoversOf(await runIn(out))).toEqual([]);
});
