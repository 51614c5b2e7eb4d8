import type { ServiceFacts, StackFacts } from '../facts.ts';
import type { Rule, Seen } from '../finding.ts';

/** Services that wait for another one until some condition. */
function waitingFor({ services }: StackFacts, name: string, condition: string): readonly string[] {
  return services.filter(({ waitsFor }) => waitsFor[name] === condition).map((one) => one.name);
}

/** Whether a service starts after a node is healthy by another one for which it waits; or in its network, where it must. */
function waitsUntilHealthy(
  facts: StackFacts,
  { waitsFor, livesIn }: ServiceFacts,
  node: string,
  asked: readonly string[] = [],
): boolean {
  if (livesIn === node || waitsFor[node] === 'service_healthy') return true;
  return facts.services.some(
    (other) =>
      other.name in waitsFor &&
      !asked.includes(other.name) &&
      waitsUntilHealthy(facts, { ...other, livesIn: undefined }, node, [...asked, other.name]),
  );
}

/** Images in the manner of the official ones start a server without a network first, to make accounts and data. */
function hasTemporaryServer({ entrypoint }: ServiceFacts): boolean {
  return entrypoint.some((word) => /(^|\/)docker-entrypoint\.sh$/.test(word));
}

/** Whether a health check asks a server by its socket, which the temporary one has, too. */
export function asksBySocket(test: readonly string[]): boolean {
  const text = test.slice(1).join(' ');
  if (!/\b(mysqladmin|mysql|mariadb-admin|mariadb)\b/.test(text)) return false;
  const [, host] = /(?:\s-h\s*=?\s*|\s--host(?:=|\s+))["']?([\w.:$-]+)/.exec(text) ?? [];
  const byTcp = /--protocol(?:=|\s+)["']?tcp/i.test(text) || (host !== undefined && host !== 'localhost');
  return !byTcp;
}

const passesEarly: Rule = {
  name: 'healthcheck-passes-while-initialising',
  weight: 'note',
  looksFor: 'a health check by the socket, in an image that initialises with a temporary server',
  matters:
    'On a blank volume the service counts as healthy while its temporary server (--skip-networking) still makes accounts: what waits for it starts too early, and fails, or sets replication up on a server that ends a moment later. That happens first when a node is rebuilt in an outage.',
  instead: 'Ask by TCP, which the temporary server does not listen on: mysqladmin -h 127.0.0.1 ping',
  source: 'https://github.com/docker-library/mysql/issues/930',
  find: (facts) => {
    const early = facts.services.filter(
      (service) =>
        service.role === 'node' && hasTemporaryServer(service) && asksBySocket(service.healthcheck),
    );
    return [...Map.groupBy(early, ({ healthcheck }) => healthcheck.slice(1).join(' '))].map(
      ([test, those]) => {
        const waiting = [...new Set(those.flatMap(({ name }) => waitingFor(facts, name, 'service_healthy')))];
        const who =
          waiting.length > 0 ? `; ${waiting.join(', ')} wait${waiting.length === 1 ? 's' : ''} for it` : '';
        return { where: those.map(({ name }) => name).join(', '), what: `${test}${who}` };
      },
    );
  },
};

const noHealthcheck: Rule = {
  name: 'started-is-not-ready',
  weight: 'note',
  looksFor: 'services that wait for the start of a database node, and not until it answers',
  matters:
    'Started means that a process was created. What sets replication up, or routes, begins before the server answers: after a reboot of the machine it fails, or not, by chance.',
  instead: 'A healthcheck by TCP, and depends_on: { node: { condition: service_healthy } }.',
  source: 'https://docs.docker.com/compose/how-tos/startup-order/',
  find: (facts) =>
    facts.services.flatMap(({ name, role, healthcheck }): Seen[] => {
      const waiting = waitingFor(facts, name, 'service_started').filter((one) => {
        const service = facts.services.find((other) => other.name === one);
        return service && service.role !== 'node' && !waitsUntilHealthy(facts, service, name);
      });
      if (role !== 'node' || waiting.length === 0) return [];
      const has = healthcheck.length > 0 ? '' : ', and it has no healthcheck';
      return [{ where: name, what: `${waiting.join(', ')}: depends_on ${name} with service_started${has}` }];
    }),
};

export const startingRules: readonly Rule[] = [passesEarly, noHealthcheck];
