import type { WrittenService } from './written-services.ts';

/** A service with the reason why it was taken for what it was taken for. */
export type Told = { readonly service: string; readonly why: string };

export type GuessedServers = {
  /** Database servers that run for as long as the stack does. */
  readonly nodes: readonly Told[];
  /** Jobs that end, and clients: they have an image or a password of a server, and are none. */
  readonly jobs: readonly Told[];
  /** Perhaps a server: it takes a look to know. */
  readonly doubtful: readonly Told[];
  /** What no version of this program can drill as it is, a line each. */
  readonly refused: readonly string[];
};

/** Images with a name of a server in them that are none. */
const noServer =
  /router|proxy|exporter|shell|backup|orchestrator|manager|admin|toolkit|client|operator|workbench|agent|monitor|init\b|dump|bench|pmm|maxscale/;
const serverImage = /mysql|percona|mariadb|community-server|enterprise-server/;
const programs = /(^|[/\s])(mysqld|mysqld_safe|mariadbd|docker-entrypoint\.sh)(\s|$)/;
const serverOptions =
  /(^|\s)--(server[-_]id|log[-_]bin|gtid[-_]mode|datadir|(loose[-_])?group[-_]replication|(loose[-_])?rpl[-_]semi|read[-_]only|report[-_]host)/;
const dataFolders = /^\/(var\/lib\/mysql|bitnami\/(mysql|mariadb))(\/|$)|\/mysql\/data\/?$/;
const rootVariables =
  /^(MYSQL|MARIADB|MASTER_MYSQL|PERCONA)_(ROOT_PASSWORD(_FILE)?|ALLOW_EMPTY_PASSWORD|RANDOM_ROOT_PASSWORD)$|^ALLOW_EMPTY_PASSWORD$/;
const configFolders = /^\/etc\/(mysql|my\.cnf)|my\.cnf|\/mysqld?\.cnf$/;

/** Which services are database servers, by what the compose files say of them. */
export function guessServers(all: readonly WrittenService[]): GuessedServers {
  const nodes: Told[] = [];
  const jobs: Told[] = [];
  const doubtful: Told[] = [];
  const refused: string[] = [];
  for (const facts of all) {
    const { name: service } = facts;
    const { reasons, weight } = evidenceOf(facts);
    if (weight === 0) continue;
    const against = whyNoServer(facts);
    const why = reasons.join(', ');
    if (against !== undefined) {
      jobs.push({ service, why: against });
    } else if (weight >= 2) {
      nodes.push({ service, why });
      refused.push(...whyNotDrilled(facts));
    } else {
      doubtful.push({ service, why });
    }
  }
  return { nodes, jobs, doubtful, refused };
}

/** What speaks for a server: an image or a data folder is enough, a variable alone is not. */
function evidenceOf(facts: WrittenService): { reasons: string[]; weight: number } {
  const { image, words, mounts, environment, healthcheck, isBuilt } = facts;
  const found: (readonly [string, number])[] = [];
  const name = image.split('/').at(-1) ?? '';
  if (noServer.test(name)) return { reasons: [], weight: 0 };
  if (serverImage.test(name)) found.push([isBuilt ? `it is built on ${image}` : `its image is ${image}`, 2]);
  const data = mounts.find(({ target }) => dataFolders.test(target));
  if (data) found.push([`it keeps ${data.target}`, 2]);
  const line = words.join(' ');
  if (/(^|[/\s])(mysqld|mysqld_safe|mariadbd)(\s|$)/.test(line)) found.push(['it runs mysqld', 2]);
  else if (serverOptions.test(line)) found.push(['its command has options of mysqld', 2]);
  const variable = Object.keys(environment).find((name) => rootVariables.test(name));
  if (variable) found.push([`it gets ${variable}`, 1]);
  if (/mysqladmin|mysql\s|mariadb-admin|healthcheck\.sh/.test(healthcheck)) {
    found.push(['its healthcheck asks a server', 1]);
  }
  if (mounts.some(({ target }) => configFolders.test(target))) found.push(['it mounts a my.cnf', 1]);
  return { reasons: found.map(([reason]) => reason), weight: found.reduce((sum, [, one]) => sum + one, 0) };
}

/** Why a service that looks like a server is a job or a client of one; undefined where nothing says so. */
function whyNoServer(facts: WrittenService): string | undefined {
  const { isAwaited, entrypoint, command, words, mounts, restart, dependsOn } = facts;
  if (isAwaited) return 'others wait until it has ended';
  if (words.length === 0) return undefined;
  const line = words.join(' ');
  if (programs.test(line)) return undefined;
  const keepsData = mounts.some(({ target }) => dataFolders.test(target));
  const [first = ''] = entrypoint.length > 0 ? entrypoint : command;
  const replaced = entrypoint.length > 0 || !first.startsWith('-');
  if (!replaced || keepsData) return undefined;
  const shown = [...entrypoint, ...command].slice(0, 2).join(' ');
  if (restart === 'no' || dependsOn.length > 0) return `it runs ${shown} and no server`;
  if (/^(.*\/)?(mysql|mysqlsh|mysqladmin|mysqldump|mariadb|sleep|tail|true)$/.test(first)) {
    return `it runs ${shown} and no server`;
  }
  return /^(.*\/)?(ba|da|a)?sh$/.test(first) ? `it runs ${shown} in place of the server` : undefined;
}

/** What keeps a server from being drilled by this version. */
function whyNotDrilled({ name, image, tag, words }: WrittenService): string[] {
  const isGalera = /xtradb-cluster|galera/.test(image) || /wsrep/.test(words.join(' '));
  const kind = isGalera ? 'Galera' : /^5\.\d/.test(tag) ? `MySQL ${tag}` : undefined;
  return [
    ...(kind
      ? [`${name}: expected MySQL of version 8.0 or later, or MariaDB, found ${kind}: ha-drill cannot ask it`]
      : []),
  ];
}
