import { hasFailoverProgram, type Mount, type ServiceFacts } from '../facts.ts';
import type { Rule, Seen } from '../finding.ts';

/** What a mount is of: a volume of Docker by its name, or a place of this machine. */
function thing({ type, source }: Mount): string {
  return `${type === 'volume' ? 'the volume' : 'the folder'} ${source}`;
}

/** Folders in which programs keep what they write, by custom. */
const dataFolder = /^\/(var\/lib|data|bitnami)(\/|$)/;

/** Files of settings are often mounted without `:ro`, and nobody writes to them. */
function isWritten({ type, source, target, readOnly }: Mount): boolean {
  if (readOnly || source === '') return false;
  return type === 'volume' || (type === 'bind' && dataFolder.test(target));
}

const sharedVolume: Rule = {
  name: 'volume-shared',
  weight: 'serious',
  looksFor: 'one writable volume in two services that run',
  matters:
    'Two servers, or two members of a raft, that write to one folder are one: what damages it damages both, and each may overwrite what the other wrote.',
  instead: 'A volume of its own for each service.',
  source: 'https://docs.docker.com/engine/storage/volumes/',
  find: ({ services }) => {
    const written = services
      .filter(({ isOver }) => !isOver)
      .flatMap((service) => service.mounts.filter(isWritten).map((mount) => ({ service, mount })));
    return [...Map.groupBy(written, ({ mount }) => thing(mount))].flatMap(([what, all]): Seen[] => {
      const owners = [...new Set(all.map(({ service }) => service))];
      if (owners.length < 2) return [];
      const names = owners.map(({ name }) => name).join(', ');
      const isData = all.some(({ mount }) => dataFolder.test(mount.target));
      const weight = isData && someAlike(owners) ? 'serious' : 'note';
      return [{ where: names, what: `${names} write to ${what}`, weight }];
    });
  },
};

/** Whether some are meant to stand in for each other. */
function someAlike(owners: readonly ServiceFacts[]): boolean {
  const hasTwice = (values: readonly string[]): boolean => new Set(values).size < values.length;
  const roles = owners.map(({ role }) => role).filter((role) => role !== 'other');
  return hasTwice(roles) || hasTwice(owners.map(({ image }) => image));
}

const oneProxy: Rule = {
  name: 'one-proxy',
  weight: 'note',
  looksFor: 'a write endpoint of one proxy',
  matters: 'When it is gone, nobody can write, however many nodes there are.',
  instead:
    'Two proxies behind a virtual IP, or a driver that has both in its list (`endpoints.write.services` in ha-drill.yml).',
  find: ({ endpoints, proxies, nodes }) => {
    const [only, ...others] = endpoints.write.services;
    return only !== undefined && others.length === 0 && proxies.includes(only) && nodes.length > 1
      ? [{ where: only, what: `all writes go through ${only}` }]
      : [];
  },
};

const oneTool: Rule = {
  name: 'one-failover-tool',
  weight: 'note',
  looksFor: 'a failover tool that runs once',
  matters: 'When it is gone, or on the machine that died, nobody fails over, and nobody is told.',
  instead: 'Three Orchestrators with raft, on three machines; or whatever the tool has for it.',
  source: 'https://github.com/openark/orchestrator/blob/master/docs/raft.md',
  find: (facts) => {
    const found = [...facts.failover.services, ...facts.configs.orchestrators.map(({ service }) => service)];
    const [only, ...others] = new Set(found);
    return hasFailoverProgram(facts) && only !== undefined && others.length === 0
      ? [{ where: only, what: `${only} alone decides about failovers` }]
      : [];
  },
};

export const domainRules: readonly Rule[] = [sharedVolume, oneProxy, oneTool];
