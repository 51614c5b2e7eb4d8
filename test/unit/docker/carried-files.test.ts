import { describe, expect, test } from 'vitest';
import { carryFiles, type FileLook } from '../../../src/docker/carried-files.ts';
import { filesOverlay } from '../../../src/docker/compose.ts';
import { asComposeConfig } from '../../../src/topology/compose-config.ts';

const file: FileLook = {
  kind: 'file',
  bytes: 9,
  holdsData: false,
  text: 'a=$HOME\n',
  mode: 0o100640,
  uid: 0,
  gid: 0,
};
const folder: FileLook = { kind: 'folder', bytes: 9, holdsData: false, mode: 0o40755, uid: 0, gid: 0 };

/** The one service of a project, with what it mounts carried. */
function carry(service: object, look: (path: string) => FileLook = () => file, more: object = {}) {
  const config = asComposeConfig({ services: { db: service }, ...more });
  const carried = carryFiles(config, { folder: '/state/r1', prefix: 'r1-files', look });
  return { ...carried, db: carried.services.db };
}

const bind = (source: string, target: string, more: object = {}) => ({
  type: 'bind',
  source,
  target,
  read_only: true,
  ...more,
});

describe('files of this machine, for an engine that does not see them', () => {
  test('a file that is mounted becomes a config, with its permissions and its dollar signs', () => {
    const { db, configs, folders } = carry({ volumes: [bind('/srv/shop/my.cnf', '/etc/my.cnf')] });
    const [name = ''] = Object.keys(configs);
    expect(name).toMatch(/^my-cnf-[0-9a-f]{8}$/);
    expect(configs[name]).toEqual({ content: 'a=$$HOME\n' });
    expect(db).toEqual({
      volumes: [],
      configs: [{ source: name, target: '/etc/my.cnf', mode: '0640' }],
      secrets: [],
    });
    expect(folders).toEqual([]);
  });

  test('its owner stays its owner', () => {
    const { db } = carry({ volumes: [bind('/srv/my.cnf', '/etc/my.cnf')] }, () => ({
      ...file,
      uid: 999,
      gid: 998,
    }));
    expect(db?.configs).toMatchObject([{ uid: '999', gid: '998' }]);
  });

  test('a folder becomes a volume that has nothing of the image, one for all who mount it', () => {
    const services = {
      a: { volumes: [bind('/srv/conf.d', '/etc/mysql/conf.d')] },
      b: { volumes: [bind('/srv/conf.d', '/etc/conf.d')] },
    };
    const config = asComposeConfig({ services });
    const carried = carryFiles(config, { folder: '/state/r1', prefix: 'r1-files', look: () => folder });
    const [one] = carried.folders;
    expect(carried.folders).toHaveLength(1);
    expect(one?.from).toBe('/srv/conf.d');
    for (const name of ['a', 'b']) {
      expect(carried.services[name]?.volumes).toMatchObject([
        { type: 'volume', source: one?.volume, read_only: true, volume: { nocopy: true } },
      ]);
    }
    expect(carried.volumes).toEqual({ [one?.volume ?? '']: { external: true, name: one?.volume } });
  });

  test('two files of one name in two folders do not get in each other’s way', () => {
    const { configs } = carry({ volumes: [bind('/a/my.cnf', '/a'), bind('/b/my.cnf', '/b')] });
    expect(Object.keys(configs)).toHaveLength(2);
  });

  test('a copy of the run is carried although it may be written to', () => {
    const { db } = carry({ volumes: [bind('/state/r1/copies/db-0', '/x', { read_only: false })] });
    expect(db?.volumes).toEqual([]);
    expect(db?.configs).toHaveLength(1);
  });

  test('configs and secrets that are files are carried to where Compose would mount them', () => {
    const { db, configs } = carry(
      { configs: [{ source: 'one' }, { source: 'inline' }], secrets: [{ source: 'two' }] },
      undefined,
      {
        configs: { one: { file: '/srv/one' }, inline: { content: 'x' } },
        secrets: { two: { file: '/srv/two' } },
      },
    );
    expect(Object.keys(configs)).toHaveLength(2);
    expect(db?.secrets).toEqual([]);
    expect(db?.configs).toMatchObject([
      { source: 'inline' },
      { target: '/one' },
      { target: '/run/secrets/two' },
    ]);
  });
});

describe('what stays a bind, and is of the machine of the engine', () => {
  const stays = (service: object, look?: FileLook) => carry(service, look && (() => look)).db?.volumes;

  test.each([
    [
      'a folder that a trusted topology writes to',
      bind('/srv/results', '/out', { read_only: false }),
      folder,
    ],
    ['what belongs to the system', bind('/etc/localtime', '/etc/localtime'), file],
    ['a socket', bind('/srv/x.sock', '/x.sock'), { ...file, kind: 'special', text: undefined }],
    ['a file that is no text', bind('/srv/keyring', '/keyring'), { ...file, text: undefined }],
    ['what is too large', bind('/srv/dump', '/dump'), { ...folder, bytes: 65 * 1024 * 1024 }],
  ] as const)('%s', (_, mount, look) => {
    expect(stays({ volumes: [mount] }, look as FileLook)).toMatchObject([mount]);
  });

  test.each([
    ['whose root is read-only', { read_only: true }],
    ['that has a tmpfs above it', { tmpfs: ['/run:size=1m'] }],
  ])('a file of a service %s', (_, more) => {
    expect(stays({ volumes: [bind('/srv/x', '/run/x')], ...more })).toMatchObject([{ type: 'bind' }]);
  });

  test('a volume of Docker is nothing of this machine', () => {
    const volume = { type: 'volume', source: 'data', target: '/var/lib/mysql' };
    expect(stays({ volumes: [volume] })).toEqual([volume]);
  });
});

test('the overlay takes the place of the lists before it', () => {
  const { services, configs, volumes } = carry({ volumes: [bind('/srv/my.cnf', '/etc/my.cnf')] });
  const text = filesOverlay({ services, configs, volumes });
  expect(text).toContain('volumes: !override []');
  expect(text).toContain('configs: !override');
});
