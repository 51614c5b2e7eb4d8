import { stringify } from 'yaml';
import type { ComposeConfig } from './compose-config.ts';
import { isSecretName } from './secret-name.ts';

const hidden = '(hidden)';

/** Secrets in URLs, in options and assignments (not those that name a variable), and as `mysql -pSECRET`. */
const patterns = [
  /(:\/\/[^:/@\s]+:)[^@/\s]+(?=@)/g,
  /((?:password|passwd|pwd|secret|token)['"]?\s*[=:]\s*['"]?)[^\s'";&|$]+/gi,
  /(^-p|\bmysql\w*\b.*?\s-p)[^\s$]+/g,
];

/**
 * What Compose makes of compose files, as YAML for a record and a report: values whose names say that they are secrets are
 * left out, and wherever the same values stand again, in a command for instance.
 */
export function withoutSecrets(config: ComposeConfig): string {
  const secrets = secretsOf(config);
  const clean = visit(config, '', (name, value) => {
    if (isSecret(name, value)) return hidden;
    const inText = patterns.reduce((text, pattern) => text.replace(pattern, `$1${hidden}`), value);
    return secrets.reduce((text, secret) => text.replaceAll(secret, hidden), inText);
  });
  return stringify(clean, { aliasDuplicateObjects: false });
}

/** Shorter ones would be found in words that are none. */
const leastCharacters = 4;

/** The secrets of a stack by the names of its variables, as written (with `$$`) and as they are in its containers. */
export function secretsOf(config: ComposeConfig): string[] {
  const secrets = new Set<string>();
  visit(config, '', (name, value) => {
    if (!isSecret(name, value) || value.length < leastCharacters) return value;
    secrets.add(value);
    secrets.add(value.replaceAll('$$', () => '$'));
    return value;
  });
  return [...secrets];
}

function isSecret(name: string, value: string): boolean {
  return isSecretName(name) && !isPath(value);
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
