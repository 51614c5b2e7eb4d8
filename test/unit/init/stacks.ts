import type { FoundFiles } from '../../../src/init/found-files.ts';

/** A stack in the shape of one that people run, and what must be told of it from its files. */
export type PlantedStack = {
  readonly what: string;
  readonly services: string;
  readonly found?: FoundFiles;
  readonly nodes: readonly string[];
  readonly jobs?: readonly string[];
  readonly doubtful?: readonly string[];
  /** `service: program`. */
  readonly programs?: readonly string[];
  readonly replication: string;
  readonly write: object;
  readonly failover: object;
};

const none: FoundFiles = { mounted: {}, builds: {} };

export const stacks: readonly PlantedStack[] = [
  {
    what: 'official images, ProxySQL and Orchestrator, whose replication a script of the host sets up',
    services: `
mysql1: &m { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x }, volumes: ["./m1.cnf:/etc/mysql/conf.d/m1.cnf"] }
mysql2: { <<: *m }
mysql3: { <<: *m }
proxysql: { image: proxysql/proxysql, ports: [{ target: 6032 }, { target: 6033 }] }
orchestrator: { image: debian, command: [orchestrator, http], volumes: ["./orchestrator.conf.json:/orchestrator.conf.json"], ports: [{ target: 3099 }] }
`,
    nodes: ['mysql1', 'mysql2', 'mysql3'],
    programs: ['proxysql: ProxySQL', 'orchestrator: Orchestrator'],
    replication: 'async',
    write: { service: 'proxysql', port: 6033 },
    failover: { services: ['orchestrator'] },
  },
  {
    what: 'Percona, a raft of three Orchestrators, a job that nobody waits for, and no proxy',
    services: `
mysql-1: &m { image: "percona/percona-server:8.0", environment: { MYSQL_ROOT_PASSWORD: x }, command: [--gtid-mode=ON, --report-host=mysql-1] }
mysql-2: { <<: *m }
mysql-3: { <<: *m }
mysql-init: { image: "percona/percona-server:8.0", entrypoint: [/bin/bash, /setup.sh], environment: { MYSQL_ROOT_PASSWORD: x }, depends_on: { mysql-1: { condition: service_healthy } } }
orchestrator-raft1: &o { image: percona/percona-orchestrator }
orchestrator-raft2: { <<: *o }
orchestrator-raft3: { <<: *o }
`,
    nodes: ['mysql-1', 'mysql-2', 'mysql-3'],
    jobs: ['mysql-init'],
    programs: [1, 2, 3].map((one) => `orchestrator-raft${one}: Orchestrator`),
    replication: 'async',
    write: { services: ['mysql-1', 'mysql-2', 'mysql-3'], port: 3306 },
    failover: { services: ['orchestrator-raft1', 'orchestrator-raft2', 'orchestrator-raft3'] },
  },
  {
    what: 'an InnoDB cluster with a shell that forms it, a router and an application',
    services: `
db1: &m { image: "mysql/mysql-server:8.0", environment: { MYSQL_ROOT_PASSWORD: x, MYSQL_ROOT_HOST: "%" }, command: [mysqld, --loose-group-replication-start-on-boot=OFF] }
db2: { <<: *m }
db3: { <<: *m }
shell: { image: mysql/mysql-shell, environment: { MYSQL_ROOT_PASSWORD: x }, depends_on: { db1: { condition: service_started } } }
router: { image: "mysql/mysql-router:8.0", environment: { MYSQL_PASSWORD: x }, ports: [{ target: 6446 }, { target: 6447 }] }
app: { image: shop/app, environment: { MYSQL_ROOT_PASSWORD: x } }
`,
    nodes: ['db1', 'db2', 'db3'],
    doubtful: ['app'],
    programs: ['router: MySQL Router'],
    replication: 'group-replication',
    write: { service: 'router', port: 6446 },
    failover: { tool: 'group' },
  },
  {
    what: "Oracle's registry, bind-mounted data and a router with a configuration of its own",
    services: `
s1: &m { image: "container-registry.oracle.com/mysql/community-server:9.0.1", volumes: ["./s1:/var/lib/mysql"], environment: { MYSQL_ROOT_PASSWORD: x } }
s2: { <<: *m }
s3: { <<: *m }
lb: { image: "container-registry.oracle.com/mysql/community-router:9.0.1", ports: [{ target: 6446 }] }
`,
    nodes: ['s1', 's2', 's3'],
    programs: ['lb: MySQL Router'],
    replication: 'async',
    write: { service: 'lb', port: 6446 },
    failover: { tool: 'none' },
  },
  {
    what: 'Group Replication by options of the command, formed by hand, without a proxy',
    services: `
node1: &m { image: "mysql:9.6", command: [--server-id=1, --loose-group_replication_start_on_boot=OFF, --loose-group_replication_single_primary_mode=OFF], environment: { MYSQL_ROOT_PASSWORD: x } }
node2: { <<: *m }
node3: { <<: *m }
`,
    nodes: ['node1', 'node2', 'node3'],
    replication: 'group-replication-multi',
    write: { services: ['node1', 'node2', 'node3'], port: 3306 },
    failover: { tool: 'group' },
  },
  {
    what: 'own builds on official images, and HAProxy by a build, too',
    services: `
master: { build: { context: ./master }, volumes: ["d:/var/lib/mysql"] }
slave: { build: { context: ./slave } }
initer: { image: "mysql:8.0", entrypoint: [sh, -c, "until mysql -h master; do sleep 1; done"] }
lb: { build: { context: ./lb }, ports: [{ target: 3306 }] }
`,
    found: {
      ...none,
      builds: Object.fromEntries(
        [
          ['master', 'docker.io/library/mysql:8.0'],
          ['slave', 'percona:8.0'],
          ['lb', 'haproxytech/haproxy-debian:2.9'],
        ].map(([name = '', image = '']) => [name, { image, dockerfile: { path: 'Dockerfile', text: '' } }]),
      ),
    },
    nodes: ['master', 'slave'],
    jobs: ['initer'],
    programs: ['lb: HAProxy'],
    replication: 'async',
    write: { service: 'lb', port: 3306 },
    failover: { tool: 'none' },
  },
  {
    what: 'MHA: nodes with sshd, and a manager whose container only waits',
    services: `
master: &m { image: "breeze2/mha4mysql-node:0.57", environment: { MYSQL_ROOT_PASSWORD: x }, volumes: ["m:/var/lib/mysql"] }
slave1: { <<: *m }
slave2: { <<: *m }
manager: { image: "breeze2/mha4mysql-manager:0.57", entrypoint: [tail, -f, /dev/null], volumes: ["./app1.conf:/etc/mha/app1.conf"] }
`,
    nodes: ['master', 'slave1', 'slave2'],
    programs: ['manager: MHA'],
    replication: 'async',
    write: { services: ['master', 'slave1', 'slave2'], port: 3306 },
    failover: { tool: 'other', services: ['manager'] },
  },
  {
    what: 'a virtual address by keepalived in the networks of the servers',
    services: `
mysql-a: &m { image: "mysql:9.7", environment: { MYSQL_ROOT_PASSWORD: x } }
mysql-b: { <<: *m }
ka-a: { image: shop/vip, network_mode: "service:mysql-a", environment: { MYSQL_ROOT_PASSWORD: x }, volumes: ["./ka.conf:/etc/keepalived/keepalived.conf"] }
`,
    found: {
      ...none,
      mounted: {
        'ka-a': [
          {
            path: '/etc/keepalived/keepalived.conf',
            text: 'vrrp_instance VI {\n  virtual_ipaddress {\n    172.31.9.100/24\n  }\n}',
          },
        ],
      },
    },
    nodes: ['mysql-a', 'mysql-b'],
    programs: ['ka-a: keepalived'],
    replication: 'async',
    write: { address: '172.31.9.100', port: 3306 },
    failover: { tool: 'other', services: ['ka-a'] },
  },
  {
    what: 'semisync by my.cnf, and what only looks like a server or a proxy',
    services: `
db1: &m { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x } }
db2: { <<: *m }
phpmyadmin: { image: phpmyadmin, environment: { MYSQL_ROOT_PASSWORD: x } }
mysqld-exporter: { image: prom/mysqld-exporter }
haproxy-exporter: { image: prom/haproxy-exporter }
pmm: { image: percona/pmm-server }
client: { image: "mysql:8.4", command: [sleep, infinity] }
backup: { image: percona/percona-xtrabackup, volumes: ["d:/var/lib/mysql"] }
`,
    found: {
      ...none,
      mounted: {
        db1: [
          {
            path: '/etc/my.cnf',
            text: 'loose_rpl_semi_sync_source_enabled = ON\nrpl-semi-sync-source-timeout=4294967295',
          },
        ],
      },
    },
    nodes: ['db1', 'db2'],
    jobs: ['client'],
    replication: 'semisync',
    write: { services: ['db1', 'db2'], port: 3306 },
    failover: { tool: 'none' },
  },
  {
    what: 'one server, a job that is waited for, and a proxy by its name alone',
    services: `
db: { image: "registry.shop:5000/base/mysql:8.4-3", healthcheck: { test: [CMD, mysqladmin, ping] } }
migrate: { image: "mysql:8.4", volumes: ["d:/var/lib/mysql"], environment: { MYSQL_ROOT_PASSWORD: x } }
haproxy: { image: shop/edge, expose: ["3306"], depends_on: { migrate: { condition: service_completed_successfully } } }
`,
    nodes: ['db'],
    jobs: ['migrate'],
    programs: ['haproxy: HAProxy'],
    replication: 'standalone',
    write: { service: 'haproxy', port: 3306 },
    failover: { tool: 'none' },
  },
  {
    what: "Orchestrator's own backend is a server, too: files alone cannot tell",
    services: `
db1: &m { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x } }
db2: { <<: *m }
orchestrator: { image: openarkcode/orchestrator }
orchestrator-db: { image: "mysql:8.4", environment: { MYSQL_ROOT_PASSWORD: x } }
`,
    nodes: ['db1', 'db2', 'orchestrator-db'],
    programs: ['orchestrator: Orchestrator'],
    replication: 'async',
    write: { services: ['db1', 'db2', 'orchestrator-db'], port: 3306 },
    failover: { services: ['orchestrator'] },
  },
  {
    what: 'a wrapper around the server, built on a base of the team: the data folder and the options speak for it',
    services: `
mysql-0: &m { image: ghcr.io/team/ha-db, command: [wrapper, --, mysqld, --gtid_mode=ON], volumes: ["d:/var/lib/mysql"], environment: { MYSQL_ROOT_PASSWORD: x } }
mysql-1: { <<: *m }
edge: { image: "haproxy:3.2", ports: [{ target: 3306 }, { target: 8404 }] }
`,
    nodes: ['mysql-0', 'mysql-1'],
    programs: ['edge: HAProxy'],
    replication: 'async',
    write: { service: 'edge', port: 3306 },
    failover: { tool: 'none' },
  },
];
