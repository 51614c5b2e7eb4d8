/** What the pages of docs/ say of each format that people write, above the table of its keys. */

export const scenarioIntroduction = `One drill written down as data, in YAML. Times have a unit (\`500ms\`, \`5s\`, \`1m30s\`).
\`ha-drill validate <file>\` checks a scenario, \`ha-drill plan <file>\` shows what it would do, and \`ha-drill list\` all
names that may be used. Comparisons with \`>=\` stand in quotes, because \`>\` begins a block of text in YAML.

An editor with a YAML language server completes and checks while you type, when the first line is

    # yaml-language-server: $schema=../schema/scenario.schema.json

## What is refused, and what is warned of

What cannot mean anything is refused (exit 64), all of it at once, with its place. What may be meant and rather is not
is a warning of \`validate\`, \`plan\`, \`suite --plan\` and \`run\`, which changes no exit code.

| about | refused | warned of |
|---|---|---|
| times and rates | beyond the bounds below; a drill of more than 7 days, or 1000 injections; more than 1000 probes that wait at once | more than 40 of them; an \`observe\` shorter than the 3 s after which writes count as stable; a steady state in which most writes may fail |
| targets | a fault at a role where it means nothing ([the table](faults.md)); a cut between a service and itself; volumes and folders that nodes do not have; \`for\` with what lasts | a candidate that may have another role by then |
| objectives | none, and none by the [policy](config.md#policy) of the project; a target that only a worse cluster meets, or none can; time-to-restore without a restore, backup-findings without \`verify\` | a target beyond what the drill waits for, or sooner than its own recovery begins; failovers of one node |
| events (\`on\`) | one that nothing in this scenario and topology tells, or only steps that wait for it; a step after the recovery has been given up | one that as a rule nothing brings |
| faults at one time | two that exclude each other, on one service for sure, in every random phase | the same, where roles or phases leave it open |
| the way back | | data that is destroyed and restored by nobody; what stays down, or errant, beside an objective of redundancy |

## Keys`;

export const topologyIntroduction = `A Docker Compose file with a section \`x-ha-drill\` that says how the cluster is to be drilled.
It stays an ordinary compose file: every parameter is a variable with the same default in both places
(\`\${POLL_MS:-100}\`), so that \`docker compose up\` brings up the same cluster by hand. \`ha-drill validate <file>\`
checks it.`;

export const stackIntroduction = `A stack that was not made for ha-drill is told of in a file of its own, \`ha-drill.yml\`, beside the compose files
that it names, which stay as they are. \`ha-drill init\` writes it; [your own stack](your-own-stack.md) leads through it.`;

export const configurationIntroduction = `A team without a compose file has a \`my.cnf\`, a \`haproxy.cfg\`, perhaps an \`orchestrator.conf.json\`. A file
of this format puts them into a topology of ha-drill, so that their settings are drilled on a cluster of ours:

    extends: semisync
    config:
      node: my.cnf
      proxy: { file: haproxy.cfg, write: mysql_write, read: mysql_read }

\`ha-drill validate <file>\` and \`ha-drill plan <scenario> --topology <file>\` show each line that is not taken as it is, with its
place, what is used instead and why; the record of a drill keeps this list (\`topology.configured\` in run.json). Paths count from
the file, and stay in or below its folder.

## my.cnf

The settings of the groups \`[mysqld]\` and \`[server]\` come after those of the topology, and before its command line says
anything of the same name; what they do not mention stays as the topology has it. Files that are included are followed
in the folder of the file, and refused elsewhere. These are not taken:

| settings | because |
|---|---|
| \`server_id\`, addresses, ports, sockets, \`report_host\` | each node has its own |
| folders and files of your machine | the container has others, on volumes that faults act on |
| \`read_only\`, \`super_read_only\`, semisync on and off, \`gtid_mode\`, \`skip_replica_start\` | who fails over here decides them |
| filters of replication | the drill writes to a schema of its own, which has to come to every node |
| certificates, plug-ins of accounts | the parts of the cluster connect without |
| names and addresses of a group | members find each other by those of this cluster |
| a buffer pool that is more than the share of a node in half of this machine's memory | it is lowered |

Old names (\`rpl_semi_sync_master_timeout\`, \`expire_logs_days\`, \`innodb_log_file_size\`) become those of the server that runs here. What it does not know
is told by itself (\`mysqld --validate-config\`) before anything of the cluster is started: exit code 64, with your file and line. A
\`rpl_semi_sync_source_timeout\` of less than an hour makes the kind of replication \`semisync-with-timeout\`, unless \`replication\` says that
it is to be held to the promise of \`semisync\`. A parameter of the topology that your file decides (\`REPLICA_NET_TIMEOUT\`) cannot be
changed by \`--set\` any more.

## haproxy.cfg

Balance, time-outs, checks, \`fall\`, \`rise\`, \`inter\`, \`on-marked-down\`, \`backup\` and the like stay. A topology with HAProxy takes it (\`semisync\`,
\`async\`, \`delayed-replica\`, \`orchestrator\`). Which \`listen\` or \`frontend\` is the endpoint for writes is said by \`write\`, where there is more than
one with servers; one that is neither \`write\` nor \`read\` is left out. A frontend and its \`default_backend\` become one section.

- **Servers**: each address is a node, in the order in which addresses appear in these sections, and the same one in both. Addresses beyond
  the number of nodes are left out. A node that has no line gets the last one of yours again, where it is enabled by whoever fails over.
- **Who leads clients** (\`routes\`): \`failover\`, where a hook or a tool tells HAProxy in your place: servers wait (\`disabled\`) until whoever fails over
  enables one, and your checks take out what dies. An enabled server counts as up at once, so \`inter\` and \`rise\` do not delay a failover. \`checks\`, where
  nobody tells it: your checks and \`backup\` alone decide, also when the old primary is back.
- **Left out or replaced**: \`bind\`, \`user\`, \`chroot\`, \`daemon\`, \`log\`, sockets, files of your machine, rules about addresses of clients, name servers, TLS and
  the PROXY protocol to servers. \`option mysql-check user x\` becomes \`option mysql-check\`: HAProxy can log in by \`mysql_native_password\` alone,
  which servers of today do not load.
- **Refused**: checks that nodes have no answer to (\`httpchk\`, \`external-check\`, \`agent-check\`, other ports, logins by hand), \`use_backend\`,
  \`server-template\`, \`mode http\`.

\`haproxy -c\` judges the outcome before anything of the cluster is started: exit code 64, with your file and line.

## orchestrator.conf.json

For the topology \`orchestrator\`. Settings by which it detects and recovers stay (\`InstancePollSeconds\`, \`RecoveryPeriodBlockSeconds\`,
\`DelayMasterPromotionIfSQLThreadNotUpToDate\`, ...); accounts, backends, hooks, names, queries and addresses are those of the topology.
Filters by cluster become \`["*"]\`, as the cluster has another name; an empty list, which recovers nothing, stays. What your file does
not say of detection and recovery is Orchestrator's own default, as where you run it: without \`RecoverMasterClusterFilters\` nothing
is recovered.

## Keys`;

export const suiteIntroduction = `Many drills written down as data: scenarios x topologies x settings x repetitions, in YAML.
\`ha-drill suite <file>\` makes every drill that is not done yet, and compares them; \`--plan\` shows the matrix and how
long it will take, and starts nothing.

A suite has one folder, \`reports/<name>/\`: \`runs/\` holds a run folder for each drill, \`logs/\` what each drill said,
\`suite.json\` how far the suite is, and \`comparison.html\` and \`comparison.json\` what came out. A drill is done when
\`runs/\` has a completed run of the same scenario, topology, settings and seed; what was interrupted or failed, and what
was changed since, is drilled when the suite is started again. Whatever kills a suite, starting it again goes on. To
measure everything anew, choose another \`--out\`.

A combination that cannot be drilled (a scenario that does not apply to a topology, a parameter that a topology lacks, a
fault that this machine cannot do) is listed as not available, with the reason. All first repetitions come before all
second ones, so that whatever changes on the machine meanwhile meets all combinations alike; and a repetition has the
same seed in all combinations, so that their random phases are the same.

## Several machines

\`ha-drill suite <file> --shard 2/5\` makes the second of five parts. Each drill is in one part; the longest goes first, each
to the part that has least to do, so that all machines divide alike and are done at about the same time. How long a drill
takes is what its scenario waits for at least, or with \`--durations suite.json\` what was recorded by an earlier run of the
suite; give the same file to all parts. \`ha-drill merge <folder>...\` joins the folders of the parts, also inside a folder of
downloaded artifacts, into one that \`compare\` and \`gate\` take as if one machine had made it. Parts of another version of
ha-drill, of other files or of another division are refused, and missing parts are named (exit code 2).`;

export const sqlIntroduction = `Statements and transactions of your own, with rules that must hold all the while, in a file that a scenario names. They run
beside the ledger, which goes on measuring RTO and RPO; \`ha-drill validate <scenario>\` checks these files, too.

    workload:
      beside:
        - kind: sql
          rate: 30/s
          with: { file: shop.yml }

Two files are ready in [examples/workloads](../examples/workloads): \`sysbench.yml\` (oltp_read_write) and \`tpcc.yml\` (new-order and payment,
with TPC-C's consistency conditions as invariants). \`scenarios/own-sql.yml\` runs the second.

Names without a schema mean the schema \`ledger\`: clients have rights there alone. What one statement needs of another it keeps in a
variable: \`SELECT stock INTO @stock ...\`, and later \`SET stock = @stock - 1\`.

| placeholder | what stands in its place |
|---|---|
| \`{{ int 1 1000 }}\` | a whole number, both bounds included |
| \`{{ string 20 }}\` | a text of so many letters and digits, in quotes |
| \`{{ sequence }}\` | 1, 2, 3, ... over the whole drill |
| \`{{ int 1 1000 as id }}\`, later \`{{ id }}\` | the same value again, in any later statement of the operation |

The seed of the drill chooses them. Two checks judge:

- \`sql-invariants\`: no invariant answered a row, neither while the drill ran (each is one query, and sees one instant) nor on any node at its
  end. Inconclusive when one of your operations was never acknowledged: a load that does not run proves nothing.
- \`sql-nodes\`: every node has the same rows in all tables of the schema as the primary, by a checksum of all columns.

What an operation was given is in the record of the drill (\`operations/sql.ndjson.gz\`): its name, and the values of its placeholders.

An editor with a YAML language server completes and checks while you type, when the first line is

    # yaml-language-server: $schema=../../schema/sql-workload.schema.json

## Keys`;

export const configIntroduction = `What a team would else type again and again stands in \`ha-drill.config.yml\`. \`ha-drill init\` writes one, with a first
scenario and a workflow for CI. Every command finds it in the current folder or above.

    # yaml-language-server: $schema=https://unpkg.com/ha-drill/schema/config.schema.json
    scenarios: drills
    topologies:
      shop: deploy/ha-drill.yml
    defaults:
      run: { topology: shop, junit: reports/junit.xml }
      suite: { jobs: 2 }

With that, \`ha-drill run failover\` runs \`drills/failover.yml\` on the topology of \`deploy/ha-drill.yml\`. Names of the project come before
those of the package. Paths count from the file.

## Who decides

| what | where | example |
|---|---|---|
| a flag | the command line | \`--repeat 3\` |
| the environment | \`HA_DRILL_<COMMAND>_<FLAG>\` | \`HA_DRILL_RUN_REPEAT=3\`; lists are parted by spaces |
| the project | \`ha-drill.config.yml\` | \`defaults: { run: { repeat: 3 } }\` |
| the user | \`~/.config/ha-drill/config.yml\` | the same |

The first that says something decides. Of a flag that may be given more than once (\`--set\`) all values count, and of two for one
key the first of this table. \`ha-drill config run --show-origin\` shows every flag of a command, with the file and line that its value
is from; \`HA_DRILL_PLAIN=true\` leaves them all at their defaults.

## Policy

What each class of disruption may cost, once for all scenarios:

    policy:
      process: { rto: 5s, rpo: 0 }
      host: { rto: 30s, rpo: 0 }
      network: { rto: 30s, rpo: 0, time-to-redundancy: 10m }
      site: { rto: 15m, rpo: 30s }
      logical: { rto: 4h, rpo: 0 }

A fault is of a [class](faults.md#classes-of-disruption); a step may say another one (\`disruption: site\`). A scenario gets the targets
of the classes of its steps as its objectives, and may then leave \`objectives\` out. Its own objectives win: one for the RTO, the RPO or the
redundancy takes the place of what the policy says of the same. \`ha-drill plan\` shows which came from where, \`ha-drill config
--show-origin\` the policy in force; the record of a drill keeps both, and the report tells of each class: met, breached, or not measured.

| key | objective |
|---|---|
| \`rto\` | \`rto-service\`: the worst of the faults of this class. With \`recovery.restore\` also \`time-to-restore\` |
| \`rto-application\` | \`rto-application\` |
| \`rpo\` | a number of rows (\`rpo-rows\`), or a time (\`rpo-seconds\`): of the whole drill |
| \`time-to-redundancy\` | \`time-to-redundancy\`: of the whole drill |

A class is met when every target of it was met, in a drill that proves something. What was not measured, what lies within its
resolution of the target, and a class without a target are not measured: never met. The comparison of a suite tells it of each class over
all its drills, also of a class that no drill was about.

## Restrictions

\`trust-topology\`, \`yes\` and \`force\` are refused in the file of a project: it comes with a checkout, and whoever runs a checkout answers
for himself ([security.md](security.md)).

## Keys`;
