/** A cluster of two nodes and a proxy, and no manager. */
export const pair = `x-ha-drill:
  title: a pair
  replication: semisync
  nodes: [db1, db2]
  endpoints:
    write: { service: proxy, port: 3306 }
  proxy: { service: proxy }
  parameters:
    POLL_MS: { description: period of the polls in ms, default: '100', pattern: '[0-9]+' }
services:
  db1: { image: 'mysql:\${TAG:-9}' }
  db2: { image: 'mysql:\${TAG:-9}' }
  proxy: { image: haproxy, command: ['--poll=\${POLL_MS:-100}'] }
`;

/** A node alone. */
export const alone = `x-ha-drill:
  title: a node alone
  replication: standalone
  nodes: [db1]
  endpoints:
    write: { service: db1, port: 3306 }
services:
  db1: { image: mysql }
`;

/** A scenario on the pair above, in order. */
export const killPrimary = `name: kill-primary
question: How long can nobody write?
topology: ./pair
method:
  - at: 1s
    phase: 2s
    fault: kill
    target: primary
objectives:
  rto-service: <= 5s
`;
