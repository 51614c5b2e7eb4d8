import { isRecentEngine, oldestEngine } from '../docker/docker.ts';
import { oldestCompose, type SetupFacts } from './facts.ts';

/** What setting up can do, in the order it is done. */
export const setupSteps = {
  'install-engine': 'install the Docker Engine (packages docker.io, iptables, ca-certificates)',
  'install-iptables': 'install the package iptables, which the Docker Engine needs',
  'start-engine': 'start the Docker Engine',
  'install-client': "install the docker command (from Debian's packages)",
  'install-compose': "install Compose v2 as a plugin for this user (from Debian's newest docker-compose)",
} as const;
export type SetupStep = keyof typeof setupSteps;

/** The steps to take; obstacles are what no step can remove, each with what the user has to do. */
export type SetupPlan = { readonly steps: readonly SetupStep[]; readonly obstacles: readonly string[] };

/** Decides what has to be done on a machine. Nothing to do: no steps, no obstacles. */
export function planSetup(facts: SetupFacts): SetupPlan {
  const parts = [planEngine(facts), planClient(facts), planCompose(facts)];
  return {
    steps: parts.flatMap((part) => part.steps),
    obstacles: parts.flatMap((part) => part.obstacles),
  };
}

const nothing: SetupPlan = { steps: [], obstacles: [] };

function planEngine(facts: SetupFacts): SetupPlan {
  if ('version' in facts.engine) return planAge(facts.engine.version);
  const { silent } = facts.engine;
  if (facts.dockerHost) {
    return obstacle(`DOCKER_HOST is ${facts.dockerHost}, but nothing answers there: start it or unset it`);
  }
  if (/EACCES/.test(silent)) {
    return obstacle(
      'this user may not use the Docker Engine: sudo usermod -aG docker $USER, then log in again',
    );
  }
  if (facts.has.dockerd) return planStart(facts);
  if (facts.root && facts.apt) return { steps: ['install-engine', 'start-engine'], obstacles: [] };
  return obstacle(
    facts.apt
      ? 'the Docker Engine is missing: as root, apt-get install docker.io iptables, or run this as root'
      : `the Docker Engine is missing: install ${oldestEngine} or newer, https://docs.docker.com/engine/install/`,
  );
}

function planAge(version: string): SetupPlan {
  return isRecentEngine(version)
    ? nothing
    : obstacle(`the Docker Engine is ${version}: upgrade it to ${oldestEngine} or newer`);
}

function planStart(facts: SetupFacts): SetupPlan {
  if (!facts.root) return obstacle('the Docker Engine does not run: start it, or run this as root');
  if (facts.has.iptables) return { steps: ['start-engine'], obstacles: [] };
  return facts.apt
    ? { steps: ['install-iptables', 'start-engine'], obstacles: [] }
    : obstacle('the Docker Engine needs iptables: install it');
}

/** An engine that is about to be installed brings its client, or `install-engine` adds it. */
function planClient(facts: SetupFacts): SetupPlan {
  if (facts.has.docker || (!('version' in facts.engine) && !facts.has.dockerd)) return nothing;
  return facts.root && facts.apt
    ? { steps: ['install-client'], obstacles: [] }
    : obstacle('the docker command is missing: install it (Debian: docker.io or docker-cli)');
}

function planCompose(facts: SetupFacts): SetupPlan {
  if (facts.compose) return nothing;
  return facts.apt
    ? { steps: ['install-compose'], obstacles: [] }
    : obstacle(
        `Compose ${oldestCompose} or newer is missing: https://docs.docker.com/compose/install/linux/`,
      );
}

function obstacle(text: string): SetupPlan {
  return { steps: [], obstacles: [text] };
}
