/**
 * What must not be written anywhere: known values, and what looks like a secret where it stands. Everything that leaves
 * the process as text for people or as a record goes through `struck` or `struckJson`, at the edge where it is written; who
 * learns of a secret tells it here with `keepSecret`.
 */
const known = new Set<string>();

/** What stands in the place of a secret. */
export const hidden = '(hidden)';

const secretName = /pass(word|wd|phrase)?|pwd|secret|token|credential|private|api_?key|auth/i;

/** Shorter ones would be found in words that are none. */
const leastCharacters = 4;

/** Whether the name of a variable or an option says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** Whether it says so, or that its value is an address that lets anybody tell something. */
export function isToldInSecret(name: string): boolean {
  return isSecretName(name) || /webhook/i.test(name);
}

/** Whether a value that is called as a secret can be one: neither the file of one, nor a variable, nor a switch. */
export function maySecret(value: string): boolean {
  const isPath = /^(\/[\w.-]+)+$/.test(value);
  const isVariable = /^\$\{?\w+\}?$/.test(value);
  const isSwitch = /^(?:yes|no|true|false|on|off|\d)$/i.test(value);
  return value.length >= leastCharacters && !isPath && !isVariable && !isSwitch;
}

/** From now on a value that somebody declared to be a secret is struck out, also as a part of an address or of JSON. */
export function keepSecret(value: string): void {
  if (value.length < leastCharacters) return;
  for (const form of [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value)]) known.add(form);
}

/**
 * The same for a value that is a secret by the name of its variable alone. One that is a plain word or a short number, as
 * `mysql` for a test, protects nothing and stands everywhere else: it is struck out only where it is assigned.
 */
export function keepNamedSecret(value: string): void {
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d._-]/].filter((kind) => kind.test(value)).length;
  if (maySecret(value) && value.length >= 6 && kinds >= 2) keepSecret(value);
}

/** The word that says it; not where the value is one that servers say of every account, or a line and column of a file. */
const assigned =
  /((?:password|passwd|passphrase|pwd|secret|token|api_?key)['"]?[ \t]*[=:][ \t]*['"]?)(?<!":\s?)(?!(?:YES|NO|true|false|null)\b|\d+:\d+:\s)[^\s'"()[\]{};&|$,<>\\]{4,}/gi;
/** User-info in an address (RFC 3986), and the path of one that is called to tell something: it lets anybody tell. */
const userInfo = /(\b[a-z][\w+.-]*:\/\/[^:/@\s'"]*:)[^@/\s'"]+(?=@)/gi;
const webhook =
  /(\bhttps?:\/\/(?:hooks\.[\w.-]+|[\w.-]+)\/(?:services|api\/webhooks|webhooks?|hooks?)\/)[^\s'"<>]+/gi;
/** As `mysql -pSECRET`. */
const shortOption = /(\bmysql(?:dump|admin|sh|binlog|import|check|pump)?\b[^\n|;&]*?\s-p)[^\s$'"]+/g;

/** A text without any secret that is known or that looks like one. */
export function struck(text: string): string {
  let rest = text;
  for (const value of longestFirst()) if (rest.includes(value)) rest = rest.replaceAll(value, hidden);
  for (const pattern of [userInfo, webhook, assigned, shortOption])
    rest = rest.replace(pattern, `$1${hidden}`);
  return rest;
}

/** A value as JSON, every text in it without secrets. */
export function struckJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? struck(one) : one), indent);
}

let sorted: readonly string[] = [];

/** One secret may be a part of another. */
function longestFirst(): readonly string[] {
  if (sorted.length !== known.size) sorted = [...known].sort((a, b) => b.length - a.length);
  return sorted;
}
