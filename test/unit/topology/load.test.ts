import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listTopologies } from '../../../src/topology/find.ts';
import { loadTopology } from '../../../src/topology/load.ts';
import { unfitValue } from '../../../src/topology/parameters.ts';
import { folderWith, refusal } from '../document/files.ts';
import { pair } from '../scenario/examples.ts';

const shipped = await listTopologies();

describe('a topology in order', () => {
  test.each(['pair', 'pair/compose.yml'])('is found by the path %s', async (path) => {
    const folder = await folderWith({ 'pair/compose.yml': pair });
    const topology = await loadTopology(path, folder);
    expect(topology).toMatchObject({
      name: 'pair',
      folder: `${folder}/pair`,
      composePath: `${folder}/pair/compose.yml`,
      composeText: pair,
      services: ['db1', 'db2', 'proxy'],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
      images: { db1: 'mysql:${TAG:-9}', db2: 'mysql:${TAG:-9}', proxy: 'haproxy' },
    });
    expect(topology.section.parameters.POLL_MS?.default).toBe('100');
  });

  test('says where services mount volumes that have a name', async () => {
    const mounting = (volumes: string) => pair.replace(/db1: \{ image/, `db1: { volumes: ${volumes}, image`);
    const mountsOf = async (volumes: string) => {
      const folder = await folderWith({
        'compose.yml': `${mounting(volumes)}\nvolumes: { data: {}, logs: {} }\n`,
      });
      return (await loadTopology('compose.yml', folder)).mounts.db1;
    };
    expect(await mountsOf('["data:/var/lib/mysql", "/var/lib/anonymous", "./conf:/etc/mysql:ro"]')).toEqual([
      '/var/lib/mysql',
    ]);
    expect(
      await mountsOf('[{ type: volume, source: logs, target: /logs/ }, { type: tmpfs, target: /tmp }]'),
    ).toEqual(['/logs/']);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
    expect(await mountsOf('["data:${WHERE}"]')).toBeUndefined();
    expect(await mountsOf('[]')).toEqual([]);
  });

  test.each<[string, string]>([
    [
      'volumes: ["data:/var/lib/mysql"]',
      'expected a volume that compose.yml declares (it has none), found "data"',
    ],
    ['volumes: [{ type: volume, source: data, target: /d }]', '(it has none), found "data"'],
    ['networks: [back]', 'expected a network that compose.yml declares (front), found "back"'],
    ['networks: { default: {}, back: {} }', '(front), found "back"'],
    ['depends_on: [db4]', 'expected a service that compose.yml declares (db1, db2, proxy), found "db4"'],
    ['depends_on: { db4: { condition: service_started } }', '(db1, db2, proxy), found "db4"'],
    ['configs: [my.cnf]', 'expected a config that compose.yml declares (it has none), found "my.cnf"'],
    [
      'secrets: [{ source: root, target: r }]',
      'expected a secret that compose.yml declares (it has none), found "root"',
    ],
  ])('names what it declares: %s', async (use, expected) => {
    const using = `${pair.replace(/db1: \{ image/, `db1: { ${use}, image`)}\nnetworks: { front: {} }\n`;
    const folder = await folderWith({ 'compose.yml': using });
    const refused = await refusal(folder, loadTopology('compose.yml', folder));
    expect(refused).toContain(expected);
  });

  test('may have its image from an anchor, as Compose understands it', async () => {
    const merged = pair
      .replace('services:', 'x-node: &node { image: mysql }\nservices:')
      .replace(/db1: \{ image.*\}/, 'db1: { <<: *node }');
    const folder = await folderWith({ 'compose.yml': merged });
    expect((await loadTopology('compose.yml', folder)).images.db1).toBe('mysql');
  });

  test('has the images and parameters of the one whose services it extends, and its own before those', async () => {
    const heir = `x-ha-drill:
  title: a pair that polls less
  replication: standalone
  nodes: [db1]
  endpoints: { write: { service: db1, port: 3306 } }
  parameters: { POLL_MS: { description: period, default: '500' }, OWN: { description: own, default: x } }
services:
  db1: { extends: { file: pair/compose.yml, service: db1 }, labels: ['\${POLL_MS:-500}', '\${OWN:-x}'] }
`;
    const folder = await folderWith({ 'heir/pair/compose.yml': pair, 'heir/compose.yml': heir });
    const { section, images } = await loadTopology('heir', folder);
    const defaults = Object.entries(section.parameters).map(([name, one]) => [name, one.default]);
    expect(Object.fromEntries(defaults)).toEqual({ POLL_MS: '500', OWN: 'x' });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Compose
    expect(images).toEqual({ db1: 'mysql:${TAG:-9}' });
    const bare = heir.replace(/ {2}parameters.*\n/, '').replace(/, labels.*\]/, '');
    const inherited = await loadTopology(
      'heir',
      await folderWith({ 'heir/pair/compose.yml': pair, 'heir/compose.yml': bare }),
    );
    expect(inherited.section.parameters.POLL_MS?.default).toBe('100');
  });

  test.each(shipped)('%s is one', async (name) => {
    expect((await loadTopology(name)).name).toBe(name);
  });
});

describe('what is refused', () => {
  const refused = async (compose: string): Promise<string> => {
    const folder = await folderWith({ 'compose.yml': compose });
    return refusal(folder, loadTopology(folder));
  };

  test('a compose file that says nothing to ha-drill', async () => {
    expect(await refused('services: { db1: { image: mysql } }\n')).toMatchInlineSnapshot(`
      "compose.yml:1:1: x-ha-drill: expected a section that says which services are database nodes, found nothing
      hint: \`ha-drill schema topology\` prints the whole format; \`ha-drill init compose.yml\` writes a file beside compose files that are to stay as they are"
    `);
  });

  test('a delayed replica that is no node', async () => {
    const text = pair.replace('[db1, db2]', '[db1, db2]\n  delayed: [proxy]');
    expect(await refused(text)).toContain('x-ha-drill.delayed.0: expected a node (db1, db2), found "proxy"');
  });

  test('services that are not there, and a node twice', async () => {
    const text = pair.replace('[db1, db2]', '[db1, db1]').replaceAll('service: proxy', 'service: proxi');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "compose.yml:4:16: x-ha-drill.nodes.1: expected each node once, found "db1" again
      compose.yml:6:23: x-ha-drill.endpoints.write.service: expected a service of this file (db1, db2, proxy), found "proxi"; did you mean proxy?
      compose.yml:7:21: x-ha-drill.proxy.service: expected a service of this file (db1, db2, proxy), found "proxi"; did you mean proxy?
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a wrong key and a wrong port', async () => {
    const text = pair.replace('proxy: {', 'proxxy: {').replace('port: 3306', 'port: 330600');
    expect(await refused(text)).toMatchInlineSnapshot(`
      "compose.yml:6:36: x-ha-drill.endpoints.write.port: expected at most 65535, found 330600
      compose.yml:7:3: x-ha-drill: expected a known key, found "proxxy"; did you mean proxy?
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a parameter that nothing but a comment uses', async () => {
    expect(await refused(pair.replace(', command: ', ' } # '))).toMatchInlineSnapshot(`
      "compose.yml:9:14: x-ha-drill.parameters.POLL_MS: expected \${POLL_MS:-100} somewhere in this file, found no use of it
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a default that differs where it is used', async () => {
    expect(await refused(pair.replace(':-100', ':-200'))).toMatchInlineSnapshot(`
      "compose.yml:13:38: \${POLL_MS:-200}: expected the default "100" of x-ha-drill.parameters.POLL_MS, found "200"; write \${POLL_MS:-100}
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a use without a default', async () => {
    expect(await refused(pair.replace(':-100', ''))).toMatchInlineSnapshot(`
      "compose.yml:13:38: \${POLL_MS}: expected the default "100" of x-ha-drill.parameters.POLL_MS, found nothing; write \${POLL_MS:-100}
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a variable that Compose would not replace', async () => {
    expect(await refused(pair.replace('--poll=', '--poll=$$'))).toMatchInlineSnapshot(`
      "compose.yml:9:14: x-ha-drill.parameters.POLL_MS: expected \${POLL_MS:-100} somewhere in this file, found no use of it
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a default that its own pattern forbids, and a pattern that is none', async () => {
    expect(await refused(pair.replace('[0-9]+', '[a-z]+'))).toMatchInlineSnapshot(`
      "compose.yml:9:65: x-ha-drill.parameters.POLL_MS.default: expected a value that matches [a-z]+ (period of the polls in ms), found "100"
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
    expect(await refused(pair.replace('[0-9]+', '[0-9'))).toMatchInlineSnapshot(`
      "compose.yml:9:81: x-ha-drill.parameters.POLL_MS.pattern: expected a regular expression in the syntax of RE2, found "[0-9"
      hint: \`ha-drill schema topology\` prints the whole format"
    `);
  });

  test('a topology that does not exist', async () => {
    const folder = await folderWith({});
    expect(await refusal(folder, loadTopology('semisnyc', folder))).toMatchInlineSnapshot(`
      "topology: expected <the topologies> or the path of a compose file, found "semisnyc"
      hint: did you mean semisync?"
    `);
  });

  test('a file that does not exist, with who writes it', async () => {
    const folder = await folderWith({});
    const of = (path: string) => refusal(folder, loadTopology(path, folder));
    expect(await of('shop/ha-drill.yml')).toMatchInlineSnapshot(`
      "topology: no such file, and no folder with a compose file: "shop/ha-drill.yml"
      hint: \`ha-drill init shop/docker-compose.yml\` writes it, and exits with 0 when it did"
    `);
    expect(await of(join(await folderWith({ 'compose.yaml': '' }), 'ha-drill.yml'))).toContain(
      '/compose.yaml` writes it, and exits with 0 when it did',
    );
    expect(await of('shop/compose.yaml')).toMatchInlineSnapshot(
      `"topology: no such file, and no folder with a compose file: "shop/compose.yaml""`,
    );
    expect(await of('./shop')).toMatchInlineSnapshot(
      `"topology: no such file, and no folder with a compose file: "./shop""`,
    );
  });
});

test('a pattern must match from end to end', () => {
  const parameter = { description: 'ms', default: '1', pattern: '1|2' };
  expect(unfitValue(parameter, '2')).toBeUndefined();
  expect(unfitValue(parameter, '12')).toBe('expected a value that matches 1|2 (ms), found "12"');
});
