import { readFileSync } from 'node:fs';
import { isMap, isPair, isScalar, isSeq, visit } from 'yaml';
import type { Problem } from '../document/problem.ts';
import { positionAt, type Source } from '../document/source.ts';
import { isSecretName } from '../secrets.ts';

/** A variable that a compose file takes from the environment of whoever starts it, and where. */
export type VariableUse = { readonly name: string } & Pick<Problem, 'place' | 'line' | 'column' | 'subject'>;

/** What the command line of Docker itself needs. */
const ofDocker = [
  'PATH',
  'HOME',
  'TMPDIR',
  'XDG_RUNTIME_DIR',
  'DOCKER_HOST',
  'DOCKER_CONTEXT',
  'DOCKER_CONFIG',
  'DOCKER_CERT_PATH',
  'DOCKER_TLS',
  'DOCKER_TLS_VERIFY',
  'DOCKER_API_VERSION',
  'DOCKER_BUILDKIT',
  'DOCKER_DEFAULT_PLATFORM',
  'BUILDX_BUILDER',
  'BUILDX_CONFIG',
];

/**
 * The environment of a `docker compose`: what its command line needs, the keys of a remote engine where there is one, and
 * `given`. Nothing else of the environment of ha-drill: compose files may put variables into containers and onto this machine.
 */
export function composeEnvironment(given: Readonly<Record<string, string>>): Record<string, string> {
  const { env } = process;
  const names = env.DOCKER_HOST?.startsWith('ssh:') ? [...ofDocker, 'SSH_AUTH_SOCK', 'USER'] : ofDocker;
  const own = names.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]] as const]));
  return { ...Object.fromEntries(own), ...given };
}

/** The values of some variables, as far as they are set in the environment of ha-drill. */
export function valuesOf(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}

/** Every `$NAME` and `${NAME...}` of a compose file, and names that stand without a value where values are given. */
export function variableUses(source: Source): VariableUse[] {
  const uses: VariableUse[] = [];
  const use = (name: string, offset: number | undefined, subject: string): void =>
    void uses.push({ name, subject, ...positionAt(source, offset ?? 0) });
  visit(source.document, {
    Pair(_key, pair) {
      if (!isPair(pair) || !isScalar(pair.key)) return undefined;
      const key = String(pair.key.value);
      if (key === 'x-ha-drill') return visit.SKIP;
      if (key === 'environment' || key === 'args') passedOn(pair.value, use);
      return undefined;
    },
    Scalar(_key, scalar) {
      if (typeof scalar.value !== 'string') return;
      for (const [written, name] of scalar.value.matchAll(/\$\$|\$\{?([A-Za-z_]\w*)/g)) {
        if (name !== undefined) use(name, scalar.range?.[0], `${written}${written.includes('{') ? '}' : ''}`);
      }
    },
  });
  return uses;
}

/** `environment: [NAME]`, `environment: { NAME: }`, and `environment: NAME` of a secret or a configuration. */
function passedOn(value: unknown, use: (name: string, offset: number | undefined, subject: string) => void) {
  const named = (node: unknown): void => {
    if (isScalar(node) && /^\w+$/.test(String(node.value)))
      use(String(node.value), node.range?.[0], String(node.value));
  };
  if (isScalar(value)) named(value);
  if (isSeq(value)) value.items.forEach(named);
  if (!isMap(value)) return;
  for (const pair of value.items) {
    const isEmpty = pair.value === null || (isScalar(pair.value) && pair.value.value === null);
    if (isEmpty) named(pair.key);
  }
}

/** The names that files of variables set. What cannot be read sets none: Compose tells it. */
export function namesIn(files: readonly string[]): string[] {
  return files.flatMap((file) => {
    let text: string;
    try {
      text = readFileSync(file, 'utf8');
    } catch {
      return [];
    }
    return [...text.matchAll(/^\s*(?:export\s+)?([A-Za-z_]\w*)\s*[=:]/gm)].flatMap(([, name]) => name ?? []);
  });
}

/** Uses of variables that are set in the environment of ha-drill, and that neither the topology declares nor its files set. */
export function undeclared(
  uses: readonly VariableUse[],
  declared: readonly string[],
  setByFiles: readonly string[],
): VariableUse[] {
  // Compose would rather have these of the environment than those of files.
  const ofFiles = setByFiles.filter((name) => !ofDocker.includes(name));
  return uses.filter(
    ({ name }) => process.env[name] !== undefined && !declared.includes(name) && !ofFiles.includes(name),
  );
}

/** What is said of a variable that is used and not declared. */
export function undeclaredProblem({ name, ...place }: VariableUse, suggestion: string): Problem {
  return {
    ...place,
    message: `expected no variable of your environment that the topology does not declare, found ${name}`,
    suggestion: isSecretName(name)
      ? `${name} looks like a secret: give it by a file of variables`
      : suggestion,
  };
}
