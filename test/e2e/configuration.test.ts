import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/history/reader.ts';
import { resultSchema } from '../../src/judge/measure/types.ts';
import { leftoversOf, run, runIn } from './cli.ts';

/** A folder with configuration of a team, and where its drills go. */
async function team(files: Record<string, string>): Promise<{ folder: string; out: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'ha-drill-configuration-'));
  const out = join(folder, 'reports');
  await mkdir(out);
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return { folder, out };
}

const cnf = `[mysqld]
server-id = 11
rpl_semi_sync_master_timeout = 1000
sync_binlog = 100
`;

/** The checks of HAProxy alone lead clients: the third one that fails, 2 s after each other, ends a server. */
const cfg = `defaults
  mode tcp
  timeout connect 1s
  timeout client 1h
  timeout server 1h
listen mysql
  bind *:3306
  option mysql-check user haproxy
  default-server inter 2s fall 3 rise 2 on-marked-down shutdown-sessions
  server a 10.0.0.1:3306 check
  server b 10.0.0.2:3306 check backup
  server c 10.0.0.3:3306 check backup
`;

const scenario = `name: configured
question: Whose settings decide about the outage?
topology: semisync
workload: { rate: 100/s }
method:
  - { at: 1s, fault: kill, target: primary, with: { what: process } }
recovery: { startAfter: 10s, deadline: 15s }
objectives: { rto-service: <= 60s }
`;

const said = 'extends: semisync\nconfig: { node: my.cnf, proxy: { file: haproxy.cfg, routes: checks } }\n';

describe('configuration of a team in our cluster', () => {
  test('its time-outs make the outage, and the record tells each line that was changed', async () => {
    const { folder, out } = await team({
      'my.cnf': cnf,
      'haproxy.cfg': cfg,
      'ha-drill.yml': said,
      'drill.yml': scenario,
    });
    await run(['run', join(folder, 'drill.yml'), '--topology', folder, '--out', out]);
    const { manifest } = await readRecord(join(out, await runIn(out)));
    expect(manifest.environment.variables).toMatchObject({
      rpl_semi_sync_source_timeout: '1000',
      sync_binlog: '100',
    });
    expect(manifest.topology.replication).toBe('semisync-with-timeout');
    const changed = manifest.topology.configured?.changes.map(
      ({ file, line }) => `${file.slice(-6)}:${line}`,
    );
    expect(changed).toEqual(expect.arrayContaining(['my.cnf:2', 'my.cnf:3', 'xy.cfg:8', 'xy.cfg:10']));
    const text = await readFile(join(out, manifest.run, 'result.json'), 'utf8');
    const { measurements } = resultSchema.parse(JSON.parse(text));
    const rto = measurements.find(({ name }) => name === 'rto-service');
    // Two more checks after the first one that failed; without them, the manager routes within the second of its own.
    expect(rto?.value).toBeGreaterThanOrEqual(3900);
    expect(await leftoversOf(manifest.run)).toEqual([]);
  });

  test('what mysqld would refuse is told with its lines before anything starts', async () => {
    const wrong = '[mysqld]\nquery_cache_size = 64M\nmax_connections = 300\nsql_mode = NO_AUTO_CREATE_USER\n';
    const { folder, out } = await team({
      'my.cnf': wrong,
      'ha-drill.yml': 'extends: semisync\nconfig: { node: my.cnf }\n',
    });
    const { code, stderr } = await run(['run', 'kill-primary', '--topology', folder, '--out', out]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/my\.cnf:2:1: query_cache_size = 64M: mysqld refuses it: .*unknown variable/);
    expect(stderr).toMatch(/my\.cnf:4:1: sql_mode = NO_AUTO_CREATE_USER: mysqld refuses it/);
    expect(stderr).not.toContain('my.cnf:3');
    expect(await leftoversOf(await runIn(out))).toEqual([]);
  });

  test('and so is what HAProxy would refuse', async () => {
    const wrong = cfg.replace('  bind', '  balance fastest\n  bind');
    const { folder, out } = await team({
      'haproxy.cfg': wrong,
      'ha-drill.yml': 'extends: semisync\nconfig: { proxy: haproxy.cfg }\n',
    });
    const { code, stderr } = await run(['run', 'kill-primary', '--topology', folder, '--out', out]);
    expect(code).toBe(64);
    expect(stderr).toMatch(/haproxy\.cfg:7:1: balance fastest: haproxy refuses it/);
  });
});
