import { stringify } from 'yaml';
import { hidden, isToldInSecret, maySecret, struck } from '../secrets.ts';
import type { ComposeConfig } from './compose-config.ts';

/**
 * What Compose makes of compose files, as YAML for a record and a report: values whose names say that they are secrets are
 * left out, and wherever the same values stand again, in a command for instance.
 */
export function withoutSecrets(config: ComposeConfig): string {
  const secrets = secretsOf(config);
  const clean = visit(config, '', (name, value) => {
    if (isToldInSecret(name) && !isPath(value)) return hidden;
    const inText = struck(/^-p[^\s$]/.test(value) ? `-p${hidden}` : value);
    return secrets.reduce((text, secret) => text.replaceAll(secret, hidden), inText);
  });
  return stringify(clean, { aliasDuplicateObjects: false });
}

/** The secrets of a stack by the names of its variables, as written (with `$$`) and as they are in its containers. */
export function secretsOf(config: unknown): string[] {
  const secrets = new Set<string>();
  visit(config, '', (name, value) => {
    const written = fallbackOf(value);
    if (!isToldInSecret(name) || !maySecret(written)) return value;
    secrets.add(written);
    secrets.add(written.replaceAll('$$', () => '$'));
    return value;
  });
  return [...secrets];
}

/** What a compose file puts in the place of a variable that is not set: `${NAME:-value}`; any other value as it is. */
function fallbackOf(value: string): string {
  const [, operator, rest] = /^\$\{\w+(:?[-?+])?([^}]*)\}$/.exec(value) ?? [undefined, undefined, value];
  return operator?.endsWith('?') ? '' : (rest ?? '');
}

/** A file that holds a secret is named, such as by MYSQL_ROOT_PASSWORD_FILE. */
function isPath(value: string): boolean {
  return /^(\/[\w.-]+)+$/.test(value);
}

/** A plain value with every text in it changed; `name` is the key that it stands at, or the part before `=` in a list. */
function visit(value: unknown, name: string, change: (name: string, text: string) => string): unknown {
  if (typeof value === 'string') return change(name, value);
  if (Array.isArray(value)) return value.map((one) => visit(one, name, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, visit(one, key, change)]));
}
